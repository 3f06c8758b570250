import { looseItems, looseMember, looseText } from '../../core/meaning.ts'
import { placeOf } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import { EACH, valuesAt } from './placed.ts'

/** A statement's file with its text. */
type Written = { readonly path: string; readonly text: string }

/**
 * A line for each statement about outside evidence that lists a file, by its digest, for another node than one before it does, or for two: what a tool said of
 * one node says nothing of another. With both places. The files must have been parsed before: their faults are told there.
 */
export function sharedEvidence(files: readonly Written[]): readonly string[] {
  const first = new Map<string, { readonly node: string; readonly place: string }>()
  return files.flatMap(({ path: file, text }) => {
    const document = parseYamlDocument(text, file)
    return valuesAt(document.value, ['evidence', EACH]).flatMap(({ path, value }) => {
      const digest = looseText(looseMember(value, 'digest'))
      const cluster = looseText(looseMember(value, 'cluster'))
      const told = looseItems(looseMember(value, 'nodes')).flatMap((each, index) => {
        const node = `${cluster}/${looseText(each)}`
        const place = placeOf(document, file, [...path, 'nodes', index])
        const known = first.get(digest)
        if (known === undefined) first.set(digest, { node, place })
        if (known === undefined || known.node === node) return []
        return [
          `${place}the same file as for ${known.node} (${known.place.replace(/: $/, '')}); each node needs a run of its own`,
        ]
      })
      return told.slice(0, 1)
    })
  })
}
