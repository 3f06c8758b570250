import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Rule } from '../../model/policy.ts'
import type { Endpoint, Explanation, PodClass, Reachability } from '../../model/reachability.ts'
import { answerBetween } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { onlyPodOf } from '../places/party.ts'
import { engineOf } from '../reachability.ts'
import { answersDiffer } from './answers-differ.ts'
import { speaksOfPort } from './named-ports.ts'
import { differingColumns, overlayOn } from './overlay.ts'
import type { Change, ChangedRow, Overlay } from './overlay.ts'
import { spokenOf } from './spoken-of.ts'
import type { Members } from './spoken-of.ts'

/** A policy object, or one of its rules, without which every answer is the same in this snapshot. */
export type Redundant = {
  readonly policy: ObjectKey
  /** of the rule; empty: the whole object */
  readonly pointer: string
  /**
   * `shadowed`: ordered rules before it decide all that it matches, so that it never decides; `repeated`: without it others answer alike;
   * `silent`: it says nothing of whom it selects; `nobody`: ordered rules that match nobody, or only ports that nobody has
   */
  readonly how: 'shadowed' | 'repeated' | 'silent' | 'nobody'
  /** a connection that it speaks of, as it would be decided without it; absent: it speaks of none */
  readonly without?: Explanation
}

/** What is redundant, and what was not looked at. */
export type Redundancy = {
  /** sorted by policy and pointer */
  readonly redundant: readonly Redundant[]
  /** policy objects that were examined */
  readonly examined: number
  /** objects beyond the bound on work, sorted: of them nothing is said */
  readonly notExamined: readonly ObjectKey[]
}

/** Where examination stops: a column of a row looked at counts 1, a row made anew 1000. About 20 seconds on a slow core. */
const WORK = 800_000_000
const ROW_WORK = 1000

/**
 * Policy objects, and rules of the others, that could be taken out without any answer becoming another one. Each alone: of two that say the same
 * either is redundant, not both together. A rule is taken out of a policy that stays what it is, isolation included.
 *
 * Exact for this snapshot: the rows of the classes that a policy applies to are made anew without it, and where a row differs, the answers of
 * both sides together are compared. Objects that select no endpoint are left to the query over what dangles. Pairs that no policy decides
 * (a pod with itself, or with the node it runs on) do not count, nor do protocols without ports where an answer is not certain.
 *
 * O(rows of the groups that hold a policy) for each policy and each rule, and at worst its classes x all endpoints for the comparison; stops at a
 * bound and says so.
 */
export function redundantPolicies(
  reachability: Reachability,
  {
    work = WORK,
    isAsked = () => true,
  }: {
    readonly work?: number
    /** which objects are looked at; absent: all */
    readonly isAsked?: (policy: ObjectKey) => boolean
  } = {},
): Redundancy {
  const engine = engineOf(reachability)
  const examination: Examination = {
    reachability,
    engine,
    overlay: overlayOn(engine),
    differ: answersDiffer(engine),
    left: work,
  }
  const objects = Map.groupBy(engine.cluster.policies.entries(), ([, { source }]) => source)
  const redundant: Redundant[] = []
  const notExamined: ObjectKey[] = []
  let examined = 0
  for (const [policy, members] of objects) {
    if (!isAsked(policy)) continue
    if (!members.some(([at]) => examination.overlay.holders(at).length > 0)) {
      if (members.some((member) => selectsPods(examination.engine, member)))
        redundant.push({ policy, pointer: '', how: 'silent' })
      continue
    }
    const found = examination.left <= 0 ? undefined : examine(examination, policy, members)
    if (found === undefined) notExamined.push(policy)
    else {
      examined++
      redundant.push(...found)
    }
  }
  return { redundant, examined, notExamined }
}

function selectsPods({ subjects }: Engine, [, { subject }]: Members[number]): boolean {
  const { sure, maybe } = subjects(subject)
  return sure.length + maybe.length > 0
}

type Examination = {
  readonly reachability: Reachability
  readonly engine: Engine
  readonly overlay: Overlay
  /** whether two answers are different ones */
  readonly differ: (a: number, b: number) => boolean
  /** work that may still be done */
  left: number
}

/** The object if it is redundant, else those of its rules that are; undefined where the work is used up. */
function examine(
  examination: Examination,
  policy: ObjectKey,
  members: Members,
): readonly Redundant[] | undefined {
  const { engine } = examination
  const decidesProxy = members.some(([, { subject, rules }]) => {
    return subject.entities !== undefined || rules.some(namesEntity)
  })
  const proxied = decidesProxy && hasProxy(engine.cluster)
  const whole = proxied ? 'needed' : redundantWithout(examination, policy, '', members)
  if (whole === undefined) return undefined
  if (whole !== 'needed') return [whole]
  const held = members.filter(([at]) => examination.overlay.holders(at).length > 0)
  const rules = held.flatMap((member) => member[1].rules)
  const found: Redundant[] = []
  for (const pointer of pointersOf(members)) {
    if (rules.every((rule) => rule.pointer !== pointer)) {
      found.push({ policy, pointer, how: 'silent' })
      continue
    }
    if (!matchesAnyone(examination.engine, rules, pointer)) continue
    const rule = redundantWithout(examination, policy, pointer, members)
    if (rule === undefined) return undefined
    if (rule !== 'needed') found.push(rule)
  }
  return found
}

