/** A browser for one print job: started by us with our own flags, spoken to through a pipe, ended with its whole process group. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'puppeteer'
import { findBrowser } from '../../../deploy/find-browser.mjs'
import type { FoundBrowser } from '../../../deploy/find-browser.mjs'
import { Fault } from '../../core/fault.ts'
import { sandboxOff } from '../browser.ts'
import type { BrowserOptions } from '../browser.ts'
import { pipeOf } from './pipe.ts'
import { privateFolder } from './private-folder.ts'
import type { PrivateFolder } from './private-folder.ts'

/**
 * Flags of every print job. Names resolve to nothing and the only proxy is a dead port, so that even what bypasses interception (prefetch)
 * reaches nobody; nothing is fetched or sent in the background.
 */
const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://127.0.0.1:1',
  '--proxy-bypass-list=<-loopback>',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-extensions-with-background-pages',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--lang=en',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--password-store=basic',
  '--use-mock-keychain',
] as const

/** The browser that would print. Throws Fault `MISSING` with what to do when there is none. */
export async function usableBrowser({ env, executable }: BrowserOptions): Promise<FoundBrowser> {
  const found = await findBrowser({ configured: executable, env })
  if ('executable' in found) return found
  const tried = found.reasons.length === 0 ? 'none found' : found.reasons.join('; ')
  throw new Fault('MISSING', `no browser that can print a PDF: ${tried}`, {
    hint: 'install Chromium or chromium-headless-shell; one that report.browser.path, EXHIBIT_BROWSER or PUPPETEER_EXECUTABLE_PATH names is never replaced by another: correct the name, or take it away',
  })
}

function start(found: FoundBrowser, options: BrowserOptions, folder: PrivateFolder): ChildProcess {
  const args = [
    ...FLAGS,
    ...(sandboxOff(options) === undefined ? [] : ['--no-sandbox']),
    `--user-data-dir=${folder.profile}`,
    'about:blank',
  ]
  return spawn(found.executable, args, {
    detached: true,
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: {
      PATH: options.env.PATH ?? '',
      HOME: folder.path,
      TMPDIR: folder.path,
      XDG_CONFIG_HOME: folder.path,
      XDG_CACHE_HOME: folder.path,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      FONTCONFIG_FILE: folder.fontConfiguration,
      ...found.environment,
    },
  })
}

/** Ends the browser and everything that it started, also what outlived it, and waits until it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  const gone =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
  await gone
}

/** A browser that ends closes its pipe first; its end says more than the closed pipe. */
const A_MOMENT_MS = 300

/** A browser that was started. */
export type RunningBrowser = {
  /**
   * Runs `work` with it. Rejects with whatever `work` rejects with, with one line when the browser does not start or ends before its time, and with
   * Fault `MISSING` when it was killed after `timeoutMs`.
   */
  during<T>(timeoutMs: number, work: (browser: Browser) => Promise<T>): Promise<T>
  /** ends it, and removes what it left */
  close(): Promise<void>
}

/** Starts a browser in a private folder of its own; it must be closed. */
export async function startBrowser(
  found: FoundBrowser,
  options: BrowserOptions,
): Promise<RunningBrowser> {
  const folder = await privateFolder(options.temporaryFolder)
  const child = start(found, options, folder)
  const ended = endOf(child)
  let connected: Promise<Browser> | undefined
  return {
    during: async (timeoutMs, work) => {
      const timer = setTimeout(() => {
        ended.because(tooSlow(timeoutMs))
        void end(child)
      }, timeoutMs)
      try {
        connected ??= connect(child)
        const worked = connected.then(work).catch(async (error: unknown) => {
          await Promise.race([ended.early, sleep(A_MOMENT_MS)])
          throw error
        })
        return await Promise.race([ended.early, worked])
      } finally {
        clearTimeout(timer)
      }
    },
    close: async () => {
      await end(child)
      await folder.remove()
    },
  }
}

/** A promise that only rejects: when the browser does not start or ends, with the reason that was given before, else with how it ended. */
function endOf(child: ChildProcess): {
  readonly early: Promise<never>
  because(reason: Error): void
} {
  let why: Error | undefined
  const early = new Promise<never>((_resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`the browser does not start: ${error.message}`)),
    )
    child.once('exit', (code, signal) =>
      reject(why ?? new Error(`the browser ended with ${signal ?? code ?? 'nothing'}`)),
    )
  })
  // heard where it is raced; a browser that ends between two jobs is nobody's error
  early.catch(() => undefined)
  return { early, because: (reason) => (why = reason) }
}

function tooSlow(timeoutMs: number): Fault {
  return new Fault(
    'MISSING',
    `printing the PDF took longer than ${Math.ceil(timeoutMs / 1000)} s`,
    {
      hint: 'HTML and JSON are complete without it; print again on a machine with less load (exhibit report --run ID)',
    },
  )
}

/** Single calls wait for ever: what takes too long is ended with the whole browser. */
async function connect(child: ChildProcess): Promise<Browser> {
  const puppeteer = await import('puppeteer')
  const [, , , toBrowser, fromBrowser] = child.stdio
  const transport = pipeOf(toBrowser as Writable, fromBrowser as Readable)
  return puppeteer.connect({ transport, protocolTimeout: 0, defaultViewport: null })
}
