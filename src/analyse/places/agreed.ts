import type { Doubt, Explanation } from '../../model/reachability.ts'

/** Why any of several answers may hold where several endpoints have what was asked for. */
const SEVERAL: Doubt = { kind: 'several', why: 'which of several is meant is not known' }

/** Several answers of which any may hold, and why that is so: where they differ it is undecided, and each is told. Where all deny, one with a rule is told. */
export function agreed(found: readonly Explanation[], doubt = SEVERAL): Explanation {
  const [first, ...more] = found
  if (first === undefined) throw new Error('no answer to agree with')
  if (more.every(({ verdict }) => verdict === first.verdict))
    return (first.verdict === 'denied' ? found.find(hasRules) : undefined) ?? first
  const side = (direction: 'egress' | 'ingress') => {
    const sides = found.map((each) => each[direction])
    const verdicts = new Set(sides.map(({ verdict }) => verdict))
    const told = found.map(
      (each) => `${each.source} to ${each.destination}: ${each[direction].because}`,
    )
    return verdicts.size === 1
      ? first[direction]
      : {
          direction,
          verdict: 'indeterminate' as const,
          rules: sides.flatMap(({ rules }) => rules),
          because: `${doubt.why}. ${told.join('; ')}`,
          doubts: [doubt, ...sides.flatMap((each) => each.doubts ?? [])],
        }
  }
  return { ...first, verdict: 'indeterminate', egress: side('egress'), ingress: side('ingress') }
}

function hasRules({ egress, ingress }: Explanation): boolean {
  return egress.rules.length + ingress.rules.length > 0
}
