import type { PeriodSource, ReviewDue } from '../../../model/period.ts'
import type { BoundDigest, Framework } from '../../../model/control.ts'
import type { DigestTrack } from '../../../model/history.ts'
import type { PeriodReport } from '../schema.ts'
import { counted, prose, visible } from '../../text.ts'
import { DIGEST_OF_NOTHING } from '../../../core/digest.ts'
import { BOUND_WORDS, outcomeWord, SIGN_OFF_WORDS } from '../../words.ts'
import { anchorOf } from '../../view/anchor.ts'
import { dueWords } from './due-words.ts'
import { pointWords, type RunNumbers } from './points.ts'

type ReviewView = PeriodReport['reviews'][number]

/** What persons have to state, control by control in the order of the catalogue, with what each statement is bound to and what changed since. */
export function reviewsView(
  { reviews, newest }: PeriodSource,
  numbers: RunNumbers,
): readonly ReviewView[] {
  const frameworks = newest?.catalogue.frameworks ?? []
  const controls = Map.groupBy(reviews, ({ framework, control }) =>
    JSON.stringify([framework, control]),
  )
  return [...controls.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const clusters = [first, ...others].map((each) => inCluster(each, numbers))
    return {
      ...{ framework: frameworkName(first, frameworks), id: visible(first.control) },
      controlAnchor: anchorOf('control', first.framework, first.control),
      title: prose(first.title),
      open: clusters.filter(({ open }) => open).length,
      clusters,
    }
  })
}

/** `PCI DSS 4.0.1`; of a framework that the newest catalogue does not have, its id. */
function frameworkName({ framework }: ReviewDue, frameworks: readonly Framework[]): string {
  const known = frameworks.find(({ id }) => id === framework)
  return prose(known === undefined ? framework : `${known.title} ${known.version}`)
}

function inCluster(review: ReviewDue, numbers: RunNumbers): ReviewView['clusters'][number] {
  const { cluster, outcome, reason, binds, digests, signOffs, due, dueBy, changedSince } = review
  const { day, overdueSince } = dueBy ?? {}
  return {
    cluster: visible(cluster),
    word: outcomeWord(outcome, 'control'),
    open: due.state !== 'in-force' && due.state !== 'not-asked',
    reason: prose(reason),
    due: dueBy === undefined ? '' : dueWords(dueBy, signOffs.length > 0),
    ...(day === undefined ? {} : { dueBy: visible(day) }),
    ...(overdueSince === undefined ? {} : { overdueSince: visible(overdueSince) }),
    digests: binds.map((of) => digestView(of, digests[of], numbers)),
    signOffs: signOffs.map(({ id, state, why, performedOn, until, authorship }) => ({
      id: visible(id),
      word: SIGN_OFF_WORDS[state],
      why: prose(why),
      performedOn: visible(performedOn),
      until: visible(until ?? ''),
      authorship: prose(authorship),
    })),
    changedSince: changedSince.map(prose),
  }
}

function digestView(
  of: BoundDigest,
  track: DigestTrack | undefined,
  numbers: RunNumbers,
): ReviewView['clusters'][number]['digests'][number] {
  if (track === undefined) return { of: BOUND_WORDS[of], since: 'not known: no run made it' }
  const { newest, since, changed, gaps } = track
  const isEmpty = newest.digest === DIGEST_OF_NOTHING
  const said = (point: DigestTrack['since']) => pointWords(numbers.point(point))
  return {
    of: BOUND_WORDS[of],
    ...(isEmpty ? {} : { digest: newest.digest }),
    since: `${isEmpty ? 'nothing to review: the list is empty; ' : ''}the same since ${said(since)}; made last by ${said(newest)}`,
    ...(changed === undefined
      ? {}
      : { changed: `changed between ${said(changed.from)} and ${said(changed.to)}` }),
    ...(gaps === undefined
      ? {}
      : {
          gaps: `not known ${counted(gaps.count, 'time')}, last between ${said(gaps.newest.from)} and ${said(gaps.newest.to)}`,
        }),
  }
}
