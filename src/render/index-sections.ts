import type { ControlIndex } from './control-index.ts'
import type { Section } from './section.ts'
import { template } from './templates.ts'

/** So many controls stand in one piece of the index: a piece is never divided between two parts of the print. */
const MOST = 100

/** The index of controls, in pieces. */
export function* indexSections(index: ControlIndex): Generator<Section> {
  const [name, within] = ['index of controls', '<section class="chapter index">']
  const piece = (file: string, value: unknown, begins: Section['begins']): Section => ({
    ...{ name, begins, within },
    html: template(file)(value),
  })
  yield { name, html: template('index')(index), begins: 'page' }
  for (const { anchor, name: title, controls } of index.frameworks)
    for (let from = 0; from < controls.length; from += MOST) {
      const some = controls.slice(from, from + MOST)
      yield piece(
        'index-framework',
        { anchor, title, from, controls: some },
        from === 0 ? 'anywhere' : 'behind',
      )
    }
  for (const rows of pieces(index.checks)) yield piece('index-checks', { checks: rows }, 'anywhere')
  for (const rows of pieces(index.related))
    yield piece('index-related', { related: rows }, 'anywhere')
  yield { name, html: '</section>\n', begins: 'behind', within }
}

function pieces<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST) }, (_, at) =>
    all.slice(at * MOST, (at + 1) * MOST),
  )
}
