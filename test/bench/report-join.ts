/** How long joining alone takes: node report-join.ts POLICIES FOLDER. Prints the parts first, and writes
 * milliseconds of processor time and pages as JSON. */
import { join } from 'node:path'
import { silentLog } from '../../src/core/log.ts'
import { printedDocument } from '../../src/render/document.ts'
import { reportFrame, reportSections } from '../../src/render/html.ts'
import { SAMPLE } from '../../src/render/print/join/frame.ts'
import { joinLine } from '../../src/render/print/join-line.ts'
import { partHtml } from '../../src/render/print/part-html.ts'
import type { PartHtml } from '../../src/render/print/part-html.ts'
import { usableBrowser } from '../../src/render/print/session.ts'
import { printHtml, withBrowser } from '../with-browser.ts'
import { partsOf } from '../../src/render/section.ts'
import { longReport } from './long-report.ts'

const [policies = '0', folder = ''] = process.argv.slice(2)
const TIMEOUT_MS = 600_000
const view = longReport(Number(policies))
const frame = reportFrame(view)
const document = printedDocument(frame, view)
const pathOf = (index: number) => join(folder, `${index}.pdf`)

/** Prints the sheet of margins and all parts, and keeps of them what joining needs. */
async function printParts(): Promise<readonly Pick<PartHtml, 'name' | 'model'>[]> {
  const options = { env: process.env, log: silentLog }
  const found = await usableBrowser(options)
  const parts: Pick<PartHtml, 'name' | 'model'>[] = []
  await withBrowser(found, options, TIMEOUT_MS, async (browser) => {
    const sheet = { headings: [], links: new Map<string, string>(), pages: [] }
    await printHtml(browser, document.sheet(SAMPLE), pathOf(0), TIMEOUT_MS)
    parts.push({ name: 'sheet', model: sheet })
    for (const part of partsOf(reportSections(view))) {
      const { name, html, model } = partHtml(part, document, parts.length === 1)
      await printHtml(browser, html, pathOf(parts.length), TIMEOUT_MS)
      parts.push({ name, model })
    }
  })
  return parts
}

const parts = await printParts()
const { generatedAt: date, runId: sentinel } = view.report
const job = { frame, used: [], sections: [], date, sentinel, attachments: [] }
const before = process.cpuUsage()
const line = joinLine(job, join(folder, 'joined.pdf'))
parts.forEach((part, index) => line.add({ ...part, index, path: pathOf(index) }))
const { pages } = line.finish()
const { user, system } = process.cpuUsage(before)
process.stdout.write(JSON.stringify({ ms: (user + system) / 1000, pages }))
