import type { CheckInput } from '../../model/check.ts'
import type {
  ClusterMemory,
  Earlier,
  EvaluationHistory,
  PolicyHistory,
  RunPoint,
} from '../../model/history.ts'
import { ruleSetOf } from '../rule-set-digest.ts'
import { observedIn } from './observe.ts'
import { comparePolicies, equalEdits, observedPolicies } from './policies.ts'
import { carriedChanges, observedAfter, significantChanges } from './significant.ts'
import type { ObservedValues } from './significant.ts'
import { tracksOf } from './tracks.ts'
import type { Digests } from './tracks.ts'

/** What a run brings for holding a cluster against earlier runs. */
export type HistoryInput = {
  /** id of this run */
  readonly run: string
  readonly earlier: Earlier
  /** the clusters that the estate expects, sorted; absent: the run was asked for some only */
  readonly estate?: readonly string[]
}

/** How a cluster compares with earlier runs, and what the next run is to know of it. */
export type History = {
  readonly said: EvaluationHistory
  readonly policies: PolicyHistory
  readonly memory: ClusterMemory
}

/** Holds a cluster against what earlier runs remember of it. What either side could not tell is no change, and is said. */
export function historyOf(input: CheckInput, digests: Digests, given: HistoryInput): History {
  const { run, earlier, estate } = given
  const at: RunPoint = { run, asOf: input.asOf }
  const { uid } = input.cluster.snapshot.identity
  const first = earlier.kind === 'known' ? earlier.memory.first : at
  const now = observedIn(input, estate)
  const tracks = tracksOf(digests, earlier, at)
  const policies = observedPolicies(input.cluster, reviewed(input, digests), at)
  const remembered = {
    format: 'history/v1' as const,
    cluster: input.cluster.name,
    first,
    at,
    ...(uid === undefined ? {} : { uid }),
    digests: tracks,
    policies,
  }
  if (earlier.kind !== 'known') {
    const nothing = { changes: [], unknown: [], equalEdits: [] }
    return {
      said: { run, first, none: earlier.why, digests: tracks, ...nothing },
      policies: earlier,
      memory: { ...remembered, observed: observedAfter(undefined, now, at), changes: [] },
    }
  }
  const { memory } = earlier
  const compared = comparePolicies(memory.policies, policies)
  const changes = significantChanges(memory, now, at, isReplaced(memory.uid, uid))
  const edits = equalEdits(memory.policies, policies, compared)
  return {
    said: {
      run,
      first,
      digests: tracks,
      changes,
      unknown: notCompared(memory, now),
      equalEdits: edits,
    },
    policies: compared,
    memory: {
      ...remembered,
      observed: observedAfter(memory, now, at),
      changes: carriedChanges(changes),
    },
  }
}

function isReplaced(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
}

function reviewed(input: CheckInput, digests: Digests) {
  const digest = digests['rule-set']
  return digest === undefined ? undefined : { digest, sources: ruleSetOf(input).sources }
}

const WORDS = {
  admission: 'what refuses objects when they are made',
  boundary: 'allowed flows across the border of the CDE',
  enforcement: 'what enforces policies',
  estate: 'the clusters of the estate',
  exposure: 'what is open to the outside',
  kubernetes: 'the version of Kubernetes',
  scope: 'the classes of the scope',
} as const

function notCompared({ observed }: ClusterMemory, now: ObservedValues): readonly string[] {
  const kinds = Object.keys(WORDS) as (keyof typeof WORDS)[]
  return kinds.flatMap((kind) => {
    if (now[kind] === undefined) return [`${WORDS[kind]}: not known in this run`]
    return observed[kind] === undefined ? [`${WORDS[kind]}: not known of any earlier run`] : []
  })
}
