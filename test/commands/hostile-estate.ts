/** The bundled estate, of which everybody who may write anything wrote text that tries to become markup, code, a formula or another order of letters. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { KIND_READERS } from '../../src/collect/kinds.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/json.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { stringifyYaml } from '../../src/core/yaml-text.ts'
import { hostile } from '../render/hostile.ts'
import { collectedYaml } from './installation.ts'

const BASE = join(import.meta.dirname, '..', '..', 'deploy', 'demo', 'base')

/** What API servers hold to their own rules: names, kinds, versions, identities. */
const IDENTITY = new Set(['apiVersion', 'kind', 'name', 'namespace', 'uid', 'resourceVersion'])

/** Members of the organisation's files that are free text. */
const FREE = new Set([
  ...['justification', 'owner', 'reason', 'requestedBy', 'approvedBy', 'ticket', 'need', 'service'],
  ...['role', 'comparedWith', 'cause', 'note', 'link', 'mitigation', 'description', 'title'],
])

/** A value as YAML or JSON has it: a member that is not there is none. */
type Given = JsonValue | undefined

/** Every string of a value but those under the keys that `keep` names. */
function poisoned(value: Given, at: string, keep: ReadonlySet<string>): JsonValue {
  if (typeof value === 'string') return hostile(at)
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((each, index) =>
      poisoned(each, `${at}/${index}`, keep),
    )
  if (!isJsonObject(value)) return value ?? null
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      keep.has(key) && typeof member === 'string' ? member : poisoned(member, `${at}/${key}`, keep),
    ]),
  )
}

/** What an object's writer may put there without changing what it means. */
function annotated(object: JsonObject): JsonObject {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {}
  const annotations = isJsonObject(metadata.annotations) ? metadata.annotations : {}
  return {
    ...object,
    metadata: {
      ...metadata,
      annotations: {
        ...annotations,
        'kubernetes.io/description': hostile('description'),
        'exhibit/owner': hostile('owner'),
      },
      managedFields: [
        { manager: hostile('manager'), operation: 'Update', time: '2026-11-08T10:00:00Z' },
      ],
    },
  }
}

function valuesIn(file: string): readonly JsonObject[] {
  return parseYaml(readFileSync(file, 'utf8'), file).flatMap(({ value }) =>
    isJsonObject(value) ? [value] : [],
  )
}

/** One object of each kind that is read, in the estate or not, with every string of it poisoned but its identity. */
function oneOfEachKind(known: readonly JsonObject[]): readonly JsonObject[] {
  return KIND_READERS.map(({ group, kind, versions }, index) => {
    const like = known.find((one) => one.kind === kind) ?? { spec: { rules: [''], text: '' } }
    const version = versions[0] ?? 'v1'
    const object = poisoned(like, kind, IDENTITY) as JsonObject
    return annotated({
      ...object,
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
      metadata: { name: `hostile-${index}`, namespace: 'shop', uid: `uid-hostile-${index}` },
    })
  })
}

/** Writes estate, organisation and the cluster payments-prod below a folder. */
export function writeHostileEstate(folder: string): void {
  const cluster = join(folder, 'clusters', 'payments-prod')
  mkdirSync(cluster, { recursive: true })
  const objects = readdirSync(join(BASE, 'clusters/payments-prod'))
    .filter((name) => name !== 'collected.yaml')
    .flatMap((name) => valuesIn(join(BASE, 'clusters/payments-prod', name)))
  const all = [...objects.map(annotated), ...oneOfEachKind(objects)]
  writeFileSync(join(cluster, 'objects.yaml'), documents(all))
  writeFileSync(join(cluster, 'collected.yaml'), collectedYaml())
  cpSync(join(BASE, 'organisation'), join(folder, 'organisation'), { recursive: true })
  for (const name of ['applicability', 'flows', 'scope', 'waivers', 'sign-offs/tests'])
    poisonFile(join(folder, 'organisation', `${name}.yaml`))
  writeFileSync(join(folder, 'organisation/changes.yaml'), CHANGES)
  writeFileSync(join(folder, 'organisation/sign-offs/gaps.yaml'), GAPS)
}

/** A policy that nobody's file can be sure to mean, and whose writer says whatever he likes. */
export function addHostilePolicy(folder: string): void {
  const policy = {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
    metadata: { name: 'debug', namespace: 'shop', uid: 'uid-of-debug' },
    spec: { podSelector: {}, ingress: [{}] },
  }
  const file = join(folder, 'clusters/payments-prod/objects.yaml')
  appendFileSync(file, documents([annotated(policy)]))
}

function documents(all: readonly JsonObject[]): string {
  return all.map((value) => `---\n${stringifyYaml(value)}`).join('')
}

/** Free text of the files of people; theirs have no control characters, which they refuse. */
function poisonFile(path: string): void {
  const [file = {}] = valuesIn(path)
  writeFileSync(path, stringifyYaml(freed(file, '')))
}

function freed(value: Given, at: string): JsonValue {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((each, index) => freed(each, `${at}/${index}`))
  if (!isJsonObject(value)) return value ?? null
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      FREE.has(key) && typeof member === 'string'
        ? said(`${at}/${key}`)
        : freed(member, `${at}/${key}`),
    ]),
  )
}

/** Hostile text as a person can write it into a file. */
function said(at: string): string {
  return hostile(at).replace(/[\p{Cc}]/gu, '')
}

const CHANGES = stringifyYaml({
  format: 'changes/v1',
  changes: [
    {
      id: 'C-1',
      objects: ['payments-prod/shop/NetworkPolicy/debug'],
      ...{ ticket: said('ticket'), approvedBy: said('approver'), date: '2026-11-20' },
    },
  ],
})

const GAPS = stringifyYaml({
  format: 'sign-offs/v1',
  missedRuns: [
    {
      ...{ id: 'G-1', from: '2026-11-16T02:00:00Z', to: '2026-11-16T02:00:00Z' },
      ...{ cause: said('cause'), noticedOn: '2026-11-17' },
      by: { name: said('name'), role: said('role') },
    },
  ],
})
