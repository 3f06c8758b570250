import type { Policy, Protocol, Traffic } from '../../model/policy.ts'
import { describeObject } from '../names.ts'

/** What answers without a port are about, in the order of the names. */
export const COVERED: readonly Protocol[] = ['SCTP', 'TCP', 'UDP']

/** What they are not about: what has no ports, each as one. */
export const OTHERS: readonly Protocol[] = ['ICMP', 'ICMPv6', 'OTHER']

/** So many policies are named, and the rest counted. */
const NAMED = 3

/** The policies of the network plugin of which a rule tells protocols without ports from those that have them: where they decide, the two may be answered differently. */
export function speakingOfOthers(policies: readonly Policy[]): readonly Policy[] {
  return policies.filter(
    ({ tier, rules }) => tier.layer !== 'mesh' && rules.some(({ traffic }) => speaks(traffic)),
  )
}

function speaks(traffic: readonly Traffic[] | 'all'): boolean {
  return (
    traffic !== 'all' &&
    traffic.some((each) =>
      each.kind === 'less' ? each.of === 'all' || speaks(each.of) : OTHERS.includes(each.protocol),
    )
  )
}

/** What answers without a port are about, and which policies may answer otherwise for the rest, as a sentence. */
export function describeCovered(policies: readonly Policy[]): string {
  const covered = 'answers without a port are about TCP, UDP and SCTP'
  const names = [...new Set(speakingOfOthers(policies).map(({ source }) => describeObject(source)))]
  if (names.length === 0) return covered
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more policies` : ''
  return `${covered}; ICMP and other protocols may pass otherwise, since rules of ${names.slice(0, NAMED).join(', ')}${more} speak of them`
}
