import { Fault } from '../core/fault.ts'
import type { Collection, CollectionEvent, ListRecord } from '../model/collection.ts'
import type { EstateMember } from '../model/estate.ts'
import type { ResourceName } from '../model/object.ts'
import type { ClusterIdentity, Gap } from '../model/snapshot.ts'
import { readConfigMaps } from './config-map-list.ts'
import { connect } from './connection.ts'
import type { Connection } from './connection.ts'
import { deadlineOf } from './deadline.ts'
import { discover } from './discovery.ts'
import type { Discovery } from './discovery.ts'
import { CollectionFailure } from './failure.ts'
import { greet } from './identity.ts'
import type { Greeting } from './identity.ts'
import { CONFIG_MAPS, KIND_READERS, resourceName } from './kinds.ts'
import type { KindReader } from './kinds.ts'
import { inOrder } from './look-ahead.ts'
import { readList } from './list.ts'
import type { ListStep } from './list.ts'
import { believable } from './no-namespaces.ts'
import type { CollectOptions } from './options.ts'
import { planOf } from './plan.ts'
import type { Plan, Planned } from './plan.ts'
import { beforeOf, policyTraces, removalNotes } from './policy-traces.ts'
import { newMinutes } from './record.ts'
import type { Minutes, RecordFacts } from './record.ts'
import { serverMarks } from './server-marks.ts'
import { strangersOf, surroundingsOf } from './strangers.ts'
import type { Strangers } from './strangers.ts'
import { targetOf } from './target.ts'

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io'

/** Lists whose first page is asked for while another list is read. */
const LISTS_AHEAD = 3

/** What is known of a cluster, as far as it was reached. */
type Reached = {
  /** which server was meant, then what it says of itself */
  identity: ClusterIdentity
  greeting?: Greeting
  discovery?: Discovery
  plan?: Plan
  /** resources outside the registry that look like a policy API, and groups that may hold one */
  unknownPolicyApis: readonly ResourceName[]
  notes: string[]
  connection?: Connection
}

/**
 * Reads one live cluster. Whatever the cluster does, it ends in its record: unreachable, unauthorised, partial or complete, with reasons, and never
 * later than its deadline.
 */
export async function* collectLive(member: EstateMember, options: CollectOptions): Collection {
  const deadline = deadlineOf(options)
  const minutes = newMinutes(member)
  const reached: Reached = { identity: {}, unknownPolicyApis: [], notes: [] }
  const takenFrom = options.clock.now()
  try {
    const failure = await reach(member, options, deadline.signal, reached)
    const events =
      failure === undefined
        ? readReached(member, options, reached, minutes)
        : nothingRead(failure, member, minutes)
    yield* events
    const facts = factsOf(member, reached)
    const takenTo = options.clock.now()
    yield { kind: 'record', record: minutes.record({ ...facts, takenFrom, takenTo }) }
  } finally {
    deadline.end()
    reached.connection?.close()
  }
}

/** What the record says of a cluster as far as it was reached. */
function factsOf(
  member: EstateMember,
  { identity, greeting, unknownPolicyApis, connection, notes }: Reached,
): Omit<RecordFacts, 'takenFrom' | 'takenTo'> {
  const clockDifference = connection?.clockDifference()
  return {
    source: { kind: 'live', via: viaOf(member) },
    identity,
    ...(greeting === undefined ? {} : { account: greeting.account }),
    ...(greeting?.anchor === undefined ? {} : { anchor: greeting.anchor }),
    ...(clockDifference === undefined ? {} : { clockDifference }),
    unknownPolicyApis,
    notes: [...notes, ...(greeting?.notes ?? [])],
  }
}

/** Connects, asks what is served and who we are; gives the failure that keeps us from it. */
async function reach(
  member: EstateMember,
  options: CollectOptions,
  signal: AbortSignal,
  reached: Reached,
): Promise<CollectionFailure | undefined> {
  try {
    const { server, credentials } = await targetOf(member, { ...options, signal })
    if (server.unverified)
      reached.notes.push(
        'the certificate of the server was not verified (insecure-skip-tls-verify)',
      )
    reached.identity = serverMarks(server)
    reached.connection = await connect(server, credentials(), options, signal)
    reached.discovery = await discover(reached.connection)
    reached.plan = planOf(reached.discovery)
    reached.unknownPolicyApis = reached.plan.unknownPolicyApis
    reached.greeting = await greet(reached.connection)
    reached.identity = reached.greeting.identity
    return undefined
  } catch (error) {
    if (error instanceof CollectionFailure) return error
    if (!(error instanceof Fault)) throw error
    return new CollectionFailure('configuration', error.message, error)
  }
}

