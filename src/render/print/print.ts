/** Prints a document in parts of bounded size, two at a time, and joins them to one PDF. */
import { rename, rm } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { FoundBrowser } from '../../../deploy/find-browser.mjs'
import type { Instant } from '../../core/clock.ts'
import type { Digest } from '../../core/digest.ts'
import { Fault, isFault, messageOf } from '../../core/fault.ts'
import { sandboxOff } from '../browser.ts'
import type { BrowserOptions } from '../browser.ts'
import type { Frame } from '../document.ts'
import type { Section } from '../section.ts'
import { browserPool } from './browser-pool.ts'
import type { BrowserPool } from './browser-pool.ts'
import type { RunningBrowser } from './session.ts'
import type { Attachment } from './join/finish.ts'
import { pageKeeper } from './page-keeper.ts'
import type { PageKeeper } from './page-keeper.ts'
import { printAndJoin } from './print-and-join.ts'
import { usableBrowser } from './session.ts'

/** A document that is printed: its sections are asked for one after the other, and are not kept. */
export type PrintJob = {
  readonly frame: Frame
  /** whatever the templates of its sections are filled with */
  readonly used: unknown
  readonly sections: Iterable<Section>
  /** stands for creation and modification date */
  readonly date: Instant
  /** text that its first pages must show: pages that lack it are blank or have no font */
  readonly sentinel: string
  readonly attachments: readonly Attachment[]
}

/** The file that was written, and the version of the browser that printed it. */
export type Printed = {
  readonly browser: string
  readonly pages: number
  readonly size: number
  readonly digest: Digest
}

/** One file to be printed, and how a reader would call what is in it. */
export type Printable = { readonly name: string; readonly html: string }

/** How single files are printed, and what is thrown where one of them cannot be, or cannot be joined. */
export type Printer = {
  /** to a file */
  print(printable: Printable, file: string): Promise<void>
  fault(error: unknown, part: string): Fault
}

/** Prints one document to a file. */
export type PrintDocument = (job: PrintJob, file: string) => Promise<Printed>

/**
 * While a document is printed, Node's heap grows by a third over what is alive before it is collected; else it doubles, and so does what waits outside
 * of it: each part is some megabytes of text and bytes, all garbage a moment later.
 */
const GROWING_PERCENT = 35

/**
 * Prints a document to a tagged PDF with bookmarks, in the place of a file that may be there. Same document and same browser version: same bytes, however
 * many parts are printed at a time.
 *
 * A browser that fails is replaced once by a fresh one for each part; one that is too slow is not. Rejects with Fault `MISSING` when no browser is found,
 * when one part fails twice, named then, and when what was printed is blank, has no fonts of ours or is not as Chromium writes it.
 */
export function printPdf(job: PrintJob, file: string, options: BrowserOptions): Promise<Printed> {
  return withPrinter(options, (print) => print(job, file))
}

/** Does work that prints one document after the other, as `printPdf` does each, with one browser for all of them. Rejects as `printPdf` does. */
export async function withPrinter<T>(
  options: BrowserOptions,
  work: (print: PrintDocument) => Promise<T>,
): Promise<T> {
  const found = await usableBrowser(options)
  const why = sandboxOff(options)
  if (why !== undefined) options.log.warn('the browser prints without its own sandbox', { why })
  const pool = browserPool(found, options)
  const pages = pageKeeper()
  // it starts while the first part is made; where it does not, the part says so
  pool.current().catch(() => undefined)
  const printer: Printer = {
    print: (printable, to) => printTwice(printable, to, { pool, pages, options }),
    fault: (error, part) => (isFault(error) ? error : notPrinted(error, part, found)),
  }
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`)
  collectGarbage()
  try {
    return await work(async (job, file) => {
      const unfinished = `${file}.printing`
      try {
        await rm(unfinished, { force: true })
        const joined = await printAndJoin(job, unfinished, printer, options)
        await rename(unfinished, file)
        return { ...joined, browser: found.version }
      } finally {
        await rm(unfinished, { force: true })
      }
    })
  } finally {
    setFlagsFromString('--heap-growing-percent=0')
    await pool.close()
  }
}

/** Frees what was needed before: until it is first collected, the heap grows by a limit of its own, far beyond what is alive. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

/** What the files of a job are printed with. */
type Means = {
  readonly pool: BrowserPool
  readonly pages: PageKeeper
  readonly options: BrowserOptions
}

/** A Fault is the answer of a browser that was too slow: it would be again. */
async function printTwice(
  { name, html }: Printable,
  file: string,
  { pool, pages, options }: Means,
): Promise<void> {
  const timeoutMs = options.timeoutMs ?? 120_000 + html.length / 50
  const browser = await pool.current()
  const attempt = (one: RunningBrowser) =>
    one.during(timeoutMs, (inside) => pages.print(inside, html, file, timeoutMs))
  try {
    await attempt(browser)
  } catch (error) {
    if (isFault(error) || pool.isClosed()) throw error
    options.log.warn('printing failed, trying once more in a fresh browser', {
      part: name,
      why: messageOf(error),
    })
    await attempt(await pool.instead(browser))
  }
}

function notPrinted(
  error: unknown,
  part: string,
  { executable, version, origin }: FoundBrowser,
): Fault {
  return new Fault('MISSING', `the PDF could not be printed, at "${part}": ${messageOf(error)}`, {
    hint: `try another browser than ${executable} (${version}, ${origin}); HTML and JSON are complete without it`,
    cause: error,
  })
}
