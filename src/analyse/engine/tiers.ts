import type { Protocol, Rule } from '../../model/policy.ts'
import type { ConnectionSets } from './connection-sets.ts'
import type { Applied } from './groups.ts'
import { HELD } from './kin.ts'
import type { KinHeld } from './kin.ts'
import type { PeerSets } from './peer-sets.ts'
import type { Step } from './programs.ts'
import type { Slate } from './slate.ts'
import type { TrafficSets } from './traffic-sets.ts'

/** What the evaluation of a row looks things up in. */
export type TierWorld = {
  readonly sets: ConnectionSets
  readonly peers: PeerSets
  readonly traffic: TrafficSets
  /** port profile of a column where ports are named by the other side (egress); of the row's own group otherwise (ingress) */
  readonly profileOf: (column: number) => number
  /** the same of the columns of a kin that have no slot of their own */
  readonly profileOfKin: (kin: number) => number
  /** columns whose port profile may not be that of their kin */
  readonly namedColumns: Uint32Array
}

/**
 * Decides a row: tiers in ascending order, then allowed by default, or denied where a tier that denies last isolates. Leaves in `allowed` what may be allowed and in `denied` what may be
 * denied; each connection is in at least one of them.
 */
export function decideRow(applied: readonly Applied[], slate: Slate, world: TierWorld): void {
  slate.reset()
  const tiers = Map.groupBy(applied, ({ program }) => program.tier.order)
  let end = slate.allowed
  for (const tier of tiers.values()) {
    if (tier[0]?.program.tier.combine !== 'union') decideOrdered(tier, slate, world)
    else if (decideUnion(tier, slate, world) === 'denies-last') end = slate.denied
    move(slate, slate.passed, slate.undecided, world.sets)
  }
  move(slate, slate.undecided, end, world.sets)
}

/** Rules add up, denies first; who is isolated is denied the rest, who is not falls to the next tier. */
function decideUnion(
  tier: readonly Applied[],
  slate: Slate,
  world: TierWorld,
): 'decided' | 'denies-last' {
  const isolating = tier.filter(({ program }) => program.isolates)
  const certain = isolating.filter(({ sure }) => sure)
  const surely = certain.length > 0
  if (isolating.length > 0) leaveUndefined(isolating, surely, slate, world.sets)
  for (const each of tier) applySteps(each, slate, world, (action) => action !== 'allow')
  if (!surely) for (const each of isolating) denyIfIsolated(each, tier, slate, world)
  for (const each of tier) allowOf(each, slate, world)
  if (surely && certain.every(({ program }) => program.tier.deniesLast !== undefined)) {
    denyPerhaps(slate, world.sets)
    return 'denies-last'
  }
  if (surely) move(slate, slate.undecided, slate.denied, world.sets)
  return 'decided'
}

/** What is undecided may be denied, and stays undecided. */
function denyPerhaps(slate: Slate, sets: ConnectionSets): void {
  for (let slot = 0; slot < slate.count(); slot++)
    slate.denied[slot] = sets.union(slate.denied[slot] ?? 0, slate.undecided[slot] ?? 0)
}

/** Protocols of which the tier says nothing: for who is isolated they may be allowed and may be denied. */
function leaveUndefined(
  isolating: readonly Applied[],
  surely: boolean,
  slate: Slate,
  sets: ConnectionSets,
): void {
  const protocols: readonly Protocol[] = isolating.flatMap(
    ({ program }) => program.tier.undefinedFor ?? [],
  )
  if (protocols.length === 0) return
  const open = sets.of(protocols.map((protocol) => ({ protocol })))
  for (let slot = 0; slot < slate.count(); slot++) {
    const hit = sets.intersect(slate.undecided[slot] ?? 0, open)
    slate.allowed[slot] = sets.union(slate.allowed[slot] ?? 0, hit)
    slate.denied[slot] = sets.union(slate.denied[slot] ?? 0, hit)
    if (surely) slate.undecided[slot] = sets.subtract(slate.undecided[slot] ?? 0, hit)
  }
}

