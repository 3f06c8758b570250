import type { BoundDigest } from '../../model/control.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { DigestTrack, Earlier, RunPoint } from '../../model/history.ts'

/** The digests of a cluster by name. */
export type Digests = NonNullable<Evaluation['digests']>

/** What the runs of one cluster know of each digest. */
export type Tracks = Readonly<Partial<Record<BoundDigest, DigestTrack>>>

const BOUND: readonly BoundDigest[] = ['rule-set', 'segmentation', 'scope', 'rights']

/**
 * What is known of each digest after a run. One that this run did not make stays as the runs before left it, and the run that makes it next finds
 * the gap: nothing is taken for unchanged over it.
 */
export function tracksOf(now: Digests, earlier: Earlier, at: RunPoint): Tracks {
  const before = earlier.kind === 'known' ? earlier.memory.digests : {}
  const last = earlier.kind === 'known' ? earlier.run : undefined
  return Object.fromEntries(
    BOUND.flatMap((name) => {
      const known = before[name]
      const digest = now[name]
      const track = digest === undefined ? known : trackOf({ ...at, digest }, known, last)
      return track === undefined ? [] : [[name, track] as const]
    }),
  )
}

function trackOf(
  newest: DigestTrack['newest'],
  known: DigestTrack | undefined,
  last: string | undefined,
): DigestTrack {
  const at = pointOf(newest)
  if (known === undefined) return { newest, since: at, knownFrom: at }
  const from = pointOf(known.newest)
  const isUnbroken = known.newest.run === last
  const isSame = known.newest.digest === newest.digest
  const changed = isSame ? known.changed : { before: known.newest.digest, from, to: at }
  const gaps = isUnbroken
    ? known.gaps
    : { count: (known.gaps?.count ?? 0) + 1, newest: { from, to: at } }
  return {
    newest,
    since: isUnbroken && isSame ? known.since : at,
    knownFrom: known.knownFrom,
    ...(changed === undefined ? {} : { changed }),
    ...(gaps === undefined ? {} : { gaps }),
  }
}

function pointOf({ run, asOf }: RunPoint): RunPoint {
  return { run, asOf }
}
