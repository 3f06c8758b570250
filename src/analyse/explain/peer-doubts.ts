import { formatIpAddress } from '../../core/ip-address.ts'
import type { Peer, Subject } from '../../model/policy.ts'
import type { DoubtKind, GeneralDoubt } from '../../model/reachability.ts'
import { whyLabels } from './label-doubts.ts'
import type { Engine } from '../engine/engine.ts'
import { tunnelOfNode } from '../engine/node-tunnels.ts'
import { describeEndpoint } from '../names.ts'
import { describePeer } from './describe-peer.ts'

/** What kind of thing is not known, and a sentence for people. */
export type Unsure = {
  readonly kind: Exclude<DoubtKind, GeneralDoubt>
  readonly why: string
}

/** Why peers match a column only perhaps; undefined where they match it, or do not. */
export function whyUnsure(
  engine: Engine,
  peers: readonly Peer[],
  column: number,
): Unsure | undefined {
  const { peers: sets } = engine
  if (sets.matches(sets.of(peers), column) !== 'maybe') return undefined
  for (const peer of peers) {
    const why = whyOne(engine, peer, column)
    if (why !== undefined) return why
  }
  return undefined
}

function whyOne(engine: Engine, peer: Peer, column: number): Unsure | undefined {
  if (peer.kind === 'not') return whyUnsure(engine, [peer.peer], column)
  if (peer.kind === 'all-of')
    return peer.peers
      .map((each) => whyUnsure(engine, [each], column))
      .find((why) => why !== undefined)
  const { peers: sets } = engine
  return sets.matches(sets.of([peer]), column) === 'maybe'
    ? reasonOf(engine, peer, column)
    : undefined
}

type Single = Exclude<Peer, { kind: 'not' | 'all-of' }>

function reasonOf(engine: Engine, peer: Single, column: number): Unsure {
  switch (peer.kind) {
    case 'pods':
      return isOnNodes(engine, column)
        ? { kind: 'nodes', why: whyHosts(engine, peer) }
        : whyLabels(engine, peer, engine.columns.endpointOf[column] ?? 0)
    case 'names':
      return { kind: 'names', why: `to which addresses ${peer.pattern} resolves only DNS knows` }
    case 'nodes':
      return {
        kind: 'nodes',
        why: `labels of nodes were not read or were redacted, or the address of ${nameOf(engine, column)} is not known`,
      }
    case 'service':
      return { kind: 'services', why: `what stands behind ${describePeer(peer)} is not known` }
    case 'address-sets':
      return { kind: 'addresses', why: whySets(engine, peer, column) }
    case 'addresses':
    case 'any':
    case 'none':
    case 'entity':
      return { kind: 'addresses', why: whyAddress(engine, column) }
  }
}

function isOnNodes(engine: Engine, column: number): boolean {
  return engine.columns.hosts.has(column) || isAddress(engine, column)
}

/** Selectors over pods are for others, so that what they say of nodes is up to the network plugin. */
function whyHosts(
  { cluster: { enforcer } }: Engine,
  { hosts }: Extract<Peer, { kind: 'pods' }>,
): string {
  const name = enforcer.kind === 'present' ? enforcer.name : 'the network plugin'
  if (hosts === 'by-pods')
    return `${name} finds hostNetwork pods by the addresses of their nodes, which all on a node share and do not always use`
  const does = enforcer.kind === 'present' && enforcer.hostNamespace === 'yes'
  return does
    ? `a namespace that stands for nodes is selected: ${name} takes it so for certain only where it is read, and for what comes in by a rule without podSelector`
    : `whether ${name} takes what is on the network of nodes for that of a namespace which is selected here is not known`
}

/** A set that could not be read may hold any address. */
function whySets(
  engine: Engine,
  { family, name }: Extract<Peer, { kind: 'address-sets' }>,
  column: number,
): string {
  const meant = engine.cluster.addressSets.filter(
    (set) => set.family === family && (name === undefined || name === set.name),
  )
  const fault = meant.flatMap((set) =>
    set.untranslated.map(({ pointer, why }) => `${set.family} ${set.name} (${pointer}): ${why}`),
  )[0]
  if (fault !== undefined) return fault
  return engine.columns.endpointOf[column] === undefined || isAddress(engine, column)
    ? `labels of ${family} objects were not read or were redacted`
    : whyAddress(engine, column)
}

function isAddress({ columns }: Engine, column: number): boolean {
  return column >= columns.firstCell
}

function whyAddress(engine: Engine, column: number): string {
  const name = nameOf(engine, column)
  const tunnel = tunnelAt(engine, column)
  if (tunnel !== undefined)
    return `what nodes send to pods of other nodes comes from an address of their own or from that of a tunnel (${tunnel}), which its address blocks tell apart`
  return engine.columns.podsWithoutAddress.includes(column)
    ? `the address of ${name} is not known`
    : `whether address blocks match pods by their addresses is not known of the network plugin, and ${name} has such an address`
}

/** The address of a tunnel that an endpoint may speak from, where blocks tell it from its own. */
function tunnelAt(engine: Engine, column: number): string | undefined {
  const { columns, records, cells, tunnels, cluster } = engine
  if (isAddress(engine, column)) {
    const at = column - columns.firstCell
    const own = cells.cells[at]?.ranges[0]
    return own === undefined || !tunnels.has(at)
      ? undefined
      : tunnelOfNode(cluster, formatIpAddress({ family: own.family, value: own.first }))
  }
  const record = records[columns.endpointOf[column] ?? 0]
  const tunnelled = record?.facets.some(({ cell }) => cell !== undefined && tunnels.has(cell))
  if (record === undefined || tunnelled !== true || !columns.hosts.has(column)) return undefined
  return record.sample.addresses.flatMap((own) => tunnelOfNode(cluster, own) ?? [])[0]
}

function nameOf({ columns, records }: Engine, column: number): string {
  const record = records[columns.endpointOf[column] ?? 0]
  return record === undefined ? 'the other side' : describeEndpoint(record.podClass)
}

/** Why it is not certain that an endpoint is one of those that a policy selects. */
export function whyUnplaced(engine: Engine, subject: Subject, endpoint: number): Unsure {
  if (subject.kind === 'pods') return whyLabels(engine, subject, endpoint)
  const { podClass, sample } = engine.records[endpoint] ?? {}
  const name = podClass === undefined ? 'it' : describeEndpoint(podClass)
  return sample?.node === undefined
    ? { kind: 'nodes', why: `on which node ${name} runs is not known` }
    : { kind: 'nodes', why: `labels of node ${sample.node} were not read or were redacted` }
}
