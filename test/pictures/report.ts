/**
 * The picture in the README: pages of the demo's last report, as the program printed them. `npm start`, then `npm run pictures`; needs pdftoppm
 * and pdftotext.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer from 'puppeteer'
import { findBrowser } from '../../deploy/find-browser.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const RUNS = join(ROOT, '.exhibit', 'demo', 'archive', 'runs')
const PICTURE = join(ROOT, 'deploy', 'demo', 'pictures', 'report.png')

/** Pages that tell most: the cover, a failing requirement with its example path, the segmentation matrix. */
const WORDS = [/Read first/, /Example path/, /^\s*Segmentation\s*$/m] as const

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

const newest = readdirSync(RUNS).sort().at(-1)
if (newest === undefined) throw new Error('run npm start first')
const pdf = join(RUNS, newest, 'report.pdf')
const folder = mkdtempSync(join(tmpdir(), 'exhibit-pictures-'))
const images: string[] = []
let page = 0
for (const words of WORDS) {
  page = pageWith(pdf, words, page)
  images.push(pageImage(pdf, page, folder))
}
const found = await findBrowser({ env: process.env })
if ('reasons' in found) throw new Error(found.reasons.join('; '))
const browser = await puppeteer.launch({
  executablePath: found.executable,
  args: ['--no-sandbox'],
  env: { ...process.env, ...found.environment },
})
const view = await browser.newPage()
await view.setViewport({ width: 1320, height: 660 })
await view.setContent(
  `<style>body{margin:0;background:#e9edf0;display:flex;gap:24px;padding:24px;box-sizing:border-box}img{width:408px;border:1px solid #b9c3ca}</style>` +
    images.map((image) => `<img src="data:image/png;base64,${image}">`).join(''),
)
mkdirSync(join(PICTURE, '..'), { recursive: true })
writeFileSync(PICTURE, await view.screenshot({ type: 'png' }))
await browser.close()
rmSync(folder, { recursive: true, force: true })
