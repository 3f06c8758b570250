import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { temporaryPrefix } from '../../core/temporary-folder.ts'
import type { BrowserOptions } from '../browser.ts'
import { printedDocument } from '../document.ts'
import { partsOf } from '../section.ts'
import { SAMPLE } from './join/frame.ts'
import type { JoinedFile } from './join/join.ts'
import { joinLine } from './join-line.ts'
import { partHtml } from './part-html.ts'
import type { PartHtml } from './part-html.ts'
import type { Printer, PrintJob } from './print.ts'

/**
 * Prints sheet and parts, several at a time, and joins each as soon as those before it are joined. What comes too early waits in a private folder, so that
 * memory does not grow with the document. Rejects with the printer's Faults; the file is of no use then.
 */
export async function printAndJoin(
  job: PrintJob,
  file: string,
  printer: Printer,
  { parallel = 2, temporaryFolder = tmpdir() }: BrowserOptions,
): Promise<JoinedFile> {
  const folder = await mkdtemp(join(temporaryFolder, temporaryPrefix('parts')))
  const line = joinLine(job, file)
  const source = printables(job)
  let [count, isOver] = [0, false]
  const printAndAdd = async (part: PartHtml, index: number): Promise<void> => {
    try {
      const path = join(folder, `${index}.pdf`)
      await printer.print(part, path)
      if (!isOver) line.add({ ...part, index, path })
    } catch (error) {
      isOver = true
      throw printer.fault(error, part.name)
    }
  }
  const work = async (): Promise<void> => {
    while (!isOver) {
      const next = source.next()
      if (next.done === true) return
      await printAndAdd(next.value, count++)
    }
  }
  try {
    await Promise.all(Array.from({ length: parallel }, work))
    return line.finish()
  } finally {
    isOver = true
    line.end()
    await rm(folder, { recursive: true, force: true })
  }
}

const NO_WORDS = { headings: [], links: new Map<string, string>(), pages: [] }

/** The sheet of margins, then the parts. */
function* printables({ frame, used, sections }: PrintJob): Generator<PartHtml> {
  const document = printedDocument(frame, used)
  yield { name: 'the margins of all pages', html: document.sheet(SAMPLE), model: NO_WORDS }
  let isFirst = true
  for (const part of partsOf(sections)) {
    yield partHtml(part, document, isFirst)
    isFirst = false
  }
}
