import { looseMember, looseText } from '../../core/meaning.ts'
import { pathText } from '../../core/validate.ts'
import { parseYamlDocument, type NodePath } from '../../core/yaml.ts'
import { breadthOf } from '../flow-breadth.ts'
import { meansWholeCluster } from '../waiver-concerns.ts'
import { parseFlows } from './flows.ts'
import type { FutureDay } from './future-days.ts'
import { EACH, kindOf, valuesAt } from './placed.ts'

type Broad = { readonly path: NodePath; readonly what: string }

/**
 * The entries of one file that are too broad, in the order of its lines: approved flows, waivers of a whole cluster, and frameworks that are declared not
 * applicable as a whole. `file` is its name below the inputs of a run, which says what it is. The file must have been parsed before: its faults are told there.
 */
export function broadEntries(text: string, file: string): readonly FutureDay[] {
  const document = parseYamlDocument(text, file)
  const found = (): readonly Broad[] => {
    switch (kindOf(file)) {
      case 'flows':
        return broadFlows(text, file)
      case 'waivers':
        return valuesAt(document.value, ['waivers', EACH, 'subjects', EACH])
          .filter(({ value }) => meansWholeCluster(looseText(value)))
          .map(({ path }) => ({ path, what: 'too broad: could mean all of a cluster' }))
      case 'applicability':
        return valuesAt(document.value, ['notApplicable', EACH])
          .filter(({ value }) => looseMember(value, 'control') === undefined)
          .map(({ path }) => ({ path, what: 'too broad: takes out a whole framework' }))
      default:
        return []
    }
  }
  return found()
    .map(({ path, what }) => ({ line: document.lineOf(path), path: pathText(path), what }))
    .sort((one, other) => one.line - other.line)
}

function broadFlows(text: string, file: string): readonly Broad[] {
  return parseFlows(text, file, undefined).flatMap((flow, index) => {
    const breadth = breadthOf(flow)
    if (breadth === undefined) return []
    const so = breadth.lists ? '' : ': it lists nothing'
    return [{ path: ['flows', index], what: `too broad: ${breadth.why}${so}` }]
  })
}
