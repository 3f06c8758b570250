import type { Log } from '../core/log.ts'
import type { Paper } from './paper.ts'

/** Which browser prints and under which bounds. */
export type BrowserOptions = {
  /** the environment in which a browser is looked for; nothing of it but PATH reaches the browser */
  readonly env: Readonly<Record<string, string | undefined>>
  /** path of the program to use; absent: the first that works, in the order of deploy/find-browser.mjs */
  readonly executable?: string
  /** false: without Chromium's own sandbox, switched off on purpose, which is said as a warning */
  readonly sandbox?: boolean
  /** account that prints; absent: this process's. Root (0) cannot use the sandbox */
  readonly uid?: number
  /** after this many milliseconds with one part the browser is killed; absent: two minutes and 20 ms for each kB of its HTML */
  readonly timeoutMs?: number
  /** folder for the private folders of a print job; absent: the system's */
  readonly temporaryFolder?: string
  /** parts of a document that are printed at the same time; absent: 2. The bytes do not depend on it */
  readonly parallel?: number
  /** what files are made for, also HTML that somebody prints; absent: A4 */
  readonly paper?: Paper
  readonly log: Log
}

/** Why the browser's own sandbox is off; undefined: it is on. Root cannot use it; anyone else has to switch it off on purpose. */
export function sandboxOff({
  sandbox,
  uid = process.getuid?.(),
}: Pick<BrowserOptions, 'sandbox' | 'uid'>): 'switched off' | 'running as root' | undefined {
  if (sandbox === false) return 'switched off'
  return uid === 0 ? 'running as root' : undefined
}
