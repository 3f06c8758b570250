import type { Policy, Rule, Untranslated } from '../../model/policy.ts'
import type { Doubt, Endpoint } from '../../model/reachability.ts'
import { whyUnplaced, whyUnsure } from './peer-doubts.ts'
import type { Unsure } from './peer-doubts.ts'
import { isPassedOver, whyPassedOver } from '../enforcer/ownerless.ts'
import type { Engine } from '../engine/engine.ts'
import { placeOf } from './explain-tier.ts'
import type { SideQuestion } from './explain-tier.ts'
import { describeEndpoint } from '../names.ts'

/** A part of a policy that leaves something open. */
type Open = Unsure & { readonly pointer: string }

/** Why it is not certain that a policy applies to the subject of a question. */
export function subjectDoubt(engine: Engine, question: SideQuestion, policy: Policy): Doubt {
  return { policy: policy.source, ...subjectOpen(engine, question, policy) }
}

/** Why a rule that matches perhaps does not match for certain; with `applies` false, its policy may not apply besides. */
export function ruleDoubt(
  engine: Engine,
  question: SideQuestion,
  policy: Policy,
  rule: Rule,
  applies: boolean,
): Doubt | undefined {
  const own = ruleOpen(engine, question, policy, rule)
  const subject = applies ? undefined : subjectOpen(engine, question, policy)
  const open = own ?? subject
  if (open === undefined) return undefined
  const also = subject === undefined || subject === open ? [] : [toldOf(subject, open)]
  const why = [...new Set([open.why, ...also])].join('; besides, ')
  const pointer = own === undefined && open.kind !== 'not-understood' ? rule.pointer : open.pointer
  return { policy: policy.source, ...open, pointer, why }
}

/** A fault that is told already is not told twice. */
function toldOf({ pointer, why }: Open, told: Open): string {
  return pointer === told.pointer || why === told.why ? told.why : why
}

function subjectOpen(engine: Engine, { subject }: SideQuestion, policy: Policy): Open {
  const { uncertain, within } = policy.subject
  const pointer = placeOf(policy)
  if (uncertain !== undefined && uncertain !== policy.under?.why) {
    const fault = policy.untranslated.find((each) => `${each.pointer}: ${each.why}` === uncertain)
    return fault === undefined ? { kind: 'applies', pointer, why: uncertain } : notUnderstood(fault)
  }
  const sample = engine.records[subject.index]?.sample
  if (sample !== undefined && isPassedOver(engine.cluster, sample))
    return { kind: 'applies', pointer, why: whyPassedOver(engine.cluster) }
  if (within === undefined)
    return { pointer, ...whyUnplaced(engine, policy.subject, subject.index) }
  const columns = engine.columns.ofEndpoint[subject.index] ?? []
  const why = columns.flatMap(({ index }) => whyUnsure(engine, within, index) ?? [])[0]
  return { pointer, ...(why ?? whyWithin(engine, policy, subject)) }
}

const EVERYONE = [{ kind: 'any' }] as const

/** Nothing of the peers themselves is open: whom the policy selects is, or they match some of the addresses. */
function whyWithin(engine: Engine, { subject }: Policy, endpoint: Endpoint): Unsure {
  const unplaced = !engine.subjects({ ...subject, within: EVERYONE }).sure.includes(endpoint.index)
  return unplaced
    ? whyUnplaced(engine, subject, endpoint.index)
    : {
        kind: 'addresses',
        why: `its rules are for some addresses of ${describeEndpoint(endpoint)} only`,
      }
}

function ruleOpen(
  engine: Engine,
  { column }: SideQuestion,
  policy: Policy,
  { conditional, pointer, peers, unenforced }: Rule,
): Open | undefined {
  if (conditional !== undefined) {
    if (unenforced === true) return { kind: 'enforcement', pointer, why: conditional }
    const fault = faultOf(policy, pointer, conditional)
    return fault === undefined
      ? { kind: 'condition', pointer, why: conditional }
      : notUnderstood(fault)
  }
  const why = whyUnsure(engine, peers, column.index)
  return why && { pointer, ...why }
}

/** The part that was not understood for which a rule stands: in the rule itself, or above it. */
function faultOf({ untranslated }: Policy, pointer: string, why: string): Untranslated | undefined {
  const same = untranslated.filter((fault) => fault.why === why)
  return same.find((fault) => `${fault.pointer}/`.startsWith(`${pointer}/`)) ?? same[0]
}

function notUnderstood({ pointer, why }: Untranslated): Open {
  return { kind: 'not-understood', pointer, why }
}
