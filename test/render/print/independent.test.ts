/** The PDF of a run, a period and a comparison as independent programs read it: text, bookmarks, tags, number of pages, attachments. What it must say stands in the HTML that was made with it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { renderPeriod } from '../../../src/render/period/render.ts'
import { renderComparison } from '../../../src/render/render-comparison.ts'
import { renderFormats } from '../../../src/render/render.ts'
import { comparison, periods } from '../fixture-comparison.ts'
import { reportSource } from '../fixture.ts'
import { periodSource } from '../period/fixture.ts'
import { quietBrowser } from './pages.ts'

const FRAME = {
  ...{ entity: 'Example Payments', classification: 'Confidential' },
  generatedAt: '2026-12-28T02:03:42Z',
}

/** What is made into a folder, with its HTML and its JSON; the name of the files, and what is at the foot of each page. */
const KINDS: Readonly<
  Record<string, { make: (outDir: string) => Promise<unknown>; name: string; foot: string }>
> = {
  run: {
    make: (outDir) =>
      renderFormats(reportSource(), ['html', 'json', 'pdf'], { outDir, browser: quietBrowser() }),
    ...{ name: 'report', foot: 'run 20261228T020004Z-7c1f09e2' },
  },
  period: {
    make: (outDir) =>
      renderPeriod(periodSource(), ['html', 'json', 'pdf'], { outDir, browser: quietBrowser() }),
    ...{ name: 'report', foot: 'report 2026-Q4-5d0c3e71' },
  },
  comparison: {
    make: (outDir) =>
      renderComparison(comparison({ periods: periods() }), {
        ...{ outDir, pdf: true, frame: FRAME, browser: quietBrowser() },
      }),
    ...{ name: 'comparison', foot: 'page' },
  },
}

const PROGRAMS = ['pdfinfo', 'pdftotext', 'pdfdetach', 'qpdf']

type Bookmark = {
  readonly title: string
  readonly destpageposfrom1: number
  readonly kids: readonly Bookmark[]
}

