import type { PluginChoice } from '../../model/enforcer.ts'
import type { Direction, Policy, Rule, Tier } from '../../model/policy.ts'
import type { PeerSets } from './peer-sets.ts'
import type { TrafficSets } from './traffic-sets.ts'

/** One rule, its peers and traffic looked up. */
export type Step = {
  readonly peers: number
  readonly traffic: number
  readonly action: Rule['action']
  /** false: applies only under a condition that is not decidable here */
  readonly sure: boolean
}

/** What one policy says of one direction, free of names: policies of many namespaces that say the same are one program. */
export type Program = {
  readonly tier: Tier
  readonly priority: number
  readonly isolates: boolean
  readonly steps: readonly Step[]
  /** absent: whichever network plugin enforces */
  readonly under?: PluginChoice
  /** whether some step names ports */
  readonly named: boolean
}

/** Programs of all policies, each kept once and named by a small id. */
export type Programs = {
  /** the program of a policy in a direction; undefined where it says nothing about it */
  readonly of: (policy: Policy, direction: Direction) => number | undefined
  readonly get: (id: number) => Program
}

/** An empty store of programs. */
export function programStore(peers: PeerSets, traffic: TrafficSets): Programs {
  const ids = new Map<string, number>()
  const programs: Program[] = []
  const stepOf = (rule: Rule): Step => ({
    peers: peers.of(rule.peers),
    traffic: traffic.of(rule.traffic),
    action: rule.action,
    sure: rule.conditional === undefined,
  })
  return {
    of: (policy, direction) => {
      const rules = policy.rules.filter((rule) => rule.direction === direction)
      const isolates = policy.isolates.includes(direction)
      if (!isolates && rules.length === 0) return undefined
      const steps = rules.map(stepOf)
      const { tier, priority, under } = policy
      const key = JSON.stringify([tier, priority, isolates, steps, under])
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, programs.length)
      const named = steps.some((step) => traffic.isNamed(step.traffic))
      const program = { tier, priority, isolates, steps, named, ...(under && { under }) }
      return programs.push(program) - 1
    },
    get: (id) => {
      const program = programs[id]
      if (program === undefined) throw new Error(`no program ${id}`)
      return program
    },
  }
}
