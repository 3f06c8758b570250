/** The words of a period report, each in one place (DESIGN.md, "Words"). */
import type { ControlNoun } from '../../model/control.ts'
import type { ControlOutcome } from '../../model/evaluation.ts'
import type { LedgerCell, LedgerState, MissedSaid } from '../../model/ledger.ts'
import type {
  PolicyChangeSeen,
  PopulationItem,
  SegmentWord,
  Spell,
  StatedChange,
} from '../../model/period.ts'

/** How a control can stand over a period, worst first: the order of every table. */
export const SEGMENT_WORDS = [
  'failed',
  'undetermined',
  'needs-sign-off',
  'held-with-waiver',
  'held',
  'not-applicable',
] as const satisfies readonly SegmentWord[]

const WORDS: Record<SegmentWord, string> = {
  failed: 'failed at some time',
  undetermined: 'undetermined at some time',
  'needs-sign-off': 'lacked a sign-off at some time',
  'held-with-waiver': 'held with a waiver',
  held: 'held in every snapshot',
  'not-applicable': 'no subjects or left out',
}

/** How a control stood, as its framework's readers know it; a PCI requirement has no waiver, only a compensating control. */
export function segmentWord(word: SegmentWord, noun: ControlNoun): string {
  return word === 'held-with-waiver' && noun === 'requirement'
    ? 'failed; compensating control recorded for the assessor'
    : WORDS[word]
}

/** The same in a table head. */
export function shortSegmentWord(word: SegmentWord): string {
  return WORDS[word]
}

/** The result whose mark stands for how a control stood. */
export const MARK_OF: Record<SegmentWord, ControlOutcome> = {
  failed: 'fail',
  undetermined: 'undetermined',
  'needs-sign-off': 'needs-sign-off',
  'held-with-waiver': 'waived',
  held: 'pass',
  'not-applicable': 'not-applicable',
}

/** What became of a slot; a missed one by who says so. */
export type SlotState =
  Exclude<LedgerState, 'missed'> | 'missed-stated' | 'missed-recorded' | 'missed-silent'

/** States of a slot, gravest first. */
export const SLOT_STATES = [
  'missed-silent',
  'missed-recorded',
  'missed-stated',
  'unread',
  'ad-hoc',
  'partial',
  'caught-up',
  'late',
  'done',
  'retired',
  'to-come',
  'not-expected',
] as const satisfies readonly SlotState[]

/** Letter and words of each state. */
export const SLOT_WORDS: Record<
  SlotState,
  { readonly letter: string; readonly word: string; readonly meaning: string }
> = {
  done: { letter: 'D', word: 'done', meaning: 'read whole and evaluated, in time' },
  late: { letter: 'L', word: 'late', meaning: 'begun after the starting deadline' },
  'caught-up': { letter: 'C', word: 'caught up', meaning: 'made after downtime, for this slot' },
  partial: { letter: 'P', word: 'partial', meaning: 'not read whole, or not evaluated' },
  'ad-hoc': {
    ...{ letter: 'A', word: 'out of time' },
    meaning: 'read before the slot or after the one that follows; it answers none',
  },
  unread: {
    ...{ letter: 'N', word: 'not read' },
    meaning: 'the run asked, and nothing was read: unreachable or refused',
  },
  'missed-stated': {
    ...{ letter: 'G', word: 'missed, stated' },
    meaning: 'no run; the organisation says why in a record of the gap',
  },
  'missed-recorded': {
    ...{ letter: 'M', word: 'missed, recorded' },
    meaning: 'no run; a later run records it, and nobody says why',
  },
  'missed-silent': {
    ...{ letter: 'S', word: 'missed, silent' },
    meaning: 'no run, and nothing in writing says why',
  },
  retired: { letter: 'X', word: 'retired', meaning: 'a dated entry says that the cluster is gone' },
  'not-expected': {
    letter: '-',
    word: 'not expected',
    meaning: 'the estate did not list the cluster',
  },
  'to-come': { letter: 'T', word: 'to come', meaning: 'after this report was generated' },
}

const MISSED: Record<MissedSaid['kind'], SlotState> = {
  organisation: 'missed-stated',
  run: 'missed-recorded',
  silent: 'missed-silent',
}

/** The state of a cell; a missed one of which nobody is named is silent. */
export function slotState({ state, said }: LedgerCell): SlotState {
  return state === 'missed' ? MISSED[said?.kind ?? 'silent'] : state
}

/** How a policy object changed. */
export const POLICY_CHANGE_WORDS: Record<PolicyChangeSeen['change'], string> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  relabelled: 'labels or annotations changed',
}

/** What changed besides policies. */
export const STATED_WORDS: Record<StatedChange['kind'], string> = {
  organisation: 'file of the organisation',
  catalogue: 'catalogue',
  tool: 'tool',
  estate: 'estate',
  schedule: 'schedule',
}

/** The kind of a row of the population that is no item: a cluster of which nothing is known. */
export const NEVER_READ = 'cluster, never read'

/** Kinds of the population that samples are drawn from, in its order. */
export const POPULATION_WORDS: Record<
  PopulationItem['kind'],
  { readonly one: string; readonly many: string }
> = {
  cluster: { one: 'cluster', many: 'clusters' },
  namespace: { one: 'namespace', many: 'namespaces' },
  workload: { one: 'workload', many: 'workloads' },
  policy: { one: 'policy', many: 'policies' },
  snapshot: { one: 'snapshot', many: 'snapshots' },
}

/** Why a spell is as it is: the reason of its last snapshot, said to be that where others had another. */
export function reasonOf({ reason, reasons }: Pick<Spell, 'reason' | 'reasons'>): string {
  return reasons > 1 ? `at its last snapshot, the last of ${reasons} reasons: ${reason}` : reason
}
