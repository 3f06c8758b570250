import { matchesGlob } from '../../core/glob.ts'
import { looseText } from '../../core/meaning.ts'
import { nearest } from '../../core/nearest.ts'
import { pathText } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { UnknownCluster } from '../../model/report.ts'
import { EACH, kindOf, valuesAt } from './placed.ts'
import type { Place } from './placed.ts'

/** Where the files name clusters; of a subject `cluster/namespace/Kind/name` the first part is one. */
const NAMES: Readonly<Record<string, readonly Place[]>> = {
  scope: [
    ['rules', EACH, 'subjects', 'clusters', EACH],
    ['nodes', EACH, 'clusters', EACH],
    ['securityControls', EACH, 'subjects', 'clusters', EACH],
    ['tenants', EACH, 'clusters', EACH],
  ],
  flows: [
    ['flows', EACH, 'from', 'subjects', 'clusters', EACH],
    ['flows', EACH, 'to', 'subjects', 'clusters', EACH],
  ],
  changes: [['changes', EACH, 'objects', EACH]],
  waivers: [['waivers', EACH, 'subjects', EACH]],
  applicability: [['notApplicable', EACH, 'clusters', EACH]],
  'sign-offs': [
    ['signOffs', EACH, 'clusters', EACH, 'name'],
    ['missedRuns', EACH, 'clusters', EACH],
  ],
}

/**
 * The names and patterns of clusters in one file of the organisation that no cluster of the estate bears, in the order of its lines.
 *
 * `file` is its name below the inputs of a run, which says what it is; `known` are the names of the whole estate, retired clusters too. The file must
 * have been parsed before: its faults are told there.
 */
export function unknownClusters(
  text: string,
  file: string,
  known: readonly string[],
): readonly UnknownCluster[] {
  const document = parseYamlDocument(text, file)
  return (NAMES[kindOf(file)] ?? [])
    .flatMap((place) => valuesAt(document.value, place))
    .map(({ path, value }) => ({ path, name: looseText(value).split('/')[0] ?? '' }))
    .filter(({ name }) => !known.some((cluster) => matchesGlob(name, cluster)))
    .map(({ path, name }) => ({
      file,
      line: document.lineOf(path),
      path: pathText(path),
      name,
      what: unknownWords(name, nearest(name, known)),
    }))
    .sort((one, other) => one.line - other.line)
}

function unknownWords(name: string, near: string | undefined): string {
  const how = name.includes('*') ? 'matches' : 'is named'
  const said = `no cluster of the estate ${how} ${JSON.stringify(name)}`
  return near === undefined ? said : `${said}, did you mean "${near}"?`
}
