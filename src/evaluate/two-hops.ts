import { RANK } from '../analyse/exposure/outside-hop.ts'
import { describePath } from '../analyse/exposure/outside-paths.ts'
import type { CheckInput, ScopedEndpoint } from '../model/check.ts'
import type { Exposure } from '../model/cluster.ts'
import type { Endpoint, ReachVerdict } from '../model/reachability.ts'
import { byText } from './answers.ts'
import { sourcesOf } from './balancer-sources.ts'
import { describePair, isWithinCde } from './connections.ts'
import { examine } from './examine.ts'
import { describeWay, pathsOfWay } from './exposed.ts'
import type { Opening } from './exposed.ts'
import { anyConnection } from './offenders.ts'

/** The step from outside into an endpoint, as far as anything gets. */
type FirstStep = { readonly verdict: Exclude<ReachVerdict, 'denied'>; readonly said: string }

/** Pods that the outside may reach, and that may so be the middle of a path of two hops. */
export type Step = {
  readonly step: ScopedEndpoint
  /** absent: nothing lets the outside in, and they are declared DMZ */
  readonly first?: FirstStep
}

/** Endpoints that something opens and policies do not deny to untrusted networks, and the declared DMZ. Pods on the network of a node count as the node. */
export function stepsAmong(
  input: CheckInput,
  openings: readonly Opening[],
  endpoints: readonly ScopedEndpoint[],
): readonly Step[] {
  const ways = openings.flatMap((opening) => opening.ways)
  const reached = new Map<Endpoint, FirstStep>()
  for (const way of ways.filter(({ kind }) => kind !== 'HostNetwork')) {
    for (const [endpoint, first] of firstSteps(input, way)) {
      const known = reached.get(endpoint)
      if (known === undefined || RANK[first.verdict] < RANK[known.verdict])
        reached.set(endpoint, first)
    }
  }
  return endpoints.flatMap((step) => {
    const first = reached.get(step.endpoint)
    if (first !== undefined) return [{ step, first }]
    return step.dmz ? [{ step }] : []
  })
}

/** Node ports pass by the source ranges of a load balancer; ranges that perhaps nobody holds to leave the step open. */
function firstSteps(input: CheckInput, way: Exposure): readonly (readonly [Endpoint, FirstStep])[] {
  const sources = sourcesOf(input, way)
  if (sources.kind === 'trusted') return []
  const isPerhaps = sources.kind === 'not-known'
  const isNarrowed = way.rangesHeldBy !== undefined && !isPerhaps
  const asked = isNarrowed ? way : { ...way, sourceRanges: [] }
  return pathsOfWay(input, asked).flatMap((path) => {
    const { destination, verdict } = path
    if (verdict === 'denied') return []
    const first = isPerhaps
      ? ({
          verdict: 'indeterminate',
          said: `${describeWay(way)} of ${way.namespace}/${way.name} ${sources.said}`,
        } as const)
      : { verdict, said: describePath(path) }
    return [[destination, first] as const]
  })
}

/** Steps in scope that are neither of the CDE nor declared DMZ: where the outside gets in, and where that is not decided. */
export function undeclaredSteps(steps: readonly Step[]): {
  readonly open: readonly Step[]
  readonly perhaps: readonly Step[]
} {
  const undeclared = steps.filter(({ step }) => !step.dmz && !isWithinCde(step))
  return {
    open: undeclared.filter(({ first }) => first?.verdict === 'allowed'),
    perhaps: undeclared.filter(({ first }) => first?.verdict === 'indeterminate'),
  }
}

/** The pods of a step. */
export function stepOf({ step }: Step): ScopedEndpoint {
  return step
}

/** `in two hops: outside -> shop/Deployment/web -> ..., through the declared DMZ`: one for the DMZ, one for the CDE; empty where there is none. */
export function twoHops(
  input: CheckInput,
  steps: readonly Step[],
  own: readonly ScopedEndpoint[],
): readonly string[] {
  const all = steps.map(stepOf)
  const dmz = all.filter((step) => step.dmz)
  const cde = all.filter((step) => !step.dmz && isWithinCde(step))
  return [
    ...throughSteps(input, dmz, own, 'the declared DMZ'),
    ...throughSteps(input, cde, own, 'what belongs to the CDE itself'),
  ]
}

function throughSteps(
  input: CheckInput,
  steps: readonly ScopedEndpoint[],
  own: readonly ScopedEndpoint[],
  what: string,
): readonly string[] {
  const { certain, uncertain } = examine(input, steps, own, anyConnection)
  const [path] = [certain, uncertain].flatMap(({ first }) => first ?? [])
  if (path === undefined) return []
  const names = [...certain.sources, ...uncertain.sources]
  const others = [...new Set(names)].filter((name) => name !== path.source.name).sort(byText)
  const more = others.length === 0 ? '' : `, also through ${others.join(', ')}`
  return [`in two hops: outside -> ${describePair(path)}, through ${what}${more}`]
}
