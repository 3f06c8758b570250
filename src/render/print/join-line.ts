import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs'
import { joinTo } from './join/join.ts'
import type { JoinedFile, Joiner } from './join/join.ts'
import { pageText } from './page-text.ts'
import type { PartHtml } from './part-html.ts'
import { pagesOf, readPdf, reference } from './pdf-reader.ts'
import { textIn } from './pdf-text.ts'
import type { PrintJob } from './print.ts'

/** A part that was printed to the file at `path`; the first is the sheet of margins, and they come in any order. */
export type PrintedPart = Pick<PartHtml, 'name' | 'model'> & {
  readonly index: number
  readonly path: string
}

/** Joins printed parts in their order, whatever the order they come in. */
export type JoinLine = {
  /** joins this part and those that waited for it, or lets it wait; what is joined is removed. Throws an Error where it cannot be joined */
  add(part: PrintedPart): void
  finish(): JoinedFile
  /** gives up what is not finished */
  end(): void
}

/** A line to the file at `path`, which must not be there yet. */
export function joinLine(job: PrintJob, path: string): JoinLine {
  const waiting = new Map<number, PrintedPart>()
  const read = fileReader()
  let [next, producer] = [0, '']
  let joiner: Joiner | undefined
  const joinNext = ({ index, path: from, model }: PrintedPart): void => {
    const printed = read(from)
    if (index === 1) producer = checkedProducer(printed, job.sentinel)
    if (index === 0) joiner = joinTo(path, printed)
    else joiner?.add(printed, model)
    rmSync(from)
  }
  return {
    add: (part) => {
      waiting.set(part.index, part)
      for (let one = waiting.get(next); one !== undefined; one = waiting.get(next)) {
        waiting.delete(next)
        joinNext(one)
        next += 1
      }
    },
    finish: () => {
      if (joiner === undefined) throw new Error('there is nothing to join')
      const { date, frame, attachments } = job
      const facts = { title: frame.title, language: 'en', date, producer }
      const joined = joiner.finish(facts, attachments)
      joiner = undefined
      return joined
    },
    end: () => joiner?.abandon(),
  }
}

/** Reads one file after the other into the same memory: what it gave before is overwritten. */
function fileReader(): (path: string) => Uint8Array {
  let held = Buffer.alloc(0)
  return (path) => {
    const descriptor = openSync(path, 'r')
    try {
      const { size } = fstatSync(descriptor)
      if (size > held.length) held = Buffer.alloc(size)
      let at = 0
      for (let read = 1; read > 0; at += read) read = readSync(descriptor, held, at, size - at, at)
      return held.subarray(0, at)
    } finally {
      closeSync(descriptor)
    }
  }
}

/** What wrote the first part, which must show its text: one that lacks it is blank, or has no font. */
function checkedProducer(printed: Uint8Array, sentinel: string): string {
  const file = readPdf(printed)
  const wanted = sentinel.replace(/\s/g, '')
  if (!pagesOf(file).some((page) => pageText(file, page).includes(wanted)))
    throw new Error('it does not show its text: it is blank, or has no usable font')
  return textIn(file.object(reference(file.trailer, 'Info') ?? 0).head, 'Producer') ?? 'unknown'
}
