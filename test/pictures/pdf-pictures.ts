import { execFileSync } from 'node:child_process'
import { fileNameOf } from './file-name.ts'

/** A bookmark as qpdf tells it. */
type Bookmark = {
  readonly title: string
  readonly destpageposfrom1: number | null
  readonly kids: readonly Bookmark[]
}

/** A page worth a look: the first one of a chapter or of a part of one. */
export type Shown = { readonly title: string; readonly page: number }

/** At most this many parts of one chapter are shown: the others look alike. */
const PARTS = 2

const withParts = (chapter: Bookmark): readonly Bookmark[] => [
  chapter,
  ...chapter.kids.slice(0, PARTS),
]

/** The first page of every chapter, and of the first parts of each, in the order of the document; a page is shown once. */
export function pagesToShow(pdf: string): readonly Shown[] {
  const args = ['--json', '--json-key=outlines', pdf]
  const said = execFileSync('qpdf', args, { maxBuffer: 1 << 30 }).toString()
  const { outlines } = JSON.parse(said) as { outlines: readonly Bookmark[] }
  const all = outlines.flatMap((title) => [title, ...title.kids.flatMap(withParts)])
  const seen = new Set<number>()
  return all.flatMap(({ title, destpageposfrom1: page }) => {
    if (page === null || seen.has(page)) return []
    seen.add(page)
    return [{ title, page }]
  })
}

/** Pictures of these pages as PNG files `<page>-<title>.png` in the folder. Needs pdftoppm. */
export function picturePages(pdf: string, pages: readonly Shown[], folder: string): void {
  for (const { title, page } of pages) {
    const number = String(page)
    const name = `${folder}/${number.padStart(5, '0')}-${fileNameOf(title)}`
    const range = ['-f', number, '-l', number, '-singlefile']
    execFileSync('pdftoppm', ['-png', '-r', '80', ...range, pdf, name])
  }
}