/** What a policy allows; one that perhaps applies never what it surely denies itself. */
function allowOf(applied: Applied, slate: Slate, world: TierWorld): void {
  const { program, sure } = applied
  const allow = () => {
    applySteps(applied, slate, world, (action) => action === 'allow')
  }
  const denied = sure ? [] : program.steps.filter((step) => step.sure && step.action === 'deny')
  if (denied.length === 0) allow()
  else setAside(denied, slate, world, allow)
}

/** A policy that perhaps isolates may deny what neither its own certain rules nor those of policies that surely apply allow. */
function denyIfIsolated(
  { program }: Applied,
  tier: readonly Applied[],
  slate: Slate,
  world: TierWorld,
): void {
  const others = tier.filter(({ sure }) => sure).flatMap((each) => each.program.steps)
  const granted = [...program.steps, ...others].filter(
    ({ action, sure }) => sure && action === 'allow',
  )
  const { sets } = world
  setAside(granted, slate, world, () => {
    denyPerhaps(slate, sets)
  })
}

/** Does something with what steps do not match; afterwards what was undecided is so again. */
function setAside(steps: readonly Step[], slate: Slate, world: TierWorld, act: () => void): void {
  const kept = slate.undecided.slice(0, slate.count())
  const passed = slate.passed.slice(0, slate.count())
  for (const step of steps) applyStep({ ...step, action: 'pass' }, true, slate, world)
  act()
  for (let slot = 0; slot < slate.count(); slot++) {
    const parent = slate.parentOf(slot)
    slate.undecided[slot] = kept[slot] ?? kept[parent] ?? 0
    slate.passed[slot] = passed[slot] ?? passed[parent] ?? 0
  }
}

/** Policies by priority, the first matching rule decides; policies of equal priority come in any order. */
function decideOrdered(tier: readonly Applied[], slate: Slate, world: TierWorld): void {
  const left: Left = []
  for (const level of Map.groupBy(tier, ({ program }) => program.priority).values()) {
    const [first] = level
    if (level.length === 1 && first?.sure === true) applySteps(first, slate, world, () => true)
    else decideLevel(level, left, slate, world)
  }
  if (tier[0]?.program.tier.otherwise !== 'deny') return
  if (tier.some(({ sure }) => sure)) move(slate, slate.undecided, slate.denied, world.sets)
  else denyLeft(left, slate, world.sets)
}

/** By slot, what a policy that perhaps applies leaves to the end of its tier. */
type Left = number[]

/** Where all policies of a tier apply only perhaps, its end denies what none of their rules matches, and something of it was left by one of them. */
function denyLeft(left: Left, slate: Slate, sets: ConnectionSets): void {
  for (let slot = 0; slot < slate.count(); slot++) {
    const rest = sets.intersect(
      slate.undecided[slot] ?? 0,
      left[slot] ?? left[slate.parentOf(slot)] ?? sets.none,
    )
    slate.denied[slot] = sets.union(slate.denied[slot] ?? 0, rest)
  }
}

/**
 * Any of several policies may come first: each decides from the same start, undecided stays what all of them leave undecided. One that
 * perhaps does not apply leaves everything undecided, besides what it decides if it applies.
 */
function decideLevel(level: readonly Applied[], left: Left, slate: Slate, world: TierWorld): void {
  const { sets } = world
  const start = slate.undecided.slice(0, slate.count())
  const startOf = (slot: number): number => start[slot] ?? start[slate.parentOf(slot)] ?? 0
  const after: Uint32Array[] = []
  for (const { program, sure } of level) {
    applySteps({ program, sure: true }, slate, world, () => true)
    if (sure) after.push(slate.undecided.slice(0, slate.count()))
    const before = left.slice(0, slate.kin.count)
    for (let slot = 0; slot < slate.count(); slot++) {
      const earlier = left[slot] ?? before[slate.parentOf(slot)] ?? sets.none
      if (!sure) left[slot] = sets.union(earlier, slate.undecided[slot] ?? sets.none)
      slate.undecided[slot] = startOf(slot)
    }
  }
  for (let slot = 0; slot < slate.count(); slot++)
    slate.undecided[slot] = after.reduce(
      (all, each) => sets.intersect(all, each[slot] ?? each[slate.parentOf(slot)] ?? 0),
      startOf(slot),
    )
}

