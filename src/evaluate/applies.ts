import type { Control, ControlAudience, Framework } from '../model/control.ts'
import type { Organisation } from '../model/scope.ts'
import type { Applicability } from '../model/sign-off.ts'
import { matchesAnyGlob } from './glob.ts'
import { authorshipWords, setAsideBecause } from './authorship.ts'

/** Why a control does not apply. */
export type NotApplying = {
  /** for people */
  readonly why: string
  /** true: it is written for others than the organisation is; else the organisation states it, which lifts no failure */
  readonly byAudience: boolean
}

/** Why a control does not apply in a cluster on a day (`YYYY-MM-DD`); undefined: it does, or nobody says that it does not. */
export function notApplying(
  organisation: Organisation,
  { id: framework }: Framework,
  control: Control,
  cluster: string,
  today: string,
): NotApplying | undefined {
  const said = applicabilityOf(organisation)
  const audience = control.onlyFor && audienceSays(control.onlyFor, organisation, said)
  if (audience !== undefined) return { why: audience, byAudience: true }
  const entry = said?.notApplicable.find(
    (each) =>
      each.framework === framework &&
      (each.control ?? control.id) === control.id &&
      matchesAnyGlob(each.clusters, cluster) &&
      each.approvedOn <= today,
  )
  if (entry === undefined || said === undefined) return undefined
  const { id, reason, approvedBy, approvedOn } = entry
  const why = `${id}: ${reason}; listed as approved by ${approvedBy} on ${approvedOn}, ${authorshipWords(said.authorship)}`
  return { why, byAudience: false }
}

/** The applicability file, unless a signature does not hold or one that is required is missing: then it says nothing. */
function applicabilityOf({ applicability, approvers }: Organisation): Applicability | undefined {
  if (applicability === undefined) return undefined
  const why = setAsideBecause(applicability.authorship, approvers?.requireSigned === true)
  return why === undefined ? applicability : undefined
}

function audienceSays(
  onlyFor: ControlAudience,
  { scope }: Organisation,
  said: Applicability | undefined,
): string | undefined {
  switch (onlyFor) {
    case 'service-provider':
      return scope?.entity.kind === 'merchant'
        ? 'only for service providers; the scope file says merchant'
        : undefined
    case 'multi-tenant-provider':
      return said?.multiTenantProvider === false
        ? 'only for multi-tenant service providers; the applicability file says that this is none'
        : undefined
    case 'designated-entity':
      return said?.designatedEntity === false
        ? 'only for designated entities; the applicability file says that this is none'
        : undefined
  }
}
