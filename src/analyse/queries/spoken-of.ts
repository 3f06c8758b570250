import type { Policy, Rule } from '../../model/policy.ts'
import type { Endpoint, Explanation, PortRange } from '../../model/reachability.ts'
import type { Engine } from '../engine/engine.ts'
import { explain } from '../reachability.ts'
import type { Overlay } from './overlay.ts'
import { portToShow } from './ports.ts'

/** Policies with their positions in the cluster's list. */
export type Members = readonly (readonly [at: number, policy: Policy])[]

type World = {
  readonly engine: Engine
  readonly overlay: Overlay
  /** of the analysis, in its order */
  readonly endpoints: readonly Endpoint[]
}

/** What a policy says of one direction: one of its rules, or that it isolates. */
type Said = Pick<Rule, 'direction'> & { readonly rule?: Rule }

/**
 * A connection that rules of a pointer (empty: any rule, or the isolation of the policy) speak of, explained as it is decided while a change
 * is laid over. undefined: there is none.
 */
export function spokenOf(world: World, members: Members, pointer: string): Explanation | undefined {
  for (const [at, { rules, isolates }] of members) {
    const own = rules.filter((rule) => pointer === '' || rule.pointer === pointer)
    const said: readonly Said[] = [
      ...own.map((rule) => ({ direction: rule.direction, rule })),
      ...(pointer === '' ? isolates.map((direction) => ({ direction })) : []),
    ]
    for (const each of said) {
      const found = firstPair(world, at, each)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The first class that a policy applies to, with the first other endpoint that the rule matches by some port. */
function firstPair(world: World, at: number, { direction, rule }: Said): Explanation | undefined {
  const { engine, overlay, endpoints } = world
  for (const holder of overlay.holders(at)) {
    if (!appliesIn(engine[direction], holder, at)) continue
    for (const column of columnsOf(engine, rule)) {
      const other = engine.columns.endpointOf[column] ?? -1
      if (other === holder) continue
      const [from, to] = direction === 'egress' ? [holder, other] : [other, holder]
      const [source, destination] = [endpoints[from], endpoints[to]]
      if (source === undefined || destination === undefined) continue
      const ports = rule === undefined ? [] : portsOf(engine, rule, to)
      if (rule !== undefined && ports.length === 0) continue
      const { protocol, port } = portToShow(ports, destination)
      return explain(overlay.changed, source, destination, protocol, port)
    }
  }
  return undefined
}

function appliesIn(sides: Engine['egress'], holder: number, at: number): boolean {
  return sides.some(
    ({ grouping }) => grouping.applying[holder]?.some(({ policy }) => policy === at) === true,
  )
}

function columnsOf({ peers, columns }: Engine, rule: Rule | undefined): Iterable<number> {
  if (rule === undefined) return columns.endpointOf.keys()
  const { everyone, sure, maybe } = peers.get(peers.of(rule.peers))
  return everyone ? columns.endpointOf.keys() : [...sure, ...maybe]
}

function portsOf({ traffic, sets, records }: Engine, rule: Rule, to: number): readonly PortRange[] {
  const profile = records[to]?.profile ?? 0
  return sets.get(traffic.towards(traffic.of(rule.traffic), profile)).ranges
}
