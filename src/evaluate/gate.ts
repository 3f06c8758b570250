import { objectKeyParts } from '../core/object-key.ts'
import { describeUnread, isAboutUnread } from '../core/unread-lists.ts'
import type { UnreadList } from '../core/unread-lists.ts'
import type { Check, CheckAnswer, CheckInput } from '../model/check.ts'
import type { Cluster } from '../model/cluster.ts'
import type { UndeterminedCause } from '../model/evaluation.ts'
import type { ResourceName } from '../model/object.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { undetermined } from './answers.ts'
import { fileNamed } from './authorship.ts'
import { RIGHTS } from './reads.ts'
import { clusterSubject } from './subject.ts'

/** What every Kubernetes serves: a server that says otherwise is not believed. */
const ALWAYS_SERVED: ReadonlySet<ResourceName> = new Set([
  'namespaces',
  'nodes',
  'pods',
  'services',
  'serviceaccounts',
  'networkpolicies.networking.k8s.io',
  ...RIGHTS,
])

/**
 * Why a check may not be called; undefined when it may. A gap in what it reads, even in one namespace only, comes before what the
 * organisation's files leave out, and that before what the analysis could not read.
 */
export function gateOf(check: Check, input: CheckInput): CheckAnswer | undefined {
  const subject = clusterSubject(input.cluster.name)
  const missing = missingOf(check, input.cluster.snapshot)
  if (missing.length > 0) {
    const said = describeUnread(missing).join('; ')
    return undetermined(subject, 'gap', `not everything it reads was read: ${said}`)
  }
  const unreadable = unreadableOf(check, input.cluster)
  if (unreadable.length > 0) {
    const said = unreadable
      .map(({ key, pointer, why }) => `${key} at ${pointer}: ${why}`)
      .join('; ')
    return undetermined(subject, 'untranslated', `objects it reads cannot be understood: ${said}`)
  }
  return silenceOf(check, input) ?? blockOf(check, input)
}

/** What opens pods to the outside and is not read yet: Istio's gateways, without which no VirtualService leads in from outside. */
const ROUTES: readonly ResourceName[] = ['gateways.networking.istio.io']

/** What a check reads and a snapshot does not hold whole, in the order in which the check declares it. */
export function missingOf(check: Check, snapshot: Snapshot): readonly UnreadList[] {
  return check.reads.flatMap((resource) => missingLists(resource, snapshot))
}

/** What a snapshot does not hold whole of one kind; nothing where its kind is not served, which a server is not believed of kinds that each one serves. */
export function missingLists(resource: ResourceName, snapshot: Snapshot): readonly UnreadList[] {
  const gaps = snapshot.gaps.filter((gap) => gap.resource === resource)
  if (gaps.length > 0) return gaps
  const record = snapshot.resources.find((each) => each.resource === resource)
  if (record === undefined) return [{ resource, status: 'not asked for' }]
  if (record.status === 'ok') return []
  if (record.status !== 'not-served') return [record]
  return ALWAYS_SERVED.has(resource)
    ? [{ resource, status: 'not served', reason: 'every Kubernetes serves it' }]
    : []
}

/** Objects of the kinds that a check reads whose fields are not what their API defines. */
function unreadableOf(check: Check, { snapshot, ...cluster }: Cluster): Cluster['unreadable'] {
  const unreadable = [...cluster.unreadable, ...cluster.facts.unreadable]
  if (unreadable.length === 0) return []
  const kinds = new Set(
    snapshot.resources
      .filter(({ resource }) => check.reads.includes(resource))
      .map(({ kind, apiVersion }) => `${groupOf(apiVersion)}/${kind}`),
  )
  return unreadable.filter(({ key }) => {
    const { group, kind } = objectKeyParts(key)
    return kinds.has(`${group}/${kind}`)
  })
}

function groupOf(apiVersion = ''): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function silenceOf(check: Check, { cluster, organisation }: CheckInput): CheckAnswer | undefined {
  const subject = clusterSubject(cluster.name)
  const silent = (name: string, what: string) => {
    const why = fileNamed(organisation, name)?.setAside
    const said = why === undefined ? `there is no ${what}` : `the ${what} counts as missing: ${why}`
    return undetermined(subject, 'scope-silent', `scope does not say: ${said}`)
  }
  if (check.needs.includes('scope') && organisation.scope === undefined)
    return silent('scope.yaml', 'scope file')
  return check.needs.includes('flows') && organisation.flows === undefined
    ? silent('flows.yaml', 'register of approved flows')
    : undefined
}

function blockOf(check: Check, input: CheckInput): CheckAnswer | undefined {
  const { cluster, reachability } = input
  const subject = clusterSubject(cluster.name)
  if (check.needs.includes('exposures')) {
    const unread = ROUTES.filter((resource) => (cluster.counts.get(resource) ?? 0) > 0)
    const counted = unread.map((resource) => `${cluster.counts.get(resource) ?? 0} ${resource}`)
    const named = [...counted, ...cluster.unreadExposure.map((name) => `the kind ${name}`)]
    const said = `what is open to the outside is not decidable: ${named.join(', ')} not understood`
    if (named.length > 0) return undetermined(subject, 'untranslated', said)
  }
  if (!check.needs.includes('reachability') || reachability.blockers.length === 0) return undefined
  const why = reachability.blockers.map((each) => each.replace(/^segmentation undetermined: /, ''))
  const said = `who can reach whom is not decidable: ${why.join('; ')}`
  return undetermined(subject, blockedBy(input), said)
}

/** The worst of what stands behind the blockers: something not understood, lists not read, or policies that nothing enforces. */
function blockedBy({ cluster, reachability }: CheckInput): UndeterminedCause {
  const { blockers } = reachability
  const { enforcer } = cluster
  const weak =
    enforcer.kind === 'none' || (enforcer.kind === 'unknown' && enforcer.cause === 'out-of-reach')
  if (weak && blockers.length === 1) return 'out-of-reach'
  return blockers.every(isAboutUnread) ? 'gap' : 'untranslated'
}
