import { logTo } from '../../../src/core/log.ts'
import type { BrowserOptions } from '../../../src/render/browser.ts'
import { htmlDocument } from '../../../src/render/document.ts'

/** A whole file around a body that is placed as it is, attack or not. */
export function page(body: string, used = ''): Uint8Array {
  const frame = {
    title: 'A page',
    entity: 'Example Payments',
    classification: 'Internal',
    reference: 'run 1',
  }
  return Buffer.from(Array.from(htmlDocument(frame, used, [body])).join(''))
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
