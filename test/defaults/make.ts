import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseYaml } from '../../src/core/yaml.ts'

/**
 * Prints controls/defaults/kubernetes.yaml from the source of several versions of Kubernetes, oldest first:
 *
 * node test/defaults/make.ts $(go env GOMODCACHE)/k8s.io/kubernetes@v1.3{2.13,3.13,4.4,5.4,6.3} > controls/defaults/kubernetes.yaml
 */
const FOLDER = 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata'

type Item = {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly roleRef?: { readonly kind: string; readonly name: string }
  readonly subjects?: readonly Readonly<Record<string, string>>[]
}

type Version = { readonly minor: string; readonly items: readonly Item[] }

const folders = process.argv.slice(2)
const versions = folders.map(versionOf)
const [oldest] = versions

function versionOf(folder: string): Version {
  const minor = /@v([0-9]+\.[0-9]+)\./.exec(folder)?.[1] ?? ''
  const names = readdirSync(join(folder, FOLDER)).sort()
  const items = names.flatMap((name) => {
    const path = join(folder, FOLDER, name)
    const [document] = parseYaml(readFileSync(path, 'utf8'), path)
    return (document?.value as { readonly items: readonly Item[] }).items
  })
  return { minor, items }
}

/** Each line with the first version that has it, in the order in which the newest version has them. */
function sinceFirst(linesOf: (version: Version) => readonly string[]): ReadonlyMap<string, string> {
  const since = new Map<string, string>()
  for (const version of versions)
    for (const line of linesOf(version)) since.set(line, since.get(line) ?? version.minor)
  return since
}

const named = ({ kind, metadata: { name, namespace } }: Item) =>
  namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
const list = (words: readonly string[]) => `[${words.map((each) => quoted(each)).join(', ')}]`
const quoted = (word: string) => (/^[a-z][A-Za-z0-9./-]*$/.test(word) ? word : `'${word}'`)

function ruleLine(rule: NonNullable<Item['rules']>[number]): string {
  const parts = [
    ['verbs', rule.verbs],
    ['groups', rule.apiGroups],
    ['resources', rule.resources],
    ['names', rule.resourceNames],
    ['urls', rule.nonResourceURLs],
  ] as const
  return parts.flatMap(([key, words]) => (words ? [`${key}: ${list(words)}`] : [])).join(', ')
}

const roles = [
  ...sinceFirst(({ items }) => items.filter(({ rules }) => rules).map(named)).keys(),
].sort()
const bindings = sinceFirst(({ items }) =>
  items.flatMap((item) => {
    const subjects = item.subjects ?? []
    if (item.roleRef === undefined || subjects.length === 0) return []
    const who = subjects.map(({ kind = '', namespace, name = '' }) =>
      namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
    )
    const role = `${item.roleRef.kind} ${item.roleRef.name}`
    return [`binding: ${quoted(named(item))}, role: ${quoted(role)}, subjects: ${list(who)}`]
  }),
)

const lines = [
  '# Made by test/defaults/make.ts from the files that Kubernetes keeps of its own roles and bindings (Apache-2.0). Not to be edited.',
  'format: default-rights/v1',
  'id: kubernetes',
  'title: Roles and bindings that Kubernetes makes itself in every cluster',
  'source: >-',
  `  ${folders.map((folder) => basename(folder)).join(', ')} of the Go module k8s.io/kubernetes,`,
  `  ${FOLDER}; Apache-2.0, The Kubernetes Authors`,
  'roles:',
  ...roles.flatMap((role) => [
    `  - role: ${quoted(role)}`,
    '    rules:',
    ...[
      ...sinceFirst(({ items }) =>
        items
          .filter((item) => named(item) === role)
          .flatMap(({ rules }) => (rules ?? []).map(ruleLine)),
      ),
    ].map(
      ([line, since]) =>
        `      - { ${line}${since === oldest?.minor ? '' : `, since: '${since}'`} }`,
    ),
  ]),
  'bindings:',
  ...[...bindings.keys()].sort().map((line) => `  - { ${line} }`),
]
process.stdout.write(`${lines.join('\n')}\n`)
