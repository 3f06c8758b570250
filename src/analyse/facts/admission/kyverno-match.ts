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
}

/** The filters of a `match` that mean pods: each is enough (`any`), or all of them together (`all`). */
export function matchFilters(match: Field): readonly PodFilter[] {
  const any = itemsOf(at(match, 'any'))
  if (any.length > 0) return any.flatMap(filterOf)
  const all = itemsOf(at(match, 'all'))
  return together(all.length > 0 ? all : [match])
}

/** What an `exclude` lets past a rule; an empty one excludes nothing. */
export function excludedBy(exclude: Field): readonly AdmissionException[] {
  return matchFilters(exclude).flatMap(({ where, limits }) => {
    if (where.length + limits.length === 0 && !namesKinds(exclude)) return []
    return [{ where, ...(limits.length === 0 ? {} : { pods: limits.join(' and ') }) }]
  })
}

function namesKinds(exclude: Field): boolean {
  const filters = [exclude, ...itemsOf(at(exclude, 'any')), ...itemsOf(at(exclude, 'all'))]
  return filters.some((each) => itemsOf(at(each, 'resources', 'kinds')).length > 0)
}

function together(filters: readonly Field[]): readonly PodFilter[] {
  const each = filters.map(filterOf)
  if (each.some((found) => found.length === 0)) return []
  return [
    {
      where: each.flatMap((found) => found.flatMap(({ where }) => where)),
      limits: each.flatMap((found) => found.flatMap(({ limits }) => limits)),
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
  const name = textOf(at(resources, 'name'))
  const names = [...textsOf(at(resources, 'names')), ...(name ? [name] : [])]
  return [
    ...(names.length === 0 || names.includes('*') ? [] : [`pods named ${names.join(', ')}`]),
    ...(isSelective(at(resources, 'selector')) ? ['pods of some labels'] : []),
    ...(hasMembers(at(resources, 'annotations')) ? ['pods of some annotations'] : []),
  ]
}

function userLimits(filter: Field): readonly string[] {
  const users = ['subjects', 'roles', 'clusterRoles'].flatMap((name) => itemsOf(at(filter, name)))
  return users.length === 0 ? [] : ['pods that some users make']
}

function hasMembers({ value }: Field): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
