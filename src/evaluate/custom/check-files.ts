import { isFault } from '../../core/fault.ts'
import { printable } from '../../core/log.ts'
import { suggestion } from '../../core/nearest.ts'
import { validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { NodePath, YamlDocument } from '../../core/yaml.ts'
import type { CustomCheck } from '../../model/custom-check.ts'
import type { ResourceName } from '../../model/object.ts'
import type { CatalogueFile } from '../catalogue.ts'
import { useOfExpression } from './cel.ts'
import { checkSchema } from './check-schema.ts'
import type { CheckFile } from './check-schema.ts'
import type { ExpressionUse } from './expression.ts'
import { FACTS } from './facts.ts'
import type { Fact } from './facts.ts'

/** So many checks an organisation may have. */
const MOST_CHECKS = 200

/** What a kind that a check reads is; of each resource that exhibit reads. */
export type KnownKind = {
  readonly group: string
  readonly kind: string
  readonly namespaced: boolean
}

/** The kinds that exhibit reads, by resource. */
export type KnownKinds = ReadonlyMap<ResourceName, KnownKind>

/** Kinds that are pods or make them: facts about workloads speak of these. */
export const WORKLOAD_KINDS: readonly ResourceName[] = [
  'cronjobs.batch',
  'daemonsets.apps',
  'deployments.apps',
  'pods',
  'statefulsets.apps',
]

type Tell = (path: NodePath, what: string) => void

/** The organisation's checks that files of a catalogue say, in the order of the files, without their cases. Faults are added, each with its place. */
export function checksIn(
  files: readonly CatalogueFile[],
  kinds: KnownKinds | undefined,
  faults: string[],
): readonly CustomCheck[] {
  const mine = files.filter(({ path }) => path.startsWith('checks/'))
  const beyond = mine[MOST_CHECKS]
  if (beyond !== undefined) {
    faults.push(`${beyond.shown ?? beyond.path}: more than ${MOST_CHECKS} checks`)
    return []
  }
  return mine.flatMap((file) => checkIn(file, kinds, faults))
}

function checkIn(
  { path, shown = path, text }: CatalogueFile,
  kinds: KnownKinds | undefined,
  faults: string[],
): readonly CustomCheck[] {
  try {
    const document = parseYamlDocument(text, shown)
    const written = validate(checkSchema, document, shown)
    const found: string[] = []
    const tell = telling(document, shown, found)
    if (path !== `checks/${written.id}.yaml`)
      tell(['id'], `id: the file of it is ${written.id}.yaml`)
    const check = customCheck(written, kinds, tell)
    faults.push(...found)
    return found.length === 0 ? [check] : []
  } catch (error) {
    if (!isFault(error)) throw error
    faults.push(error.message)
    return []
  }
}

/** Adds faults with the line that they stand on. */
export function telling(document: YamlDocument, file: string, faults: string[]): Tell {
  return (path, what) => faults.push(printable(`${file}:${document.lineOf(path)}: ${what}`))
}

function customCheck(written: CheckFile, kinds: KnownKinds | undefined, tell: Tell): CustomCheck {
  const { id, version, title, logic, scope, when, assert, message, show, parameters } = written
  for (const [index, kind] of written.reads.entries())
    tellWrongKind(kind, index, written, kinds, tell)
  const uses = (['when', 'assert'] as const).flatMap((name) => {
    const text = written[name]
    return text === undefined ? [] : [{ name, use: useOfExpression(text) }]
  })
  for (const { name, use } of uses) tellWrongUse(name, use, written, kinds, tell)
  const named = (of: (use: ExpressionUse) => readonly string[]) =>
    [...new Set(uses.flatMap(({ use }) => of(use)))].sort()
  for (const parameter of Object.keys(parameters))
    if (!named((use) => use.params).includes(parameter))
      tell(['parameters', parameter], `parameters.${parameter}: its expressions do not read it`)
  const facts = named((use) => use.facts)
  const read = FACTS.filter(({ name }) => facts.includes(name))
  const byClass = FACTS.filter(
    ({ name }) => name === 'namespaceClasses' && scope.classes !== undefined,
  )
  const behind = [...read, ...byClass]
  return {
    ...{ id, version, title, logic, message, show, assert, parameters, facts, scope },
    kinds: written.reads,
    reads: [...new Set([...written.reads, ...behind.flatMap(({ reads }) => reads)])],
    needs: [...new Set(behind.flatMap(({ needs }) => needs))],
    ...(when === undefined ? {} : { when }),
  }
}

function tellWrongKind(
  name: ResourceName,
  index: number,
  { scope }: CheckFile,
  kinds: KnownKinds | undefined,
  tell: Tell,
): void {
  if (kinds === undefined) return
  const kind = kinds.get(name)
  if (kind === undefined) {
    const what = `reads[${index}]: unknown kind ${name}${suggestion(name, [...kinds.keys()])}`
    tell(['reads', index], what)
  } else if (!liesInNamespace(name, kinds)) {
    for (const key of Object.keys(scope))
      tell(['scope', key], `scope.${key}: ${name} lie in no namespace`)
  }
}

/** Whether objects of a kind lie in a namespace; a Namespace counts as lying in itself. */
function liesInNamespace(name: ResourceName, kinds: KnownKinds): boolean {
  return name === 'namespaces' || kinds.get(name)?.namespaced !== false
}

function tellWrongUse(
  name: 'when' | 'assert',
  { facts, params, faults }: ExpressionUse,
  written: CheckFile,
  kinds: KnownKinds | undefined,
  tell: Tell,
): void {
  for (const fault of faults) tell([name], `${name}: ${fault}`)
  const known = FACTS.map((fact) => fact.name)
  for (const used of facts) {
    const fact = FACTS.find((each) => each.name === used)
    if (fact === undefined) tell([name], `${name}: unknown fact ${used}${suggestion(used, known)}`)
    else tellWrongPlace(name, fact, written, kinds, tell)
  }
  const declared = Object.keys(written.parameters)
  for (const used of params)
    if (!declared.includes(used))
      tell([name], `${name}: undeclared parameter ${used}${suggestion(used, declared)}`)
}

function tellWrongPlace(
  name: string,
  { name: fact, about }: Fact,
  { reads }: CheckFile,
  kinds: KnownKinds = new Map(),
  tell: Tell,
): void {
  const homeless = reads.find((kind) => about === 'namespace' && !liesInNamespace(kind, kinds))
  if (homeless !== undefined)
    tell([name], `${name}: facts.${fact} is not known of ${homeless}, which lie in no namespace`)
  const other = reads.find((kind) => about === 'workload' && !WORKLOAD_KINDS.includes(kind))
  if (other !== undefined)
    tell(
      [name],
      `${name}: facts.${fact} is not known of ${other}, but of ${WORKLOAD_KINDS.join(', ')}`,
    )
}
