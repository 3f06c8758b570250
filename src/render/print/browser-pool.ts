import type { FoundBrowser } from '../../../deploy/find-browser.mjs'
import type { BrowserOptions } from '../browser.ts'
import { startBrowser } from './session.ts'
import type { RunningBrowser } from './session.ts'

/** The one browser of a job, and a fresh one in the place of each that failed. */
export type BrowserPool = {
  current(): Promise<RunningBrowser>
  /** the browser in the place of one that failed, the same for all that saw it fail */
  instead(failed: RunningBrowser): Promise<RunningBrowser>
  /** ends all; none is started any more */
  close(): Promise<void>
  isClosed(): boolean
}

/** A pool without any browser yet. */
export function browserPool(found: FoundBrowser, options: BrowserOptions): BrowserPool {
  const started: Promise<RunningBrowser>[] = []
  const replaced = new Map<RunningBrowser, Promise<RunningBrowser>>()
  let isClosed = false
  const next = (): Promise<RunningBrowser> => {
    if (isClosed) return Promise.reject(new Error('printing was given up'))
    const browser = startBrowser(found, options)
    started.push(browser)
    return browser
  }
  return {
    current: () => started.at(-1) ?? next(),
    instead: (failed) => {
      const fresh = replaced.get(failed) ?? next()
      replaced.set(failed, fresh)
      return fresh
    },
    close: async () => {
      isClosed = true
      for (const browser of started) await (await browser).close()
    },
    isClosed: () => isClosed,
  }
}
