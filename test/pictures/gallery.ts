/**
 * Pictures of every kind of page, to be looked at: the demo's run, period and comparison, and a report of 20,000 policies; each as pages of its PDF and as sections of its HTML,
 * light, dark and narrow. They go to `.exhibit/pictures`; `index.html` there shows them all. `npm start` first; needs pdftoppm and qpdf.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog } from '../../src/core/log.ts'
import { reportHtml } from '../../src/render/html.ts'
import { pdf } from '../../src/render/pdf.ts'
import { longReport } from '../bench/long-report.ts'
import { comparisonFolder, newestOf, ROOT } from './demo-reports.ts'
import { openBrowser } from './open-browser.ts'
import { pagesToShow, picturePages } from './pdf-pictures.ts'
import { pictureSections, SCREENS } from './screen-pictures.ts'

const GALLERY = join(ROOT, '.exhibit', 'pictures')
const HUGE = { policies: 20_000 }

/** A report in the formats that are looked at. */
type Looked = { readonly name: string; readonly html: string; readonly pdf: string }

async function hugeReport(): Promise<Looked> {
  const folder = join(GALLERY, 'huge-report')
  mkdirSync(folder, { recursive: true })
  const looked = {
    name: 'huge',
    html: join(folder, 'report.html'),
    pdf: join(folder, 'report.pdf'),
  }
  const view = longReport(HUGE.policies)
  writeFileSync(looked.html, reportHtml(view))
  await pdf.print(view, looked.pdf, { browser: { env: process.env, log: silentLog } })
  return looked
}

const inFolder = (name: string, folder: string, file: string): Looked => ({
  name,
  html: join(folder, `${file}.html`),
  pdf: join(folder, `${file}.pdf`),
})

function made(name: string, kind: string): string {
  const folder = join(GALLERY, name, kind)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** One page that shows all pictures of the gallery, a folder after the other. */
function contactSheet(): string {
  const files = readdirSync(GALLERY, { recursive: true, encoding: 'utf8' })
  const pictures = files.filter((file) => file.endsWith('.png')).sort()
  const shown = pictures.map(
    (file) => `<figure><img src="${file}" loading="lazy"><figcaption>${file}</figcaption></figure>`,
  )
  return (
    `<!doctype html><meta charset="utf-8"><title>Pictures of every kind of page</title>` +
    `<style>body{display:flex;flex-wrap:wrap;gap:16px;font:12px sans-serif}figure{margin:0}img{width:320px;border:1px solid #999}</style>` +
    shown.join('\n')
  )
}

rmSync(GALLERY, { recursive: true, force: true })
const browser = await openBrowser()
try {
  const all = [
    inFolder('run', newestOf('runs'), 'report'),
    inFolder('period', newestOf('reports'), 'report'),
    inFolder('comparison', comparisonFolder(), 'comparison'),
    await hugeReport(),
  ]
  for (const looked of all) {
    picturePages(looked.pdf, pagesToShow(looked.pdf), made(looked.name, 'pdf'))
    for (const screen of SCREENS) {
      const folder = made(looked.name, `${screen.theme}-${String(screen.width)}`)
      await pictureSections(browser, looked.html, screen, folder)
    }
  }
} finally {
  await browser.close()
}
writeFileSync(join(GALLERY, 'index.html'), contactSheet())
process.stdout.write(`pictures: ${join(GALLERY, 'index.html')}\n`)
