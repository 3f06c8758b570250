import type { ControlPeriod, Segment, SegmentWord } from '../model/period.ts'
import type { IncomparableCause } from '../model/comparison.ts'
import type { PeriodControlChange, StoodPart } from '../model/period-comparison.ts'
import { basisChanges } from './intervals.ts'

/**
 * How each control of each cluster stood over two periods. Only what rests on one basis in both is held against each other: `fixed` failed at some time before and did not after,
 * `regressed` the reverse, `changed` has another word for another reason. Nothing is joined over a change of check, parameters or scope, nor over that of a cluster.
 *
 * @param replaced names of clusters under which another cluster answers in some run of either period
 * @param unread names of clusters that no run of a period read, before and after: their controls have a result each time, of which nothing is known
 */
export function periodChanges(
  before: readonly ControlPeriod[],
  after: readonly ControlPeriod[],
  replaced: ReadonlySet<string> = new Set(),
  unread: Sides = { before: new Set(), after: new Set() },
): readonly PeriodControlChange[] {
  const earlier = new Map(before.map((one) => [keyOf(one), one]))
  const now = new Set(after.map(keyOf))
  const [old, current] = [before, after].map((all) => new Set(all.map(({ cluster }) => cluster)))
  return [...after, ...before.filter((one) => !now.has(keyOf(one)))].map((one) =>
    old?.has(one.cluster) === true && current?.has(one.cluster) === true
      ? changeOf(
          earlier.get(keyOf(one)),
          now.has(keyOf(one)) ? one : undefined,
          standingOut(one.cluster, replaced, unread),
        )
      : unseen(one, now.has(keyOf(one)) ? 'before' : 'now'),
  )
}

/** What is known of the clusters of each period by itself. */
type Sides = { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> }

/** Why nothing of a cluster is held against each other, whatever its results; empty: it was read in both periods, and is the same. */
function standingOut(
  cluster: string,
  replaced: ReadonlySet<string>,
  { before, after }: Sides,
): readonly Reason[] {
  return [
    ...(replaced.has(cluster) ? [REPLACED] : []),
    ...(before.has(cluster) ? [neverRead('before')] : []),
    ...(after.has(cluster) ? [neverRead('now')] : []),
  ]
}

function neverRead(when: 'before' | 'now'): Reason {
  return { kind: 'population', said: `the cluster was read in no run ${when}` }
}

/** Of a cluster that has no result in one of the periods nothing is known to have moved. */
function unseen(one: ControlPeriod, when: 'before' | 'now'): PeriodControlChange {
  const { cluster, framework, control, title } = one
  const parts = one.segments.map(partOf)
  return {
    ...{ cluster, framework, control, title },
    ...apart([{ kind: 'population', said: `the cluster has no result ${when}` }]),
    ...(when === 'before' ? { before: [], after: parts } : { before: parts, after: [] }),
  }
}

function keyOf({ cluster, framework, control }: ControlPeriod): string {
  return JSON.stringify([cluster, framework, control])
}

function changeOf(
  before: ControlPeriod | undefined,
  after: ControlPeriod | undefined,
  reasons: readonly Reason[],
): PeriodControlChange {
  const one = after ?? before
  if (one === undefined) throw new Error('a control that is in neither period')
  const { cluster, framework, control, title } = one
  return {
    ...{ cluster, framework, control, title },
    ...(reasons.length > 0 ? apart(reasons) : movement(before?.segments, after?.segments)),
    before: (before?.segments ?? []).map(partOf),
    after: (after?.segments ?? []).map(partOf),
  }
}

type Movement = Pick<PeriodControlChange, 'state' | 'why' | 'because'>

type Reason = { readonly kind: IncomparableCause; readonly said: string }

const REPLACED: Reason = {
  kind: 'population',
  said: 'the cluster was replaced: another one answers under its name',
}

function apart(reasons: readonly Reason[]): Movement {
  return {
    state: 'incomparable',
    why: [...new Set(reasons.map(({ said }) => said))],
    because: [...new Set(reasons.map(({ kind }) => kind))],
  }
}

function known(state: PeriodControlChange['state']): Movement {
  return { state, why: [], because: [] }
}

function movement(
  before: readonly Segment[] | undefined,
  after: readonly Segment[] | undefined,
): Movement {
  if (before === undefined) return known('new')
  if (after === undefined) return known('absent')
  const changes = differences([...before, ...after])
  if (changes.length > 0) return apart(changes)
  const [one, two] = [before[0]?.word, after[0]?.word]
  const open = [
    ...(one === 'undetermined' ? ['undetermined at some time before'] : []),
    ...(two === 'undetermined' ? ['undetermined at some time now'] : []),
  ]
  if (one === undefined || two === undefined || (open.length > 0 && one !== two))
    return apart(open.map((said) => ({ kind: 'open', said })))
  return known(moved(one, two))
}

/** What results rest on, in the order of time: every change of it. */
function differences(segments: readonly Segment[]): readonly Reason[] {
  return segments.flatMap((segment, index) => {
    const earlier = segments[index - 1]
    return earlier === undefined ? [] : basisChanges(earlier.basis, segment.basis)
  })
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
