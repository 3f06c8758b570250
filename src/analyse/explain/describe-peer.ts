import type { Peer, PodChoice, Subject } from '../../model/policy.ts'
import { describeExpression, describeSelector } from './describe-selector.ts'

/** Who is meant by a peer, in words: `pods with app=web in namespace shop`. */
export function describePeer(peer: Peer): string {
  switch (peer.kind) {
    case 'any':
      return 'anyone'
    case 'none':
      return 'nobody'
    case 'pods':
      return describePods(peer) + andNodes(peer)
    case 'addresses':
      return describeBlock(peer)
    case 'address-sets':
      return describeSets(peer)
    case 'names':
      return `the name ${peer.pattern}`
    case 'service':
      return describeService(peer)
    case 'nodes':
      return `nodes with ${describeSelector(peer.selector)}`
    case 'entity':
      return `the entity ${peer.name}`
    case 'not':
      return `everyone but ${describePeer(peer.peer)}`
    case 'all-of':
      return peer.peers.map(describePeer).join(' that are also ')
  }
}

/** Whether a namespace that is selected stands for nodes. */
export function isForNodes(peer: Peer): boolean {
  return peer.kind === 'pods' && (peer.hosts === 'yes' || peer.hosts === 'maybe')
}

function andNodes(peer: Peer): string {
  return isForNodes(peer) ? ', and nodes' : ''
}

function describeBlock({ cidr, except }: Extract<Peer, { kind: 'addresses' }>): string {
  return except.length === 0 ? cidr : `${cidr} except ${except.join(', ')}`
}

function describeSets({ name, where }: Extract<Peer, { kind: 'address-sets' }>): string {
  if (name !== undefined) return `the set of addresses ${name}`
  return `sets of addresses with ${where === undefined ? 'any labels' : describeExpression(where)}`
}

function describeService({
  namespace = 'any namespace',
  name,
  labels = [],
}: Extract<Peer, { kind: 'service' }>): string {
  return name === undefined
    ? `Services with ${describeSelector(labels)} in ${namespace}`
    : `Service ${namespace}/${name}`
}

/** Whom a policy is for, in words. */
export function describeSubject(subject: Subject): string {
  const { entities = [] } = subject
  const pods = describeChosen(subject)
  const named = entities.map((name) => `the entity ${name}`).join(', ')
  if (entities.length === 0) return pods
  return subject.kind === 'node-names' && subject.names.length === 0
    ? named
    : `${pods} and ${named}`
}

function describeChosen(subject: Subject): string {
  switch (subject.kind) {
    case 'pods':
      return describePods(subject)
    case 'nodes':
      return `nodes with ${describeSelector(subject.selector)}`
    case 'node-names':
      return subject.names.length === 0 ? 'no node' : `nodes ${subject.names.join(', ')}`
  }
}

function describePods({ namespaces, pods, where }: PodChoice): string {
  const labels = [
    ...(pods.length === 0 ? [] : [describeSelector(pods)]),
    ...(where === undefined ? [] : [describeExpression(where)]),
  ]
  const who = labels.length === 0 ? 'pods' : `pods with ${labels.join(', ')}`
  return `${who} in ${describeNamespaces(namespaces)}`
}

/** Every namespace has its name as a label, which the API server keeps: a selector over it alone names namespaces. */
function describeNamespaces(namespaces: PodChoice['namespaces']): string {
  if (namespaces.kind === 'name') return `namespace ${namespaces.name}`
  const [first, ...others] = namespaces.selector
  if (first === undefined) return 'any namespace'
  const { key, operator, values } = first
  if (others.length > 0 || key !== 'kubernetes.io/metadata.name' || operator !== 'In')
    return `namespaces with ${describeSelector(namespaces.selector)}`
  return `namespace${values.length === 1 ? '' : 's'} ${values.join(' or ')}`
}
