import { danglingParts } from '../../analyse/queries/dangling.ts'
import type { Dangling } from '../../analyse/queries/dangling.ts'
import { redundantPolicies } from '../../analyse/queries/redundant.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Policy } from '../../model/policy.ts'
import { bySubject, fail, objectEvidence, pass, someOf } from '../answers.ts'
import { CONNECTIVITY } from '../reads.ts'
import { ruleSetObjects } from '../rule-set-digest.ts'
import { objectSubject } from '../subject.ts'

/** Whether policies that take part in the rule set of what is in scope mean something, in each of their rules. */
export const policyRulesUsed: Check = {
  id: 'policy-rules-used',
  version: 2,
  title: 'No policy in scope, and no rule of one, is without effect',
  logic:
    'A policy of the rule set fails that selects nobody, names what does not exist, has a rule whose other side is nobody, a rule for a direction that it says it is not for, or a rule that never decides since rules before it decide all that it matches. Workloads without pods count by their templates. Rules that repeat what others say are no failure: a default denial repeats them all.',
  reads: CONNECTIVITY,
  needs: ['scope', 'reachability'],
  parameters: {},
  evaluate(input) {
    const objects = ruleSetObjects(input)
    const dangling = Map.groupBy(danglingParts(input.reachability), ({ policy }) => policy)
    const idle = idleParts(input, objects)
    const unlisted = unlistedParts(input)
    return [...objects.keys()]
      .map((key) => {
        const parts = [...(idle.get(key) ?? []), ...(unlisted.get(key) ?? [])]
        return answer(input, key, parts, dangling.get(key) ?? [])
      })
      .sort(bySubject)
  },
}

type Part = { readonly pointer: string; readonly said: string }

/** About two seconds on a slow core; what lies beyond is not said to be without effect. */
const WORK = 80_000_000

/** Policies and rules that never decide. Only where the first match decides can others come before one; of one that matches nobody, what is missing is said by what dangles. */
function idleParts(
  { reachability }: CheckInput,
  objects: ReadonlyMap<ObjectKey, readonly Policy[]>,
): ReadonlyMap<ObjectKey, readonly Part[]> {
  const isAsked = (key: ObjectKey) =>
    (objects.get(key) ?? []).some(({ tier }) => tier.combine === 'ordered')
  const { redundant } = redundantPolicies(reachability, { work: WORK, isAsked })
  const idle = redundant.filter(({ how }) => how === 'silent' || how === 'shadowed')
  const parts = idle.map(({ policy, pointer, how }) => ({
    policy,
    pointer,
    said:
      how === 'silent'
        ? 'says nothing of whom it selects'
        : 'never decides, since others come first',
  }))
  return Map.groupBy(parts, ({ policy }) => policy)
}

/** Rules for a direction that their policy is not for, as written: a network plug-in may read them otherwise, which the analysis then follows. */
function unlistedParts({ cluster }: CheckInput): ReadonlyMap<ObjectKey, readonly Part[]> {
  const parts = cluster.stated.policies.flatMap(({ source, unlisted = [] }) =>
    unlisted.map(({ pointer, direction }) => ({
      policy: source,
      pointer,
      said: `a rule for ${direction}, which policyTypes leaves out`,
    })),
  )
  return Map.groupBy(parts, ({ policy }) => policy)
}

function answer(
  input: CheckInput,
  key: ObjectKey,
  idle: readonly Part[],
  dangling: readonly Dangling[],
): CheckAnswer {
  const subject = objectSubject(input.cluster.name, key)
  const parts = [...idle, ...dangling.map(partOf)]
  return parts.length > 0
    ? fail(subject, textOf(parts), evidenceOf(key, parts))
    : pass(subject, 'each of its rules means somebody', [objectEvidence(key)])
}

function partOf({ pointer, what, meant }: Dangling): Part {
  switch (what) {
    case 'subject':
      return { pointer, said: `selects nobody: ${meant}` }
    case 'rule':
      return { pointer, said: `a rule for nobody: ${meant}` }
    case 'peer':
      return { pointer, said: `names nobody: ${meant}` }
    case 'port':
    case 'reference':
      return { pointer, said: `names ${meant}` }
  }
}

function textOf(parts: readonly Part[]): string {
  return someOf([...new Set(parts.map(({ said }) => said))])
}

function evidenceOf(object: ObjectKey, parts: readonly Part[]): readonly Evidence[] {
  return parts.map(({ pointer, said }) => ({ object, pointer, value: said }))
}
