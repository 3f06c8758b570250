import { Fault } from '../core/fault.ts'
import type { EstateMember } from '../model/estate.ts'
import type { ResourceName, ResourceRef } from '../model/object.ts'
import type { ClusterIdentity, CollectionAccount, ListStatus } from '../model/snapshot.ts'
import { NOT_UNDERSTOOD } from '../policy/apis.ts'
import { READABLE_CONFIG_MAPS } from './config-maps.ts'
import { connect } from './connection.ts'
import type { Connection } from './connection.ts'
import { deadlineOf } from './deadline.ts'
import { discover } from './discovery.ts'
import { CollectionFailure } from './failure.ts'
import { greet } from './identity.ts'
import { parseAnswer } from './json-page.ts'
import { CONFIG_MAPS, resourceName } from './kinds.ts'
import { apiVersionOf, pageHead } from './list-page.ts'
import type { CollectOptions } from './options.ts'
import { constraintReaders, planOf } from './plan.ts'
import type { Plan, Planned } from './plan.ts'
import { requestJson } from './request.ts'
import { targetOf } from './target.ts'

/** Whether one resource of the registry can be listed; `reason` says why not, `hint` what to do where that is known. */
export type ProbedResource = {
  readonly resource: ResourceName
  readonly status: Exclude<ListStatus, 'inconsistent'>
  readonly reason?: string
  readonly hint?: string
  /** whether it has any object; absent where it could not be listed */
  readonly used?: boolean
}

/** What asking one cluster came to: who was reached, as whom, and what a run could list. */
export type Probe =
  | {
      readonly kind: 'reached'
      readonly identity: ClusterIdentity
      readonly account: CollectionAccount
      /** whether the server's certificate was checked */
      readonly verified: boolean
      /** every resource that a run asks for, sorted by name */
      readonly resources: readonly ProbedResource[]
      /** policy APIs that make segmentation undetermined, sorted */
      readonly unknownPolicyApis: readonly ResourceName[]
      /** server minus ours, in seconds; absent where it sent no Date */
      readonly clockDifference?: number
    }
  | {
      readonly kind: 'failed'
      readonly failure: CollectionFailure
      readonly clockDifference?: number
    }

/** Lists that are asked for at once: as many as there are connections. */
const AT_ONCE = 4

/**
 * Asks one live cluster what a run would ask, one object of each list at most, and keeps nothing. Whatever the cluster does ends in the answer, never
 * later than the deadline of the bounds.
 */
export async function probeCluster(member: EstateMember, options: CollectOptions): Promise<Probe> {
  try {
    return await connected(member, options, (connection, verified) =>
      probe(connection, verified, member.configMaps),
    )
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  }
}

async function probe(
  connection: Connection,
  verified: boolean,
  configMaps: boolean,
): Promise<Probe> {
  const clock = () => {
    const difference = connection.clockDifference()
    return difference === undefined ? {} : { clockDifference: difference.last }
  }
  try {
    const plan = planOf(await discover(connection))
    const { identity, account } = await greet(connection)
    const resources = await probeLists(connection, plan, configMaps)
    const unknownPolicyApis = notUnderstood(plan, resources)
    const reached = { identity, account, verified, resources, unknownPolicyApis }
    return { kind: 'reached', ...reached, ...clock() }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error), ...clock() }
  }
}

/** What looks like a policy API and is not in the registry, and what is in it, in use, and not translated yet; sorted. */
function notUnderstood(
  { unknownPolicyApis }: Plan,
  resources: readonly ProbedResource[],
): readonly ResourceName[] {
  const inUse = resources
    .filter(({ resource, used }) => used === true && NOT_UNDERSTOOD.includes(resource))
    .map(({ resource }) => resource)
  return [...new Set([...inUse, ...unknownPolicyApis])].sort()
}

async function probeLists(
  connection: Connection,
  plan: Plan,
  configMaps: boolean,
): Promise<readonly ProbedResource[]> {
  const found: ProbedResource[] = []
  const waiting = plan.resources.values()
  const work = async () => {
    for (const planned of waiting) found.push(await probePlanned(connection, planned))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (configMaps) found.push(await probeConfigMaps(connection))
  return found.sort((one, two) => (one.resource < two.resource ? -1 : 1))
}

function probePlanned(connection: Connection, planned: Planned): Promise<ProbedResource> {
  const resource = resourceName(planned.reader)
  if (planned.kind === 'not-served') return Promise.resolve({ resource, status: 'not-served' })
  if (planned.kind === 'failed')
    return Promise.resolve({ resource, status: 'failed', reason: planned.reason })
  const { ref } = planned
  const root = ref.group === '' ? 'api' : 'apis'
  return probePath(connection, ref, `/${root}/${apiVersionOf(ref)}/${ref.resource}?limit=1`)
}

/** The two ConfigMaps that may be read are granted by name: each is asked for. */
async function probeConfigMaps(connection: Connection): Promise<ProbedResource> {
  const ref = { ...CONFIG_MAPS, version: 'v1' }
  for (const { namespace, name } of READABLE_CONFIG_MAPS) {
    const query = new URLSearchParams({ fieldSelector: `metadata.name=${name}`, limit: '1' })
    const path = `/api/v1/namespaces/${namespace}/configmaps?${query.toString()}`
    const answer = await probePath(connection, ref, path)
    if (answer.status !== 'ok') return answer
  }
  return { resource: resourceName(ref), status: 'ok' }
}

async function probePath(
  connection: Connection,
  ref: ResourceRef,
  path: string,
): Promise<ProbedResource> {
  const resource = resourceName(ref)
  try {
    const outgoing = { method: 'GET', path, accept: 'application/json' } as const
    const list = await requestJson(connection, outgoing, (bytes) => parseAnswer(bytes, 'the list'))
    pageHead(list, ref)
    const { items } = list
    return { resource, status: 'ok', used: Array.isArray(items) && items.length > 0 }
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    const { message, hint } = error
    const status = error.class === 'forbidden' ? 'forbidden' : 'failed'
    return { resource, status, reason: message, ...(hint === undefined ? {} : { hint }) }
  }
}

/**
 * The Gatekeeper constraint resources that a cluster serves, sorted. Throws Fault `COLLECTION` when the cluster cannot be asked, `CONFIGURATION` when
 * its kubeconfig cannot be used.
 */
export async function constraintResources(
  member: EstateMember,
  options: CollectOptions,
): Promise<readonly string[]> {
  try {
    return await connected(member, options, async (connection) =>
      constraintReaders(await discover(connection)).map(({ resource }) => resource),
    )
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    const { message, hint } = error
    throw new Fault('COLLECTION', `cannot ask ${member.name}: ${message}`, {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
}

async function connected<T>(
  member: EstateMember,
  options: CollectOptions,
  work: (connection: Connection, verified: boolean) => Promise<T>,
): Promise<T> {
  const deadline = deadlineOf(options)
  let connection: Connection | undefined
  try {
    const { server, credentials } = await targetOf(member, options)
    connection = await connect(server, credentials(), options, deadline.signal)
    return await work(connection, !server.unverified)
  } finally {
    deadline.end()
    connection?.close()
  }
}

/** What a cluster or its configuration did; anything else is a bug and stays itself. */
function failureOf(error: unknown): CollectionFailure {
  if (error instanceof CollectionFailure) return error
  if (!(error instanceof Fault)) throw error
  return new CollectionFailure('configuration', error.message, error)
}
