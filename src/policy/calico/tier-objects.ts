import type { KubeObject } from '../../model/object.ts'
import type { Untranslated } from '../../model/policy.ts'
import { LAST, orderOf } from './policy.ts'
import { readSpec } from '../fields.ts'

/** Where a tier stands, and whether what no policy of it matches goes on to the next. */
export type CalicoTier = {
  readonly order: number
  readonly passes: boolean
  /** why neither is known, with the place; absent: both are */
  readonly unreadable?: string
}

/** Tiers by name. */
export function readTiers(objects: readonly KubeObject[]): ReadonlyMap<string, CalicoTier> {
  return new Map(
    objects.flatMap((object) =>
      object.kind === 'Tier' ? [[object.metadata.name, tierOf(object)] as const] : [],
    ),
  )
}

function tierOf({ spec: stated }: KubeObject): CalicoTier {
  const faults: Untranslated[] = []
  const spec = readSpec(stated, ['order', 'defaultAction'], faults)
  const order = orderOf(spec.order, '/spec/order', faults)
  const action = spec.defaultAction ?? 'Deny'
  if (action !== 'Deny' && action !== 'Pass')
    faults.push({ pointer: '/spec/defaultAction', why: 'a default action is Deny or Pass' })
  const [fault] = faults
  const passes = action === 'Pass'
  if (fault === undefined) return { order, passes }
  return { order, passes, unreadable: `cannot be read at ${fault.pointer}: ${fault.why}` }
}

/** Tiers that every cluster has: where NetworkPolicy and the policies of administrators stand (api/pkg/apis/projectcalico/v3/tier.go). */
export const STATIC_TIERS: Readonly<Record<string, CalicoTier>> = {
  'kube-admin': { order: 1000, passes: true },
  adminnetworkpolicy: { order: 1000, passes: true },
  default: { order: 1_000_000, passes: false },
  'kube-baseline': { order: 10_000_000, passes: true },
  baselineadminnetworkpolicy: { order: 10_000_000, passes: true },
}

/** The tier of a policy that names one which is not there: after all others, if it is enforced at all. */
export const MISSING_TIER: CalicoTier = { order: LAST, passes: false }
