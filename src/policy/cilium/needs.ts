import { numbered } from '../../core/numbered.ts'
import type { Policy } from '../../model/policy.ts'
import type { NeededSetting } from './refusals.ts'

/** Whether settings that policies need are on; undefined where that is not known. */
export type Needed = Readonly<Record<NeededSetting, boolean | undefined>>

const FLAGS: NeededSetting = 'enable-non-default-deny-policies'

/** Policies without those that Cilium refuses for want of a setting, and sentences on these. */
export function withSettings(
  policies: readonly Policy[],
  on: Needed,
): { readonly policies: readonly Policy[]; readonly assumptions: readonly string[] } {
  const settings = Object.entries(on)
  const off = settings.filter(([, value]) => value === false).map(([name]) => name)
  const lacks = ({ needs = [] }: Policy) =>
    needs.filter((name) => name !== FLAGS && off.includes(name))
  const refused = policies.filter((policy) => lacks(policy).length > 0)
  const missing = [...new Set(refused.flatMap(lacks))].sort()
  const unknown = settings.filter(([, value]) => value === undefined).map(([name]) => name)
  return {
    policies: policies
      .filter((policy) => !refused.includes(policy))
      .map((policy) => settled(policy, unknown, off)),
    assumptions:
      missing.length === 0
        ? []
        : [
            `Cilium refuses ${numbered(new Set(refused.map(({ source }) => source)).size, 'policy, which needs', 'policies, which need')} ${missing.join(', ')}`,
          ],
  }
}

function settled(
  { needs = [], ...policy }: Policy,
  unknown: readonly string[],
  off: readonly string[],
): Policy {
  const name = needs.find((each) => unknown.includes(each))
  if (name !== undefined) return uncertain(policy, `whether ${name} is set was not read`)
  if (!needs.some((each) => each === FLAGS && off.includes(each))) return policy
  // Which directions the flags then leave isolated differs between versions.
  const why = `enableDefaultDeny is not looked at (${FLAGS}: false)`
  return uncertain({ ...policy, isolates: ['egress', 'ingress'] }, why)
}

function uncertain(policy: Policy, why: string): Policy {
  return { ...policy, subject: { ...policy.subject, uncertain: policy.subject.uncertain ?? why } }
}
