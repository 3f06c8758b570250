/**
 * Which custom resources that exhibit does not read count as a policy API not understood (DESIGN.md, "Rules of truth" 2): those whose kind
 * or plural says so, in a group that is not known to be about something else.
 */
const POLICY_NAME = /polic(y|ies)|firewall|security-?groups?|authori[sz]ation/i

/** Groups whose kinds match by name and do not decide which traffic may pass, each with what they are about. */
const OTHER_MEANING: ReadonlyMap<string, string> = new Map([
  ['admissionregistration.k8s.io', 'admission'],
  ['authentication.k8s.io', 'reviews of the caller'],
  ['authorization.k8s.io', 'reviews of the caller'],
  ['authorization.openshift.io', 'roles'],
  ['autoscaling.k8s.io', 'scaling'],
  ['config.gatekeeper.sh', 'admission'],
  ['constraints.gatekeeper.sh', 'admission'],
  ['expansion.gatekeeper.sh', 'admission'],
  ['kyverno.io', 'admission'],
  ['mutations.gatekeeper.sh', 'admission'],
  ['openreports.io', 'results of other tools'],
  ['policies.kubewarden.io', 'admission'],
  ['policies.kyverno.io', 'admission'],
  ['policy', 'eviction'],
  ['policy.cert-manager.io', 'certificates'],
  ['policy.sigstore.dev', 'images'],
  ['reports.kyverno.io', 'results of other tools'],
  ['reports.x-k8s.io', 'results of other tools'],
  ['security.internal.openshift.io', 'admission'],
  ['status.gatekeeper.sh', 'admission'],
  ['templates.gatekeeper.sh', 'admission'],
  ['wgpolicyk8s.io', 'results of other tools'],
])

/** Whether a resource that exhibit does not read looks like a policy API: one that may decide which traffic may pass. */
export function looksLikePolicyApi(group: string, resource: string, kind: string): boolean {
  if (OTHER_MEANING.has(group)) return false
  return POLICY_NAME.test(kind) || POLICY_NAME.test(resource)
}

/** The published list behind `looksLikePolicyApi`: the name pattern, and the groups that mean something else, sorted. */
export const POLICY_NAMES = {
  pattern: POLICY_NAME.source,
  otherMeaning: [...OTHER_MEANING].map(([group, meaning]) => ({ group, meaning })),
} as const
