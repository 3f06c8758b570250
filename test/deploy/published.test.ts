import { KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import { READABLE_CONFIG_MAPS } from '../../src/collect/config-maps.ts'
import {
  DECIDES_TRAFFIC,
  OTHER_GROUPS,
  OTHER_KINDS,
  POLICY_NAME,
} from '../../src/collect/policy-names.ts'
import { CALICO_METADATA } from '../../src/snapshot/calico-metadata.ts'
import { PUBLISHED_ANNOTATIONS } from '../../src/snapshot/published-annotations.ts'
import { PUBLISHED_COMPONENTS, SWITCHES, VALUE_FLAGS } from '../../src/snapshot/published-flags.ts'
import {
  ENVIRONMENT_NAME,
  ENVIRONMENT_RULE,
  FIELD_RULES,
  IDENTITY_FIELDS,
  NAMES_ARE_DATA,
  SENSITIVE_NAME,
  VERBATIM_METADATA,
} from '../../src/snapshot/redaction-rules.ts'
import { STATUS_FIELDS } from '../../src/snapshot/status-fields.ts'
import { expectGolden } from '../golden.ts'

const code = (words: Iterable<string>) => [...words].map((word) => `\`${word}\``).join(', ')

/** What is read of a cluster and what of it is kept, as the page that an assessor reads. */
function page(): string {
  const lines = [
    '# What is read of a cluster, and what of it is kept',
    '',
    'Generated from the registry of readers and the rules of redaction; `UPDATE_GOLDEN=1 npm test` rewrites it.',
    '',
    '## Resources',
    '',
    'Listed in every cluster, by the verb `list` alone. Secrets are never asked for. "traffic": its objects decide which traffic may pass.',
    '',
    '| resource | kind | versions | |',
    '| --- | --- | --- | --- |',
    ...KIND_READERS.map(
      (reader) =>
        `| ${resourceName(reader)} | ${reader.kind} | ${reader.versions.join(', ')} | ${reader.decidesTraffic ? 'traffic' : ''} |`,
    ),
    '',
    'ConfigMaps are in no list. Where the estate says `configMaps: true`, these are read by name, these keys alone:',
    '',
    ...READABLE_CONFIG_MAPS.map(
      ({ namespace, name, keys }) => `- \`${namespace}/${name}\`: ${code(keys)}`,
    ),
    '',
    '## Policy APIs not understood',
    '',
    `A custom resource that is not in the list above counts as a policy API when its kind or plural matches \`${POLICY_NAME.source}\`, and so do ${code(DECIDES_TRAFFIC)}. These groups and kinds are about something else:`,
    '',
    ...[...OTHER_GROUPS, ...OTHER_KINDS]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, meaning]) => `- \`${name}\`: ${meaning}`),
    '',
    '## Status that is kept',
    '',
    'Everything else of status is dropped before it is looked at. Of conditions only type and status are kept.',
    '',
    '| kind | fields | conditions |',
    '| --- | --- | --- |',
    ...Object.entries(STATUS_FIELDS).map(
      ([kind, { paths, conditions }]) =>
        `| ${kind} | ${code(paths)} | ${conditions === 'all' ? 'all' : code(conditions ?? [])} |`,
    ),
    '',
    '## Values that never enter',
    '',
    'Environment values, and everything shaped like a key or token in any field; the content of these fields, in objects of any kind:',
    '',
    ...FIELD_RULES.map(
      ({ fields, covers, except }) =>
        `- ${code(fields.split(/\s+/))}${covers === 'query' ? ', where it has a query' : ''}${except.length === 0 ? '' : `, but for ${code(except)}`}`,
    ),
    `- environment: names that match \`${ENVIRONMENT_NAME.source}\`, but for ${code(ENVIRONMENT_RULE.except)}`,
    `- text of names that match \`${SENSITIVE_NAME.source}\``,
    '',
    'Annotations keep their keys; their values are kept only for these:',
    '',
    ...PUBLISHED_ANNOTATIONS.map((key) => `- \`${key}\``),
    `- \`${CALICO_METADATA}\`, and of it only the labels`,
    '',
    `Arguments are kept only in namespace kube-system, for the containers ${code(PUBLISHED_COMPONENTS)}, and there only for these flags:`,
    '',
    code([...VALUE_FLAGS, ...SWITCHES].sort()),
    '',
    'A flag among these whose value is shaped like a key or token keeps its name. A word that is a variable, `$(NAME)`, is kept: it may stand for any flag.',
    '',
    '## Fields kept verbatim',
    '',
    `Kept whatever they look like: \`apiVersion\`, \`kind\`, and in metadata ${code([...VERBATIM_METADATA])}.`,
    '',
    `Kept unless they have the shape of a known kind of token, however random they look, and so is all below them: ${code([...IDENTITY_FIELDS].sort())}.`,
    '',
    `Below these, names are data and no rule by name holds: ${code([...NAMES_ARE_DATA].sort())}.`,
    '',
    'Every other field that no rule above speaks of is kept as it came, unless its text looks like a key or token, by shape or by randomness.',
    '',
  ]
  return lines.join('\n')
}

describe('deploy/reader/README.md', () => {
  it('publishes what is read and what is kept', () => {
    expectGolden('deploy/reader/README.md', page())
  })
})