/** A rule without a pointer of its own is what the object says as a whole. */
function pointersOf(members: Members): ReadonlySet<string> {
  const all = members.flatMap(([, { rules }]) => rules.map(({ pointer }) => pointer))
  return new Set(all.filter((pointer) => pointer !== ''))
}

/** Whether some path from outside goes through a proxy of the network plugin, which is none of the endpoints that are compared. */
function hasProxy({ exposures }: Cluster): boolean {
  return exposures.some(({ through }) => through?.kind === 'node-proxy')
}

function namesEntity({ peers }: Rule): boolean {
  return peers.some(({ kind }) => kind === 'entity')
}

/** A rule that matches nobody dangles, which is said elsewhere; of one that names a proxy nothing is known here. */
function matchesAnyone(
  { peers, cluster }: Engine,
  rules: readonly Rule[],
  pointer: string,
): boolean {
  const named = rules.some((rule) => rule.pointer === pointer && namesEntity(rule))
  if (named && hasProxy(cluster)) return false
  return rules.some((rule) => {
    if (rule.pointer !== pointer) return false
    const { everyone, sure, maybe } = peers.get(peers.of(rule.peers))
    return everyone || sure.length + maybe.length > 0
  })
}

/** Whether some rule has a peer that is there, and where it names ports one that somebody has: else nothing needs to come before it. */
function matchesAnything(engine: Engine, members: Members, pointer: string): boolean {
  return members.some(([, policy]) =>
    policy.rules.some((rule) => {
      if (pointer !== '' && rule.pointer !== pointer) return false
      const { everyone, sure, maybe } = engine.peers.get(engine.peers.of(rule.peers))
      const isSomebody = everyone || sure.length + maybe.length > 0
      return isSomebody && speaksOfPort(engine, { policy, rule })
    }),
  )
}

function redundantWithout(
  examination: Examination,
  policy: ObjectKey,
  pointer: string,
  members: Members,
): Redundant | 'needed' | undefined {
  const { overlay, engine } = examination
  const change = changeOf(members, pointer, () => undefined)
  const found = overlay.during(change, (rows) => {
    const answer = firstDifference(examination, rows)
    if (answer !== 'none') return answer
    const world = { engine, overlay, endpoints: examination.reachability.endpoints }
    const without = spokenOf(world, members, pointer)
    return { without }
  })
  if (found === 'out-of-work') return undefined
  if (found === 'differs') return 'needed'
  const how = !isShadowed(examination, members, pointer)
    ? 'repeated'
    : matchesAnything(engine, members, pointer)
      ? 'shadowed'
      : 'nobody'
  return {
    policy,
    pointer,
    how,
    ...(found.without === undefined ? {} : { without: found.without }),
  }
}

/** The members with their rules of a pointer as `instead` has them; all rules, and no member at all where the rules go, of an empty one. */
function changeOf(
  members: Members,
  pointer: string,
  instead: (rule: Rule) => Rule | undefined,
): Change {
  const concerned = (rule: Rule) => pointer === '' || rule.pointer === pointer
  return new Map(
    members.map(([at, policy]) => {
      const rules = policy.rules.flatMap((rule) =>
        concerned(rule) ? (instead(rule) ?? []) : [rule],
      )
      const gone = pointer === '' && policy.rules.every((rule) => instead(rule) === undefined)
      return [at, gone ? undefined : { ...policy, rules }] as const
    }),
  )
}

type Difference = 'none' | 'differs' | 'out-of-work'

function firstDifference(examination: Examination, rows: readonly ChangedRow[]): Difference {
  const { reachability, engine, overlay, differ } = examination
  examination.left -= rows.length * ROW_WORK
  for (const row of rows) {
    for (const column of differingColumns(engine, row)) {
      const other = reachability.endpoints[engine.columns.endpointOf[column] ?? -1]
      for (const at of row.classes) {
        if (examination.left-- <= 0) return 'out-of-work'
        const own = reachability.podClasses[at]
        if (own === undefined || other === undefined || !policiesDecide(own, other)) continue
        const [from, to] = row.direction === 'egress' ? [own, other] : [other, own]
        const before = answerBetween(engine, from.index, to.index)
        if (differ(before, answerBetween(overlay.changed, from.index, to.index))) return 'differs'
      }
    }
    examination.left -= engine.columns.count
  }
  return 'none'
}

/** Whether some pod of a class and some other pod, or an address, of an endpoint do not meet on a node. */
function policiesDecide(own: PodClass, other: Endpoint): boolean {
  if (other.kind === 'addresses') return true
  if (own === other) return onlyPodOf(own) === undefined
  if (!own.hostNetwork && !other.hostNetwork) return true
  return own.pods.some(({ node }) =>
    other.pods.some((each) => node === undefined || each.node !== node),
  )
}

/** Ordered rules of which no row depends on what they do. */
function isShadowed({ engine, overlay }: Examination, members: Members, pointer: string): boolean {
  const own = members.flatMap(([, { tier, rules }]) =>
    rules.filter((rule) => pointer === '' || rule.pointer === pointer).map(() => tier.combine),
  )
  if (own.length === 0 || own.includes('union')) return false
  return (['allow', 'deny'] as const).every((action) =>
    overlay.during(
      changeOf(members, pointer, (rule) => ({ ...rule, action })),
      (rows) => rows.every((row) => differingColumns(engine, row).next().done === true),
    ),
  )
}