async function* readReached(
  member: EstateMember,
  options: CollectOptions,
  reached: Reached,
  minutes: Minutes,
): AsyncGenerator<CollectionEvent> {
  const { connection, plan, discovery, anchor } = readyOf(reached)
  const before = beforeOf(member, options)
  const traces = policyTraces(before)
  const lists = plan.resources.map((planned) => stepsOf(connection, planned, anchor))
  const configMaps = member.configMaps ? [() => readConfigMaps(connection)] : []
  const steps = inOrder([...configMaps, ...lists.filter((list) => list !== undefined)], LISTS_AHEAD)
  const whole = new Set<ResourceName>()
  for await (const step of steps) {
    if (step.kind === 'objects') traces.note(step.resource, step.objects)
    if (step.kind === 'end') yield ended(step.record, step.gaps, minutes)
    else yield step
    if (step.kind === 'end' && step.record.status === 'ok') whole.add(step.record.resource)
  }
  for (const planned of plan.resources) {
    if (planned.kind === 'list') continue
    const reason = reasonNotListed(planned, traces.traceOf)
    yield ended(unlisted(planned.reader, reason), [], minutes)
  }
  const around = surroundingsOf(discovery, before, whole.has(DEFINITIONS))
  for (const record of outside(reached, plan, strangersOf(traces, around)))
    yield ended(record, [], minutes)
  reached.notes.push(...removalNotes(before, around.serves))
}

/** Notes what is outside the registry and gives the gaps that it leaves. */
function outside(reached: Reached, plan: Plan, found: Strangers): readonly ListRecord[] {
  reached.unknownPolicyApis = [...plan.unknownPolicyApis, ...found.unknownPolicyApis]
  reached.notes.push(...found.notes)
  return found.records
}

/** Everything that must be known before the first list. */
function readyOf({ connection, plan, discovery, greeting }: Reached) {
  if (connection === undefined || plan === undefined || discovery === undefined)
    throw new Error('the cluster is not reached')
  return { connection, plan, discovery, anchor: greeting?.anchor }
}

function ended(read: ListRecord, gaps: readonly Gap[], minutes: Minutes): CollectionEvent {
  const record = believable(read)
  minutes.note(record, gaps)
  return { kind: 'list', record }
}

function stepsOf(
  connection: Connection,
  planned: Planned,
  anchor: string | undefined,
): (() => AsyncGenerator<ListStep>) | undefined {
  if (planned.kind !== 'list') return undefined
  const { ref } = planned
  return () => readList({ connection, ref, ...(anchor === undefined ? {} : { anchor }) })
}

function reasonNotListed(
  planned: Planned,
  traceOf: (reader: KindReader) => string | undefined,
): string | undefined {
  return planned.kind === 'failed' ? planned.reason : traceOf(planned.reader)
}

/** The record of a resource of which nothing was listed: not served, or failed where there is a reason. */
function unlisted({ kind, ...reader }: KindReader, reason?: string): ListRecord {
  const resource = resourceName(reader)
  if (reason === undefined) return { resource, kind, status: 'not-served', count: 0 }
  return { resource, kind, status: 'failed', reason, count: 0 }
}

/** A cluster that could not be read: every resource that should have been is a gap. */
function* nothingRead(
  failure: CollectionFailure,
  member: EstateMember,
  minutes: Minutes,
): Generator<CollectionEvent> {
  minutes.end(failure)
  for (const reader of member.configMaps ? [CONFIG_MAPS, ...KIND_READERS] : KIND_READERS) {
    yield ended(unlisted(reader, failure.reason), [], minutes)
  }
}

function viaOf(member: EstateMember): 'kubeconfig' | 'in-cluster' {
  return member.reader.kind === 'in-cluster' ? 'in-cluster' : 'kubeconfig'
}
