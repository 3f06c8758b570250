import type { Peer, Policy, Rule, Traffic } from '../../model/policy.ts'
import { describeAt, describeRanges } from '../names.ts'
import { describePeer, describeSubject } from './describe-peer.ts'

const ACTIONS: Readonly<Record<Rule['action'], string>> = {
  allow: 'allows',
  deny: 'denies',
  pass: 'passes on',
}

/** A translated rule in words: `allows ingress from pods with app=web in namespace shop: TCP 8443`. */
export function describeRule(rule: Rule): string {
  const { direction, action, peers, traffic, conditional, closed } = rule
  const way = direction === 'ingress' ? 'from' : 'to'
  const said = `${ACTIONS[action]} ${direction} ${way} ${describePeers(peers)}: ${describeTraffic(traffic)}`
  const condition = conditional === undefined ? '' : `, if ${conditional}`
  return `${said}${condition}${closed === undefined ? '' : describeClosed(closed)}`
}

/**
 * The policy that rules stand in, in words: the object, whom it is for, its tier and place where policies have an order (lower decides first), which
 * directions it isolates, and on what it depends.
 */
export function describePolicy(policy: Policy): string {
  const { source, place = '/spec', tier, priority, subject, isolates, needs = [], under } = policy
  const order = tier.combine === 'ordered' ? [`tier ${tier.name}, place ${priority}`] : []
  const { within = [], uncertain } = subject
  return [
    `${describeAt(source, place === '/spec' ? '' : place)} for ${describeSubject(subject)}`,
    ...(within.length === 0 ? [] : [`of these only ${describePeers(within)}`]),
    ...order,
    ...(isolates.length === 0 ? [] : [`isolates ${isolates.join(' and ')}`]),
    ...(needs.length === 0 ? [] : [`needs the setting ${needs.join(', ')}`]),
    ...(under === undefined ? [] : [`where ${under.plugin} enforces`]),
    ...(uncertain === undefined ? [] : [`not certain: ${uncertain}`]),
  ].join('; ')
}

function describePeers(peers: readonly Peer[]): string {
  return peers.length === 0 ? 'nobody' : peers.map(describePeer).join(' or ')
}

function describeTraffic(traffic: Rule['traffic']): string {
  if (traffic === 'all') return 'all traffic'
  return traffic.length === 0 ? 'no traffic' : traffic.map(describeOne).join(', ')
}

function describeOne(traffic: Traffic): string {
  switch (traffic.kind) {
    case 'ports': {
      const { protocol, from, to } = traffic
      const hasPorts = protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP'
      if (from === undefined) return hasPorts ? `${protocol} all ports` : protocol
      return describeRanges([{ protocol, from, to: to ?? from }])
    }
    case 'named':
      return `${traffic.protocol} port named ${traffic.name}`
    case 'less':
      return `${describeTraffic(traffic.of)} but not ${describeTraffic(traffic.less)}`
  }
}

function describeClosed({ peers, traffic }: NonNullable<Rule['closed']>): string {
  const ports = traffic === undefined ? '' : `: ${describeTraffic(traffic)}`
  return `; a part of it says nothing, so that it matches nothing, the others say ${describePeers(peers)}${ports}`
}