describe('a PDF, as independent programs read it', function () {
  this.timeout(300_000)

  before(function () {
    const missing = PROGRAMS.filter((program) => !isThere(program))
    if (missing.length === 0) return
    const why = `${missing.join(', ')}: packages poppler-utils and qpdf`
    process.stdout.write(`    (not run: ${why})\n`)
    this.skip()
  })

  for (const [kind, { make, name, foot }] of Object.entries(KINDS))
    describe(`of a ${kind}`, () => {
      let folder: string
      let pdf: string
      let html: string

      before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'exhibit-independent-'))
        await make(folder)
        pdf = join(folder, `${name}.pdf`)
        html = readFileSync(join(folder, `${name}.html`), 'utf8')
      })
      after(() => rmSync(folder, { recursive: true, force: true }))

      it('has bookmarks for the headings of the HTML, as deep as they are, to pages in their order', () => {
        const said = program('qpdf', '--json', '--json-key=outlines', pdf)
        const { outlines } = JSON.parse(said) as { outlines: readonly Bookmark[] }
        const found = flat(outlines, 1)
        const headings = headingsOf(html)
        expect(headings.length).to.be.greaterThan(10)
        expect(found.map(({ depth, title }) => `${depth} ${title}`)).to.deep.equal(headings)
        const pages = found.map(({ page }) => page)
        expect(pages).to.deep.equal(pages.toSorted((one, other) => one - other))
      })

      it('has a tag for each heading, table, row, field, list and paragraph of the HTML', () => {
        const tags = program('pdfinfo', '-struct', pdf).matchAll(/^ *([A-Z]\w*)(?=[: ]|$)/gm)
        const found = Map.groupBy(
          Array.from(tags, ([, tag = '']) => tag),
          (tag) => tag,
        )
        for (const [tag, elements] of TAGGED) {
          const all = bodyOf(html).match(new RegExp(`<(${elements})\\b`, 'g')) ?? []
          expect(found.get(tag)?.length ?? 0, tag).to.equal(all.length)
        }
        expect(found.get('Table')?.length).to.be.greaterThan(3)
      })

      it('is tagged, has a title, no script, and says on each page which one of how many it is', () => {
        const info = program('pdfinfo', pdf)
        expect(info)
          .to.match(/^Tagged: +yes$/m)
          .and.match(/^JavaScript: +no$/m)
        const title = /<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''
        expect(/^Title: +(.*)$/m.exec(info)?.[1]).to.equal(plain(title))
        const count = Number(/^Pages: +(\d+)$/m.exec(info)?.[1])
        const pages = program('pdftotext', '-layout', pdf, '-').split('\f').slice(0, -1)
        expect(pages).to.have.length(count)
        for (const [at, page] of pages.entries())
          if (at > 0) {
            expect(page).to.match(new RegExp(`page ${at + 1} of ${count}\\b`))
            expect(page).to.include('Confidential').and.include(foot)
          }
      })

      it('says every heading and every paragraph of the HTML', () => {
        const said = squeezed(program('pdftotext', pdf, '-'))
        const texts = [...bodyOf(html).matchAll(/<(h[1-6]|p)\b[^>]*>(.*?)<\/\1>/gs)]
        const wanted = texts.map(([, , text = '']) => squeezed(plain(text))).filter(isOneLine)
        expect(wanted.length).to.be.greaterThan(20)
        for (const text of wanted) expect(said).to.include(text)
      })

      it('has its JSON attached, byte for byte, and nothing else', () => {
        const list = program('pdfdetach', '-list', pdf)
        expect(list).to.match(new RegExp(`^1 embedded files\\n1: ${name}\\.json$`, 'm'))
        const to = join(folder, 'attached.json')
        program('pdfdetach', '-save', '1', '-o', to, pdf)
        expect(readFileSync(to).equals(readFileSync(join(folder, `${name}.json`)))).to.equal(true)
      })

      it('is sound', () => {
        expect(program('qpdf', '--check', pdf)).to.include('No syntax or stream encoding errors')
      })
    })
})

/** Tags of the PDF, and elements of the HTML that have them. */
const TAGGED = [
  ...['H1', 'H2', 'H3', 'H4', 'Table', 'TR', 'TH', 'TD', 'LI', 'P'].map(
    (tag) => [tag, tag.toLowerCase()] as const,
  ),
  ['L', 'ul|ol'] as const,
  ['Caption', 'caption|figcaption'] as const,
]

function isThere(name: string): boolean {
  return spawnSync(name, ['-v'], { stdio: 'ignore' }).error === undefined
}

function program(name: string, ...args: readonly string[]): string {
  return execFileSync(name, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function flat(
  bookmarks: readonly Bookmark[],
  depth: number,
): readonly { readonly depth: number; readonly title: string; readonly page: number }[] {
  return bookmarks.flatMap(({ title, destpageposfrom1: page, kids }) => [
    { depth, title: title.replace(/\s+/g, ' '), page },
    ...flat(kids, depth + 1),
  ])
}

function headingsOf(html: string): readonly string[] {
  const all = bodyOf(html).matchAll(/<h([1-6])\b[^>]*>(.*?)<\/h\1>/gs)
  return Array.from(all, ([, level, text = '']) => `${level} ${plain(text)}`)
}

function bodyOf(html: string): string {
  return html.slice(html.indexOf('<body')).replace(/<(svg|script)\b.*?<\/\1>/gs, '')
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&(lt|gt|amp|quot);/g, (_, name: string) => NAMED[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** Without blanks, which programs put as they see fit, and as it is before style sheets set capitals. */
function squeezed(text: string): string {
  return text.replace(/[\s\u00ad\u200b]/g, '').toLowerCase()
}

/** Longer ones may go over the end of a page, with its foot in between. */
function isOneLine(text: string): boolean {
  return text.length > 5 && text.length < 60
}
