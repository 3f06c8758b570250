import type { Policy, Rule, Traffic } from '../../model/policy.ts'
import type { Engine } from '../engine/engine.ts'

/** A rule with the policy that it stands in. */
export type RulePart = { readonly policy: Policy; readonly rule: Rule }

/** Names of ports of which no protocol is known to any pod that the rule is about as destination. */
export function missingPorts(engine: Engine, parts: readonly RulePart[]): readonly string[] {
  const named = parts.flatMap((part) =>
    namesIn(part.rule.traffic).map((traffic) => ({ part, traffic })),
  )
  const byName = Map.groupBy(named, ({ traffic }) => traffic.name)
  return [...byName].flatMap(([name, uses]) => {
    const isKnown = uses.some(({ part, traffic }) => isHad(engine, part, traffic))
    const protocols = [...new Set(uses.map(({ traffic }) => traffic.protocol))]
    return isKnown ? [] : [`port ${name} (${protocols.join(', ')}), which no destination has`]
  })
}

function isHad(engine: Engine, part: RulePart, { name, protocol }: Named): boolean {
  return destinationsOf(engine, part).some((at) =>
    engine.records[at]?.sample.ports.some(
      (port) => port.name === name && port.protocol === protocol,
    ),
  )
}

type Named = Extract<Traffic, { kind: 'named' }>

function namesIn(traffic: Rule['traffic']): readonly Named[] {
  if (traffic === 'all') return []
  return traffic.flatMap((each) => {
    if (each.kind === 'named') return [each]
    return each.kind === 'less' ? [...namesIn(each.of), ...namesIn(each.less)] : []
  })
}

/** Whether a rule speaks of some port: not where it names ports alone, and no destination has one of them. */
export function speaksOfPort(engine: Engine, part: RulePart): boolean {
  const { traffic } = part.rule
  return (
    traffic === 'all' || traffic.some((each) => each.kind !== 'named' || isHad(engine, part, each))
  )
}

/** The classes that a rule is about as destination: those that the policy selects, or those of its peers. */
function destinationsOf(engine: Engine, { policy, rule }: RulePart): readonly number[] {
  if (rule.direction === 'ingress') {
    const { sure, maybe } = engine.subjects(policy.subject)
    return [...sure, ...maybe]
  }
  const { everyone, sure, maybe } = engine.peers.get(engine.peers.of(rule.peers))
  if (everyone) return [...engine.records.keys()]
  return [...sure, ...maybe].flatMap((column) => {
    const at = engine.columns.endpointOf[column] ?? -1
    return at < engine.records.length ? [at] : []
  })
}
