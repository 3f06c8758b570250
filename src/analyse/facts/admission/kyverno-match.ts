import { matchesGlob } from '../../../core/glob.ts'
import type { AdmissionException, NamespaceCondition } from '../../../model/pod-admission.ts'
import { at, itemsOf, textOf, textsOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'
import { isSelective, namedIn, selectedBy } from './namespace-conditions.ts'

/** Pods that one filter of a Kyverno rule means when they are made. */
export type PodFilter = {
  readonly where: readonly NamespaceCondition[]
  /** it means only some pods of these namespaces, for people */
  readonly limits: readonly string[]
  /** its names cannot mean every pod of these namespaces */
  readonly named: boolean
  /** it means them, too, when ephemeral containers are added to them: Kyverno takes the kind for both (kyverno pkg/utils/match, CheckKind) */
  readonly ephemeral: boolean
}

/** Reads one filter; nothing where it means no pods that are made. */
type FilterReader = (filter: Field) => readonly PodFilter[]

/** The filters of a `match` that mean pods: each is enough (`any`), or all of them together (`all`). */
export function matchFilters(match: Field): readonly PodFilter[] {
  return filtersIn(match, filterOf)
}

/** What an `exclude` lets past a rule: whatever its filters mean; an empty one excludes nothing (kyverno pkg/utils/match, pkg/engine/utils). */
export function excludedBy(exclude: Field): readonly AdmissionException[] {
  const filters = filtersIn(exclude, (each) => (namesAnything(each) ? filterOf(each) : []))
  return filters.map(({ where, limits, named }) => ({
    where,
    ...(limits.length === 0 ? {} : { pods: limits.join(' and ') }),
    ...(named ? { named } : {}),
  }))
}

/** Whether an exclusion may mean ephemeral containers alone, when they are added: it names updates without the making of pods, or a subresource. */
export function meansEphemeral(block: Field): boolean {
  const filters = [block, ...itemsOf(at(block, 'any')), ...itemsOf(at(block, 'all'))]
  return filters.some((each) => {
    const operations = textsOf(at(each, 'resources', 'operations'))
    const kinds = textsOf(at(each, 'resources', 'kinds'))
    return (
      (operations.includes('UPDATE') && !operations.includes('CREATE')) ||
      kinds.some((kind) => /[*?]|ephemeral/i.test(kind) && !isPod(kind))
    )
  })
}

function filtersIn(block: Field, read: FilterReader): readonly PodFilter[] {
  const any = itemsOf(at(block, 'any'))
  if (any.length > 0) return any.flatMap(read)
  const all = itemsOf(at(block, 'all'))
  return together((all.length > 0 ? all : [block]).map(read))
}

/** A member counts whatever it holds: an empty selector selects all. */
function namesAnything(filter: Field): boolean {
  return (
    hasMembers(at(filter, 'resources')) ||
    USERS.some((name) => itemsOf(at(filter, name)).length > 0)
  )
}

function together(each: readonly (readonly PodFilter[])[]): readonly PodFilter[] {
  if (each.some((found) => found.length === 0)) return []
  return [
    {
      where: each.flatMap((found) => found.flatMap(({ where }) => where)),
      limits: each.flatMap((found) => found.flatMap(({ limits }) => limits)),
      named: each.some((found) => found.some(({ named }) => named)),
      ephemeral: each.every((found) => found.every(({ ephemeral }) => ephemeral)),
    },
  ]
}

/** One filter: everything that it names must hold (kyverno pkg/utils/match). */
function filterOf(filter: Field): readonly PodFilter[] {
  const resources = at(filter, 'resources')
  const kinds = textsOf(at(resources, 'kinds'))
  const operations = textsOf(at(resources, 'operations'))
  if (kinds.length > 0 && !kinds.some(isPod)) return []
  if (operations.length > 0 && !operations.includes('CREATE')) return []
  return [
    {
      where: [
        ...namedIn(at(resources, 'namespaces')),
        ...selectedBy(at(resources, 'namespaceSelector')),
      ],
      limits: [...podLimits(resources), ...userLimits(filter)],
      named: nameLists(resources).some((names) => names.every(isNarrow)),
      ephemeral: operations.length === 0 || operations.includes('UPDATE'),
    },
  ]
}

/** `Pod`, `v1/Pod`, a pattern of it; a subresource is none. */
function isPod(kind: string): boolean {
  const parts = kind.split('/')
  const groups = parts.slice(0, -1)
  return (
    matchesGlob(parts.at(-1) ?? '', 'Pod') &&
    groups.every((each) => ['', '*', 'core', 'v1'].includes(each))
  )
}

function podLimits(resources: Field): readonly string[] {
  return [
    ...nameLists(resources).map((names) => `pods named ${names.join(', ')}`),
    ...(isSelective(at(resources, 'selector')) ? ['pods of some labels'] : []),
    ...(hasMembers(at(resources, 'annotations')) ? ['pods of some annotations'] : []),
  ]
}

/** Lists of names that are not all names; a name must be in each of them. */
function nameLists(resources: Field): readonly (readonly string[])[] {
  const name = textOf(at(resources, 'name'))
  return [name ? [name] : [], textsOf(at(resources, 'names'))].filter(
    (names) => names.length > 0 && !names.some((each) => /^\*+$/.test(each)),
  )
}

/** Whether a name, or a pattern of names, leaves most names out: patterns with one letter or none (`?*`, `*-*`) may take in all pods, a few of them together. */
function isNarrow(name: string): boolean {
  return !/[*?]/.test(name) || name.replaceAll(/[^a-z0-9]/g, '').length > 1
}

const USERS = ['subjects', 'roles', 'clusterRoles']

function userLimits(filter: Field): readonly string[] {
  const users = USERS.flatMap((name) => itemsOf(at(filter, name)))
  return users.length === 0 ? [] : ['pods that some users make']
}

function hasMembers({ value }: Field): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
