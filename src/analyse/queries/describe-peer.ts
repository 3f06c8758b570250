import type { Peer, PodChoice, Subject } from '../../model/policy.ts'
import { describeExpression, describeSelector } from '../describe-selector.ts'

/** Who is meant by a peer, in words: `pods with app=web in namespace shop`. */
export function describePeer(peer: Peer): string {
  switch (peer.kind) {
    case 'any':
      return 'anyone'
    case 'none':
      return 'nobody'
    case 'pods':
      return describePods(peer)
    case 'addresses':
      return peer.except.length === 0 ? peer.cidr : `${peer.cidr} except ${peer.except.join(', ')}`
    case 'address-sets':
      return describeSets(peer)
    case 'names':
      return `the name ${peer.pattern}`
    case 'service':
      return describeService(peer)
    case 'nodes':
      return `nodes with ${describeSelector(peer.selector)}`
    case 'not':
      return `everyone but ${describePeer(peer.peer)}`
    case 'all-of':
      return peer.peers.map(describePeer).join(' that are also ')
  }
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
  if (namespaces.kind === 'name') return `${who} in namespace ${namespaces.name}`
  return namespaces.selector.length === 0
    ? `${who} in any namespace`
    : `${who} in namespaces with ${describeSelector(namespaces.selector)}`
}
