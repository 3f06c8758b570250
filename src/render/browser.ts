import type { Log } from '../core/log.ts'

/** Which browser prints and under which bounds. */
export type BrowserOptions = {
  /** the environment in which a browser is looked for; nothing of it but PATH reaches the browser */
  readonly env: Readonly<Record<string, string | undefined>>
  /** path of the program to use; absent: the first that works, in the order of deploy/find-browser.mjs */
  readonly executable?: string
  /** false: without Chromium's own sandbox, which is said as a warning; root cannot use it */
  readonly sandbox?: boolean
  /** after this many milliseconds the browser is killed; absent: two minutes and 20 ms for each kB of HTML */
  readonly timeoutMs?: number
  /** folder for the private folder of a print job; absent: the system's */
  readonly temporaryFolder?: string
  readonly log: Log
}
