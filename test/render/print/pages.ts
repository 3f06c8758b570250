import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logTo } from '../../../src/core/log.ts'
import type { BrowserOptions } from '../../../src/render/browser.ts'
import { htmlDocument } from '../../../src/render/document.ts'
import type { Printed, PrintJob } from '../../../src/render/print/print.ts'
import { printPdf } from '../../../src/render/print/print.ts'
import type { Section } from '../../../src/render/section.ts'

const FRAME = {
  title: 'A page',
  entity: 'Example Payments',
  classification: 'Internal',
  reference: 'run 1',
}

/** A whole file around a body that is placed as it is, attack or not. */
export function page(body: string, used = ''): Uint8Array {
  return Buffer.from(Array.from(htmlDocument(FRAME, used, [body])).join(''))
}

/** A document of these sections; a text stands for one. */
export function jobOf(
  sections: string | readonly Section[],
  different: Partial<PrintJob> = {},
): PrintJob {
  return {
    frame: FRAME,
    used: sections,
    sections:
      typeof sections === 'string' ? [{ name: 'page', html: sections, begins: 'page' }] : sections,
    date: DATE,
    sentinel: 'SENTINEL',
    attachments: [],
    ...different,
  }
}

/** Prints a document and gives the file. */
export async function printed(
  job: PrintJob,
  options: BrowserOptions,
): Promise<Printed & { readonly bytes: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-printed-'))
  try {
    const file = join(folder, 'page.pdf')
    const result = await printPdf(job, file, options)
    return { ...result, bytes: readFileSync(file) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Options that keep the log in memory. */
export function quietBrowser(
  different: Partial<BrowserOptions> = {},
): BrowserOptions & { readonly said: readonly string[] } {
  const said: string[] = []
  const log = logTo(
    (line) => said.push(line),
    'text',
    () => '',
  )
  return { env: process.env, log, said, ...different }
}

/** The date that printed files bear in tests. */
export const DATE = '2026-12-28T02:03:42Z'
