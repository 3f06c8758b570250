import type { Check, CheckAnswer, CheckInput } from '../model/check.ts'
import type { ResourceName } from '../model/object.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { undetermined } from './answers.ts'
import { clusterSubject } from './subject.ts'

/** One resource that a check wants and that is not there to conclude from, with the reason. */
type Missing = { readonly resource: ResourceName; readonly why: string }

/** What every Kubernetes serves: a server that says otherwise is not believed. */
const ALWAYS_SERVED: ReadonlySet<ResourceName> = new Set([
  'namespaces',
  'nodes',
  'pods',
  'services',
  'networkpolicies.networking.k8s.io',
])

/**
 * Why a check may not be called; undefined when it may. A gap in what it reads, even in one namespace only, comes before what the
 * organisation's files leave out, and that before what the analysis could not read.
 */
export function gateOf(check: Check, input: CheckInput): CheckAnswer | undefined {
  const subject = clusterSubject(input.cluster.name)
  const missing = missingOf(check, input.cluster.snapshot)
  if (missing.length > 0) {
    const said = missing.map(({ resource, why }) => `${resource}: ${why}`).join('; ')
    return undetermined(subject, 'gap', `not everything it reads was read: ${said}`)
  }
  return silenceOf(check, input) ?? blockOf(check, input)
}

/** What a check reads and a snapshot does not hold whole, in the order in which the check declares it. */
export function missingOf(check: Check, snapshot: Snapshot): readonly Missing[] {
  return check.reads.flatMap((resource) => {
    const why = missingResource(resource, snapshot)
    return why === undefined ? [] : [{ resource, why }]
  })
}

function missingResource(resource: ResourceName, snapshot: Snapshot): string | undefined {
  const gaps = snapshot.gaps.filter((gap) => gap.resource === resource)
  if (gaps.length > 0) {
    return gaps
      .map(({ namespace, status, reason }) =>
        namespace === undefined
          ? `${status} (${reason})`
          : `${status} in namespace ${namespace} (${reason})`,
      )
      .join(', ')
  }
  const record = snapshot.resources.find((each) => each.resource === resource)
  if (record === undefined) return 'not asked for'
  if (record.status === 'ok') return undefined
  if (record.status !== 'not-served')
    return `${record.status} (${record.reason ?? 'no reason given'})`
  return ALWAYS_SERVED.has(resource) ? 'not served, which every Kubernetes does' : undefined
}

function silenceOf(check: Check, { cluster, organisation }: CheckInput): CheckAnswer | undefined {
  const subject = clusterSubject(cluster.name)
  if (check.needs.includes('scope') && organisation.scope === undefined) {
    return undetermined(subject, 'scope-silent', 'scope does not say: there is no scope file')
  }
  if (check.needs.includes('flows') && organisation.flows === undefined) {
    const said = 'scope does not say: there is no register of approved flows'
    return undetermined(subject, 'scope-silent', said)
  }
  return undefined
}

function blockOf(check: Check, { cluster, reachability }: CheckInput): CheckAnswer | undefined {
  if (!check.needs.includes('reachability') || reachability.blockers.length === 0) return undefined
  const cause = cluster.snapshot.unknownPolicyApis.length > 0 ? 'untranslated' : 'gap'
  const said = `who can reach whom is not decidable: ${reachability.blockers.join('; ')}`
  return undetermined(clusterSubject(cluster.name), cause, said)
}
