import type { ControlPeriod, Segment, SegmentWord } from '../model/period.ts'
import type { PeriodControlChange, StoodPart } from '../model/period-comparison.ts'
import { basisDifferences } from './intervals.ts'

/**
 * How each control of each cluster stood over two periods. Only what rests on one basis in both is held against each other: `fixed` failed at some time before and did not after,
 * `regressed` the reverse, `changed` has another word for another reason. Nothing is joined over a change of check, parameters or scope.
 */
export function periodChanges(
  before: readonly ControlPeriod[],
  after: readonly ControlPeriod[],
): readonly PeriodControlChange[] {
  const known = new Map(before.map((one) => [keyOf(one), one]))
  const now = new Set(after.map(keyOf))
  return [
    ...after.map((one) => changeOf(known.get(keyOf(one)), one)),
    ...before.filter((one) => !now.has(keyOf(one))).map((one) => changeOf(one, undefined)),
  ]
}

function keyOf({ cluster, framework, control }: ControlPeriod): string {
  return JSON.stringify([cluster, framework, control])
}

function changeOf(
  before: ControlPeriod | undefined,
  after: ControlPeriod | undefined,
): PeriodControlChange {
  const one = after ?? before
  if (one === undefined) throw new Error('a control that is in neither period')
  const { cluster, framework, control, title } = one
  return {
    ...{ cluster, framework, control, title },
    ...movement(before?.segments, after?.segments),
    before: (before?.segments ?? []).map(partOf),
    after: (after?.segments ?? []).map(partOf),
  }
}

type Movement = Pick<PeriodControlChange, 'state' | 'why'>

function movement(
  before: readonly Segment[] | undefined,
  after: readonly Segment[] | undefined,
): Movement {
  if (before === undefined) return { state: 'new', why: [] }
  if (after === undefined) return { state: 'absent', why: [] }
  const why = differences([...before, ...after])
  if (why.length > 0) return { state: 'incomparable', why }
  const [one, two] = [before[0]?.word, after[0]?.word]
  const open = [
    ...(one === 'undetermined' ? ['undetermined at some time before'] : []),
    ...(two === 'undetermined' ? ['undetermined at some time now'] : []),
  ]
  if (one === undefined || two === undefined || (open.length > 0 && one !== two))
    return { state: 'incomparable', why: open }
  return { state: moved(one, two), why: [] }
}

/** What results rest on, in the order of time: every change of it, once. */
function differences(segments: readonly Segment[]): readonly string[] {
  const said = segments.flatMap((segment, index) => {
    const earlier = segments[index - 1]
    return earlier === undefined ? [] : basisDifferences(earlier.basis, segment.basis)
  })
  return [...new Set(said)]
}

function moved(one: SegmentWord, two: SegmentWord): PeriodControlChange['state'] {
  if (one === two) return 'unchanged'
  if (one === 'failed') return 'fixed'
  return two === 'failed' ? 'regressed' : 'changed'
}

function partOf({ word, from, to, slots, expected }: Segment): StoodPart {
  const counted = Object.values(slots).reduce((sum, count) => sum + count, 0)
  return { word, from: from.asOf, to: to.asOf, slots: counted, expected }
}
