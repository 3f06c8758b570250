import type { ScopedItem, ScopeItem } from '../../evaluate/scope-digest.ts'
import type { SegmentClass } from '../../model/check.ts'
import type { SignedGroup, SignedLine } from './signed-text.ts'

const CLASSES: readonly SegmentClass[] = ['cde', 'connected', 'unclassified', 'out-of-scope']

/** A scope in words: each class with its namespaces, its workloads in scope and its nodes, then what the file says besides. */
export function scopeWords(items: readonly ScopeItem[]): readonly SignedGroup[] {
  const classified = items.flatMap((item) => ('namespace' in item && 'class' in item ? [item] : []))
  const nodes = items.flatMap((item) => ('nodes' in item ? [item] : []))
  const classes = CLASSES.flatMap((each) => {
    const patterns = nodes.flatMap((node) => (node.class === each ? [node.nodes] : []))
    const own = classified.filter((item) => item.class === each)
    const lines = [...placeWords(own), ...listed('nodes', patterns)]
    return lines.length === 0 ? [] : [{ head: `class ${each}`, lines }]
  })
  return [...classes, { lines: restWords(items) }]
}

/** A line for each namespace and what is declared in it, with the workloads of which it is. */
function placeWords(items: readonly ScopedItem[]): readonly SignedLine[] {
  const places = Map.groupBy(items, (item) => `namespace ${item.namespace}${declaredWords(item)}`)
  return [...places].map(([place, own]) => {
    const workloads = [...new Set(own.flatMap(({ workload }) => workload ?? []))]
    const isWhole = own.some(({ workload }) => workload === undefined)
    const said = isWhole ? place : `in ${place}`
    return workloads.length === 0 ? [said] : [`${said}:`, workloads]
  })
}

function declaredWords(item: ScopedItem): string {
  const { environment, storesAccountData, publicService, dmz, justification } = item
  const words = [
    ...(environment === undefined ? [] : [environment]),
    ...(storesAccountData === undefined
      ? []
      : [`stores ${storesAccountData ? '' : 'no '}account data`]),
    ...(publicService === undefined ? [] : [publicWords(publicService)]),
    ...(dmz === undefined ? [] : [`${dmz ? '' : 'no '}demilitarised zone`]),
    ...(justification === undefined ? [] : [JSON.stringify(justification)]),
  ]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

function publicWords(service: NonNullable<ScopedItem['publicService']>): string {
  if (!service) return 'not public'
  const { ports, sourceRanges } = service
  const from = sourceRanges.length === 0 ? 'any address' : sourceRanges.join(' and ')
  return `public on ${ports.join(' and ')} from ${from}`
}

function restWords(items: readonly ScopeItem[]): readonly SignedLine[] {
  return [...Map.groupBy(items.flatMap(restOf), ([said]) => said)].flatMap(([said, all]) =>
    listed(
      said,
      all.map(([, what]) => what),
    ),
  )
}

function restOf(item: ScopeItem): readonly (readonly [said: string, what: string])[] {
  if ('entity' in item) return [['kind of entity', item.entity]]
  if ('network' in item) return [[`${item.network} networks`, item.cidr]]
  if ('platform' in item) return [['namespaces of the platform', item.platform]]
  return 'tenant' in item ? [[`namespaces of tenant ${item.tenant}`, item.namespace]] : []
}

function listed(said: string, list: readonly string[]): readonly SignedLine[] {
  return list.length === 0 ? [] : [[`${said}:`, [...new Set(list)].sort()]]
}
