import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type {
  Policy,
  PolicyWorld,
  Rule,
  Settled,
  Subject,
  Tier,
  Untranslated,
} from '../../model/policy.ts'
import { readPodChoice } from './peer.ts'
import { readAdminRules } from './rule.ts'
import type { RuleDialect } from './rule.ts'
import { frozen, placed, refuseUnknown } from '../fields.ts'
import { openRules } from '../open-rules.ts'
import { EVERYTHING } from '../selector.ts'

/** Where the policies of an administrator stand: before NetworkPolicy. */
export const ADMIN_TIER: Tier = frozen({
  name: 'Admin',
  order: 100,
  combine: 'ordered',
  otherwise: 'next',
})

/** Where they stand after it: for pods that no NetworkPolicy isolates in the direction. */
export const BASELINE_TIER: Tier = frozen({
  name: 'Baseline',
  order: 2000,
  combine: 'ordered',
  otherwise: 'next',
})

/** How one kind of policy of network-policy-api is written. */
export type PolicyDialect = RuleDialect & {
  readonly api: string
  /** the fields that place a policy, besides subject, ingress and egress */
  readonly placeFields: readonly string[]
  /** its tier, and its priority in it, `BEFORE_ALL` with a fault where that cannot be read; undefined, with a fault, where its tier cannot */
  readonly placeOf: (
    spec: JsonObject,
    name: string,
    faults: Untranslated[],
  ) => { readonly tier: Tier; readonly priority: number } | undefined
}

/** Stands for a priority that is not known, before all those that are: what perhaps applies first leaves to the others what they decide. */
const BEFORE_ALL = -1

const DIRECTIONS = ['ingress', 'egress'] as const

/**
 * One policy of network-policy-api in our form. One of which only the place is not known applies perhaps, before all others: wherever it comes, a
 * connection goes either as its rules say or as it would without it. One of which more is not known may do anything, in both directions.
 */
export function readAdminPolicy(object: KubeObject, dialect: PolicyDialect): readonly Policy[] {
  const faults: Untranslated[] = []
  refuseUnknown(object, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '', faults)
  const spec = specOf(object.spec, dialect, faults)
  const subject = spec === undefined ? EVERYONE : subjectOf(spec.subject, faults)
  const isWhole = faults.length === 0
  const place = spec && dialect.placeOf(spec, object.metadata.name, faults)
  const above = faults[0]
  const rules = DIRECTIONS.flatMap((direction): Rule[] => {
    const own = spec === undefined ? [] : readAdminRules(spec, direction, dialect, faults)
    if (above === undefined || (isWhole && !isPassedUnplaced(own, place))) return own
    const open = openRules(direction, above.pointer, above.why)
    return place === undefined ? open : [...open, ...own]
  })
  const { tier, priority } = place ?? { tier: ADMIN_TIER, priority: BEFORE_ALL }
  return frozen([
    {
      source: objectKeyOf(object),
      ...placed(object),
      api: dialect.api,
      tier,
      priority,
      subject:
        above === undefined ? subject : { ...subject, uncertain: `${above.pointer}: ${above.why}` },
      isolates: [],
      rules,
      untranslated: faults.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)),
    },
  ])
}

/** What rules pass on goes to the tiers that follow theirs, which depend on its own. */
function isPassedUnplaced(rules: readonly Rule[], place: object | undefined): boolean {
  return place === undefined && rules.some(({ action }) => action === 'pass')
}

/** The priority of a policy within its tier: 0 to 1000, lower first; `BEFORE_ALL`, with a fault, where it is none. */
export function readPriority(spec: JsonObject, faults: Untranslated[]): number {
  const { priority } = spec
  if (
    typeof priority === 'number' &&
    Number.isInteger(priority) &&
    0 <= priority &&
    priority <= 1000
  )
    return priority
  const pointer = priority === undefined ? '/spec' : '/spec/priority'
  faults.push({ pointer, why: 'a priority from 0 to 1000 is required' })
  return BEFORE_ALL
}

/** Names are taken to resolve to addresses outside of the cluster: said where some policy of network-policy-api uses them. */
export function settleNames({ policies }: PolicyWorld, api: string): Settled {
  const named = policies.some(
    (policy) =>
      policy.api === api &&
      policy.rules.some(({ peers }) => peers.some(({ kind }) => kind === 'names')),
  )
  const assumption =
    'domain names resolve to addresses outside of the cluster, and may be any of them'
  return { policies, assumptions: named ? [assumption] : [] }
}

function specOf(
  value: JsonValue | undefined,
  { placeFields }: PolicyDialect,
  faults: Untranslated[],
): JsonObject | undefined {
  if (isJsonObject(value)) {
    refuseUnknown(value, [...placeFields, 'subject', 'ingress', 'egress'], '/spec', faults)
    return value
  }
  faults.push({ pointer: value === undefined ? '' : '/spec', why: 'a specification is required' })
  return undefined
}

const EVERYONE: Subject = frozen({
  kind: 'pods',
  namespaces: { kind: 'selector', selector: EVERYTHING },
  pods: EVERYTHING,
})

/** The pods that a policy applies to; those on the network of their node never. All of them, with a fault, where that is not understood. */
function subjectOf(value: JsonValue | undefined, faults: Untranslated[]): Subject {
  if (!isJsonObject(value)) {
    const pointer = value === undefined ? '/spec' : '/spec/subject'
    faults.push({ pointer, why: 'a subject is required' })
    return EVERYONE
  }
  refuseUnknown(value, ['namespaces', 'pods'], '/spec/subject', faults)
  const choice = readPodChoice(value, '/spec/subject', faults)
  return choice === undefined ? EVERYONE : { kind: 'pods', ...choice }
}
