import { digestOf } from '../../core/digest.ts'
import type { Excerpt, PrivateKind } from '../../model/excerpt.ts'
import type { PrivateName, PrivateNames } from './private-names.ts'
import { privatePieces } from './private-pieces.ts'

/** The order in which kinds are counted. */
const KINDS: readonly PrivateKind[] = [
  ...(['address', 'node', 'host', 'image', 'annotation', 'annotation-value'] as const),
]

/** Pseudonyms of one report: `node-3` for a name, the same wherever it stands. */
export type Pseudonyms = {
  readonly of: (name: PrivateName) => string
  readonly replaced: Excerpt['replaced']
}

/** Notes which names a report says. */
export class NamesFound {
  readonly #found = new Map<PrivateKind, Set<string>>()

  /** Notes one. */
  note({ kind, name }: PrivateName): void {
    this.#found.set(kind, (this.#found.get(kind) ?? new Set<string>()).add(name))
  }

  /**
   * Numbers of one width from 1 for the names of each kind, in the order of a digest over the secret, the id of the report and the name: they say nothing of
   * the order of names, and are others in any other report.
   */
  pseudonyms(reportId: string, { secret }: PrivateNames): Pseudonyms {
    const all = new Map<string, string>()
    for (const [kind, names] of this.#found) {
      const keyed = Array.from(names, (name) => ({
        name,
        key: digestOf([secret, reportId, kind, name].join('\n')),
      })).sort((one, two) => (one.key < two.key ? -1 : 1))
      const width = String(keyed.length).length
      for (const [index, { name }] of keyed.entries())
        all.set(`${kind}\n${name}`, `${kind}-${String(index + 1).padStart(width, '0')}`)
    }
    return {
      of: ({ kind, name }) => all.get(`${kind}\n${name}`) ?? kind,
      replaced: KINDS.flatMap((kind) => {
        const count = this.#found.get(kind)?.size ?? 0
        return count === 0 ? [] : [{ kind, count }]
      }),
    }
  }
}

/** A text with every private name replaced. */
export function pseudonymised(
  text: string,
  known: PrivateNames,
  of: (name: PrivateName) => string,
  claimed: readonly string[] = [],
): string {
  return privatePieces(text, known, claimed)
    .map((piece) => (typeof piece === 'string' ? piece : of(piece)))
    .join('')
}
