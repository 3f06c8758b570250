import { isFault } from '../../core/fault.ts'
import { printable } from '../../core/log.ts'
import { suggestion } from '../../core/nearest.ts'
import { validate } from '../../core/validate.ts'
import { wholeParts } from '../../core/whole-parts.ts'
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

/**
 * The organisation's checks that files of a catalogue say and that have no fault, in the order of the files, without their cases. Faults are added, each with
 * its place; undefined where there are too many checks.
 */
export function checksIn(
  files: readonly CatalogueFile[],
  kinds: KnownKinds | undefined,
  faults: string[],
): readonly CustomCheck[] | undefined {
  const mine = files.filter(({ path }) => path.startsWith('checks/'))
  const beyond = mine[MOST_CHECKS]
  if (beyond !== undefined) {
    faults.push(`${beyond.shown ?? beyond.path}: more than ${MOST_CHECKS} checks`)
    return undefined
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
    const found: string[] = []
    const tell = telling(document, shown, found)
    const { whole, written } = shaped(document, shown, faults)
    const { id } = written
    if (id !== undefined && path !== `checks/${id}.yaml`)
      tell(['id'], `id: the file of it is ${id}.yaml`)
    tellMeaning(written, kinds, tell)
    if (whole !== undefined) tellUnread(whole, tell)
    faults.push(...found)
    return whole !== undefined && found.length === 0 ? [customCheck(whole)] : []
  } catch (error) {
    if (!isFault(error)) throw error
    faults.push(error.message)
    return []
  }
}

/** What a check says, or the parts of it that are whole. */
type Written = Partial<CheckFile>

/** What a check says: all of it, or the parts that are whole where its shape has faults, which are added. */
function shaped(
  document: YamlDocument,
  file: string,
  faults: string[],
): { readonly whole?: CheckFile; readonly written: Written } {
  try {
    const whole = validate(checkSchema, document, file)
    return { whole, written: whole }
  } catch (error) {
    if (!isFault(error)) throw error
    faults.push(error.message)
    return { written: wholeParts(checkSchema.shape, document.value) }
  }
}

/** Adds faults with the line that they stand on. */
export function telling(document: YamlDocument, file: string, faults: string[]): Tell {
  return (path, what) => faults.push(printable(`${file}:${document.lineOf(path)}: ${what}`))
}

/** What its expressions use. */
function usesOf(written: Written) {
  return (['when', 'assert'] as const).flatMap((name) => {
    const text = written[name]
    return text === undefined ? [] : [{ name, use: useOfExpression(text) }]
  })
}

/** Everything that its expressions name of one sort, each once, sorted. */
function namedIn(written: CheckFile, of: (use: ExpressionUse) => readonly string[]) {
  return [...new Set(usesOf(written).flatMap(({ use }) => of(use)))].sort()
}

/** Tells what is wrong with the parts that are there. */
function tellMeaning(written: Written, kinds: KnownKinds | undefined, tell: Tell): void {
  for (const [index, kind] of (written.reads ?? []).entries())
    tellWrongKind(kind, index, written, kinds, tell)
  for (const { name, use } of usesOf(written)) tellWrongUse(name, use, written, kinds, tell)
}

function tellUnread(written: CheckFile, tell: Tell): void {
  const read = namedIn(written, (use) => use.params)
  for (const parameter of Object.keys(written.parameters))
    if (!read.includes(parameter))
      tell(['parameters', parameter], `parameters.${parameter}: its expressions do not read it`)
}

function customCheck(written: CheckFile): CustomCheck {
  const { id, version, title, logic, scope, when, assert, message, show, parameters } = written
  const facts = namedIn(written, (use) => use.facts)
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
  { scope = {} }: Written,
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
  written: Written,
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
  if (written.parameters === undefined) return
  const declared = Object.keys(written.parameters)
  for (const used of params)
    if (!declared.includes(used))
      tell([name], `${name}: undeclared parameter ${used}${suggestion(used, declared)}`)
}

function tellWrongPlace(
  name: string,
  { name: fact, about }: Fact,
  { reads = [] }: Written,
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
