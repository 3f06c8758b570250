import type { CheckInput } from '../../model/check.ts'
import type {
  ClusterMemory,
  Earlier,
  EvaluationHistory,
  PolicyChange,
  PolicyHistory,
  RunPoint,
  UnlistedChanges,
} from '../../model/history.ts'
import { ruleSetOf } from '../rule-set-digest.ts'
import { knownChanges, listingsOf, namedByObject } from './listed.ts'
import { observedIn } from './observe.ts'
import { observedPolicies } from './observed-policies.ts'
import { comparePolicies, equalEdits } from './policies.ts'
import { carriedChanges, observedAfter, significantChanges } from './significant.ts'
import type { ObservedValues } from './significant.ts'
import { tracksOf } from './tracks.ts'
import type { Digests } from './tracks.ts'
import { carriedUnlisted, remembered as withinBounds, withoutFound } from './unlisted.ts'

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
  const now = observedIn(input, estate)
  const here = { at, now, digests: tracksOf(digests, earlier, at) }
  const policies = policiesOf(input, digests, earlier, at)
  return earlier.kind === 'known'
    ? heldAgainst(earlier.memory, input, { ...here, policies })
    : begun(earlier, input, { ...here, policies })
}

/** A run as it is held against others. */
type Here = Pick<ClusterMemory, 'digests' | 'policies' | 'at'> & { readonly now: ObservedValues }

function begun(
  none: Exclude<Earlier, { readonly kind: 'known' }>,
  input: CheckInput,
  here: Here,
): History {
  const { at, digests, now } = here
  const nothing = { changes: [], unknown: [], equalEdits: [] }
  return {
    said: { run: at.run, first: at, none: none.why, digests, ...nothing },
    policies: none,
    memory: {
      ...rememberedOf(input, at, here),
      ...platformAsOf(input, at),
      observed: observedAfter(undefined, now, at),
      changes: [],
      unlisted: { since: at, changes: [] },
    },
  }
}

function heldAgainst(memory: ClusterMemory, input: CheckInput, here: Here): History {
  const { at, digests, now, policies } = here
  const { first } = memory
  const compared = comparePolicies(memory.policies, policies)
  const replaced = isReplaced(memory.uid, input.cluster.snapshot.identity.uid)
  const changes = significantChanges(memory, now, at, replaced)
  const edits = equalEdits(memory.policies, policies, compared)
  const carried = withoutFound(carriedUnlisted(memory, at.asOf), compared.changes)
  return {
    said: {
      ...{ run: at.run, first, digests, changes },
      unknown: notCompared(memory, now),
      equalEdits: edits,
    },
    policies: { kind: 'compared', ...compared, carried },
    memory: {
      ...rememberedOf(input, first, here),
      ...platformAsOf(input, at, memory),
      observed: observedAfter(memory, now, at),
      changes: carriedChanges(changes),
      unlisted: unlistedAfter(input, carried, compared.changes),
    },
  }
}

function rememberedOf({ cluster }: CheckInput, first: RunPoint, { at, digests, policies }: Here) {
  const { uid } = cluster.snapshot.identity
  return {
    ...{ format: 'history/v1' as const, cluster: cluster.name, first, at },
    ...(uid === undefined ? {} : { uid }),
    ...{ digests, policies },
  }
}

/** The platform that this run knows, else what earlier ones knew of it. */
function platformAsOf(
  { cluster: { platform } }: CheckInput,
  at: RunPoint,
  before?: ClusterMemory,
): Pick<ClusterMemory, 'platform'> {
  if (platform.name !== 'unknown') return { platform: { ...platform, at } }
  return before?.platform === undefined ? {} : { platform: before.platform }
}

function policiesOf(input: CheckInput, digests: Digests, earlier: Earlier, at: RunPoint) {
  const digest = digests['rule-set']
  return observedPolicies(input.cluster, {
    at,
    ...(digest === undefined ? {} : { ruleSet: { digest, sources: ruleSetOf(input).sources } }),
    ...(earlier.kind === 'known' ? { before: earlier.memory.policies } : {}),
  })
}

/** What no entry lists as of this run, of what it was told of and of what it found. */
function unlistedAfter(
  { organisation, cluster }: CheckInput,
  carried: UnlistedChanges,
  found: readonly PolicyChange[],
): UnlistedChanges {
  const before = carried.listed ?? []
  const known = knownChanges({ ...carried, listed: [] }, found)
  const listing = listingsOf(organisation, cluster.name, knownChanges(carried, found))
  const isListed = (each: PolicyChange) => listing(each).entry !== undefined
  const listed = [...before, ...known.filter(isListed)]
  return withinBounds({
    ...carried,
    changes: known.filter((each) => !isListed(each)),
    listed: namedByObject(organisation, cluster.name, listed),
  })
}

function isReplaced(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
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
