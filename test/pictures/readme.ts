/**
 * The pictures in the README: pages of the demo's last report and of its quarter, as the program printed them. `npm start`, then `npm run pictures`; needs
 * pdftoppm and pdftotext.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newestOf, ROOT } from './demo-reports.ts'
import { openBrowser } from './open-browser.ts'

const PICTURES = join(ROOT, 'deploy', 'demo', 'pictures')

/** Pages that tell most, in their order: of a run the cover, a failing requirement with its example path and the segmentation matrix; of a period its summary, its calendar and a requirement over time. */
const SHOWN = {
  'report.png': ['runs', [/Read first/, /Example path/, /^\s*from\s+outside\s+CDE\b/m]],
  'period.png': [
    'reports',
    [
      /Executive summary[\s\S]*What failed at any time/,
      /^\s*Cadence ledger\s*$/m,
      /Confidential\s+Requirement 1[^\n]*\s+failed at some time/,
    ],
  ],
} as const

function pageWith(pdf: string, words: RegExp, after: number): number {
  const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { maxBuffer: 1 << 28 })
    .toString()
    .split('\f')
  const found = pages.findIndex((text, index) => index >= after && words.test(text))
  if (found < 0) throw new Error(`no page of ${pdf} says ${words.source}`)
  return found + 1
}

function pageImage(pdf: string, page: number, folder: string): string {
  const name = join(folder, `page-${page}`)
  execFileSync('pdftoppm', [
    '-png',
    '-r',
    '80',
    '-f',
    String(page),
    '-l',
    String(page),
    '-singlefile',
    pdf,
    name,
  ])
  return readFileSync(`${name}.png`).toString('base64')
}

/** The pages that show these words, each behind the one before. */
function pagesWith(pdf: string, shown: readonly RegExp[], folder: string): readonly string[] {
  let page = 0
  return shown.map((words) => {
    page = pageWith(pdf, words, page)
    return pageImage(pdf, page, folder)
  })
}

const browser = await openBrowser()
const view = await browser.newPage()
await view.setViewport({ width: 1320, height: 660 })
mkdirSync(PICTURES, { recursive: true })
for (const [name, [part, shown]] of Object.entries(SHOWN)) {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-pictures-'))
  const images = pagesWith(join(newestOf(part), 'report.pdf'), shown, folder)
  await view.setContent(
    `<style>body{margin:0;background:#e9edf0;display:flex;gap:24px;padding:24px;box-sizing:border-box}img{width:408px;border:1px solid #b9c3ca}</style>` +
      images.map((image) => `<img src="data:image/png;base64,${image}">`).join(''),
  )
  writeFileSync(join(PICTURES, name), await view.screenshot({ type: 'png' }))
  rmSync(folder, { recursive: true, force: true })
}
await browser.close()
