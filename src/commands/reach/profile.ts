import { assumptionsOf } from '../../analyse/premises.ts'
import { analyse, podsByAddressIn } from '../../analyse/reachability.ts'
import type { Listable } from '../../analyse/diff/list-diff.ts'
import { routedPorts, withController } from '../../analyse/exposure/pseudo-controller.ts'
import { outsideIn, outsideLimits } from '../../analyse/places/outside.ts'
import { describeCovered } from '../../analyse/places/other-protocols.ts'
import { Fault } from '../../core/fault.ts'
import type { Cluster } from '../../model/cluster.ts'
import { flagOption, textOption } from '../context.ts'
import type { OptionSpec, Options } from '../context.ts'

/**
 * Whose reading of the policies a list follows. Options of a list, never of evidence: `netpol-analyzer` lists as that tool does (IPv4 only, an
 * ipBlock never matches a pod, policies apply to hostNetwork pods, which the Kubernetes documentation permits, too, a pseudo source for what serves
 * Ingresses and routes, equal priorities of admin policies refused).
 */
export const PROFILES = ['exhibit', 'netpol-analyzer'] as const

/** The flag that chooses a profile. */
export const PROFILE: OptionSpec = {
  flags: '--profile <name>',
  description: 'list connections as another tool reads the policies',
  choices: PROFILES,
  fallback: 'exhibit',
}

/** A cluster analysed and listed as the flags say. Throws Fault `USAGE` for what a profile refuses. */
export function listable(cluster: Cluster, options: Options): Listable {
  const pods = flagOption(options, 'pods')
  if (textOption(options, 'profile') !== 'netpol-analyzer')
    return { reachability: analyse(cluster), options: { pods, replicas: pods, families: [4, 6] } }
  refuseTies(cluster)
  return {
    reachability: analyse(withController(onPodNetwork(cluster)), { podsByAddress: false }),
    options: { pods, families: [4], routed: routedPorts(cluster) },
  }
}

/** What is listed, and what is to be known of it. Another tool takes every address that a rule names for one of the outside. */
export function listOf(
  cluster: Cluster,
  options: Options,
): { readonly list: Listable; readonly limits: readonly string[] } {
  const list = listable(cluster, options)
  if (textOption(options, 'profile') === 'netpol-analyzer') return { list, limits: [] }
  const { cells, taken } = outsideIn(list.reachability)
  return {
    list: { ...list, options: { ...list.options, outside: cells } },
    limits: outsideLimits(list.reachability, taken),
  }
}

/** What is assumed of a cluster that is asked about as the flags say; with what answers are about where no port is named. */
export function assumptionsUnder(cluster: Cluster, options: Options): readonly string[] {
  const found =
    textOption(options, 'profile') === 'netpol-analyzer'
      ? assumptionsOf(onPodNetwork(cluster), false)
      : assumptionsOf(cluster, podsByAddressIn(cluster))
  const named = ['port', 'questions'].some((name) => textOption(options, name) !== undefined)
  return named ? found : [...found, describeCovered(cluster.policies)].sort()
}

function onPodNetwork(cluster: Cluster): Cluster {
  return { ...cluster, pods: cluster.pods.map((pod) => ({ ...pod, hostNetwork: false })) }
}

function refuseTies({ policies }: Cluster): void {
  const ordered = policies.filter(({ tier }) => tier.combine === 'ordered')
  const places = Map.groupBy(ordered, ({ tier, priority }) => `${tier.order} ${priority}`)
  for (const [first, second] of places.values())
    if (first !== undefined && second !== undefined)
      throw new Fault(
        'USAGE',
        `${first.source} and ${second.source} have the same priority, which the profile refuses`,
        { hint: 'without --profile the answer is undecided where the two differ' },
      )
}
