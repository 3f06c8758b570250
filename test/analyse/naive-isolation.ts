import { hasCalico, ownPoliciesIn } from './naive-calico.ts'
import { stageOf } from './naive-calico-hosts.ts'
import { subjectMatches } from './naive-calico-rules.ts'
import { ciliumIsolates, hasCilium } from './naive-cilium.ts'
import { networkPolicyRules } from './naive.ts'
import type { NaiveEnd } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/**
 * Whether policies surely isolate a pod of the pod network in a direction: what no rule of theirs allows is denied.
 *
 * Policies of administrators never do, whatever they deny; those of Calico do where their tier ends in a denial, among them NetworkPolicies. Where
 * Calico or Cilium may enforce, both have to.
 */
export function naiveIsolation(
  objects: readonly Raw[],
  subject: Raw,
  direction: NaiveEnd['direction'],
): boolean {
  if (hasCalico(objects) && hasCilium(objects)) {
    const calico = objects.filter((each) => !hasCilium([each]))
    const cilium = objects.filter(({ apiVersion }) => !apiVersion.includes('projectcalico.org'))
    return [calico, cilium].every((own) => naiveIsolation(own, subject, direction))
  }
  const end = endOf(subject, direction)
  if (hasCalico(objects)) return tiersDeny(objects, end) || networkPolicyIsolates(objects, end)
  if (hasCilium(objects)) return ciliumIsolates(objects, end, end.ownIps[0])
  return networkPolicyIsolates(objects, end)
}

/** Whom a policy selects does not depend on the other end. */
function endOf(subject: Raw, direction: NaiveEnd['direction']): NaiveEnd {
  const ips = (subject.status?.podIPs ?? []).map((each: Raw): string => each.ip)
  const [self, other] = [{ pod: subject }, { ip: '198.51.100.7' }]
  const [from, to] = direction === 'Egress' ? [self, other] : [other, self]
  const question = { from, to, protocol: 'TCP', port: 80 }
  const destination = direction === 'Ingress' ? subject : undefined
  return { direction, subject, ownIps: ips, other, otherIp: other.ip, destination, question }
}

function networkPolicyIsolates(objects: readonly Raw[], end: NaiveEnd): boolean {
  return objects
    .filter((each) => each.kind === 'NetworkPolicy' && each.apiVersion === 'networking.k8s.io/v1')
    .some((each) => networkPolicyRules(objects, each, end, 'unknown').applies === 2)
}

function tiersDeny(objects: readonly Raw[], end: NaiveEnd): boolean {
  const tiers: string[] = objects
    .filter(({ kind, spec }) => kind === 'Tier' && spec.defaultAction !== 'Pass')
    .map(({ metadata }) => metadata.name)
  return ['default', ...tiers]
    .flatMap((tier) => ownPoliciesIn(tier, objects, end))
    .some(
      (each) => stageOf(each.spec) === 'normal' && subjectMatches(objects, each, end.subject) === 2,
    )
}
