import { grants } from '../analyse/queries/who-can.ts'
import type { Grant, RightsRule, RightsSubject } from '../model/rights.ts'
import type { Holding } from './rights-held.ts'
import { describeHolder } from './rights-holders.ts'

/** What the API server asks about whom somebody wants to be, in the core group (apiserver, pkg/endpoints/filters/impersonation). */
const RESOURCES = { User: 'users', Group: 'groups', ServiceAccount: 'serviceaccounts' } as const

/** Of those who hold a right, whom somebody may impersonate: one for each of his rules. A group is taken on beside a user or service account only. */
export function impersonated(
  all: readonly Grant[],
  holders: readonly RightsSubject[],
): readonly Holding[] {
  const isSomebody = all.some(
    ({ rule, namespace }) =>
      (namespace === undefined && mayBe(rule, 'User')) || mayBe(rule, 'ServiceAccount'),
  )
  return all.flatMap((grant) => {
    const who = holders.find(
      (holder) => canBe(grant, holder) && (holder.kind !== 'Group' || isSomebody),
    )
    const right = who && `write policies as ${describeHolder(who)} (impersonate)`
    return right === undefined ? [] : [{ right, grant }]
  })
}

function canBe({ rule, namespace }: Grant, { kind, name, namespace: of }: RightsSubject): boolean {
  const isThere = namespace === undefined || (kind === 'ServiceAccount' && namespace === of)
  return isThere && mayBe(rule, kind, name)
}

/** Without a name: whether it lets him be anybody of that kind at all. */
function mayBe(rule: RightsRule, kind: RightsSubject['kind'], name?: string): boolean {
  const wanted = { verb: 'impersonate', group: '', resource: RESOURCES[kind] }
  return grants(rule, name === undefined ? { ...wanted, anyName: true } : { ...wanted, name })
}