function applySteps(
  { program, sure }: Applied,
  slate: Slate,
  world: TierWorld,
  wanted: (action: Rule['action']) => boolean,
): void {
  for (const step of program.steps)
    if (wanted(step.action)) applyStep(step, sure && step.sure, slate, world)
}

/** Moves what a rule matches from undecided to where its action leads; what it only perhaps matches stays undecided as well. */
function applyStep(step: Step, sure: boolean, slate: Slate, world: TierWorld): void {
  const set = world.peers.get(step.peers)
  const held = set.everyone ? undefined : slate.kin.holding(step.peers)
  if (set.everyone) hitEveryone(step, sure, slate, world)
  else if (held !== undefined) hitKin(step, held, sure, slate, world)
  else {
    for (const column of set.sure) hitColumn(step, column, sure, slate, world)
    for (const column of set.maybe) hitColumn(step, column, false, slate, world)
  }
}

function hitEveryone(step: Step, sure: boolean, slate: Slate, world: TierWorld): void {
  const { traffic, sets } = world
  if (traffic.isNamed(step.traffic)) for (const column of world.namedColumns) slate.slotOf(column)
  for (let kin = 0; kin < slate.kin.count; kin++)
    hit(step, kin, towardsKin(step, kin, world), sure, slate, sets)
  for (const column of slate.columns()) hitColumn(step, column, sure, slate, world)
}

/** Whole kin, and those of their columns that have slots of their own. */
function hitKin(step: Step, held: KinHeld, sure: boolean, slate: Slate, world: TierWorld): void {
  const { traffic, sets, namedColumns } = world
  const { of } = slate.kin
  if (traffic.isNamed(step.traffic))
    for (const column of namedColumns)
      if (held.state[of[column] ?? 0] !== HELD.no) slate.slotOf(column)
  for (const kin of held.sure) hit(step, kin, towardsKin(step, kin, world), sure, slate, sets)
  for (const kin of held.maybe) hit(step, kin, towardsKin(step, kin, world), false, slate, sets)
  for (const column of slate.columns()) {
    const state = held.state[of[column] ?? 0]
    if (state !== HELD.no) hitColumn(step, column, sure && state === HELD.sure, slate, world)
  }
}

function hitColumn(
  step: Step,
  column: number,
  sure: boolean,
  slate: Slate,
  world: TierWorld,
): void {
  const traffic = world.traffic.towards(step.traffic, world.profileOf(column))
  hit(step, slate.slotOf(column), traffic, sure, slate, world.sets)
}

function towardsKin({ traffic }: Step, kin: number, world: TierWorld): number {
  return world.traffic.towards(traffic, world.profileOfKin(kin))
}

function hit(
  { action }: Step,
  slot: number,
  traffic: number,
  sure: boolean,
  slate: Slate,
  sets: ConnectionSets,
): void {
  const undecided = slate.undecided[slot] ?? 0
  const matched = sets.intersect(undecided, traffic)
  if (matched === sets.none) return
  const into = { allow: slate.allowed, deny: slate.denied, pass: slate.passed }[action]
  into[slot] = sets.union(into[slot] ?? 0, matched)
  if (sure) slate.undecided[slot] = sets.subtract(undecided, matched)
}

/** Empties one field of all slots into another. */
function move(slate: Slate, from: Uint32Array, into: Uint32Array, sets: ConnectionSets): void {
  for (let slot = 0; slot < slate.count(); slot++) {
    into[slot] = sets.union(into[slot] ?? 0, from[slot] ?? 0)
    from[slot] = sets.none
  }
}
