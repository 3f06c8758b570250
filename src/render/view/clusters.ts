import { DIGEST_OF_NOTHING, hexOf, type Digest } from '../../core/digest.ts'
import { groupUnread } from '../../core/unread-lists.ts'
import type { RuleOverlap } from '../../model/evaluation.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { CollectionSource, ResourceRecord, Snapshot } from '../../model/snapshot.ts'
import type { ClusterView } from '../report-schema.ts'
import { prose, visible } from '../text.ts'
import { LIST_WORDS, REDACTION_WORDS, STATUS_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'
import { clusterHistoryView } from './history.ts'
import { labelClaimsView } from './label-claims.ts'
import { reconciliationView } from './reconciliation.ts'
import { remarkWords } from './scope-remarks.ts'
import { classesView, segmentationView, workloadsView } from './segmentation.ts'

/** One cluster: how it was read, what was missing, its scope and segmentation, and its policy objects. */
export function clusterView(cluster: ReportCluster): ClusterView {
  const { snapshot } = cluster
  return {
    name: visible(cluster.name),
    anchor: anchorOf('cluster', cluster.name),
    listsAnchor: anchorOf('lists', cluster.name),
    status: snapshot.status,
    word: STATUS_WORDS[snapshot.status],
    read: cluster.evaluation !== undefined,
    reasons: snapshot.reasons.map(prose),
    source: sourceWords(snapshot.source),
    identity: identity(snapshot),
    account: account(snapshot),
    rules: (snapshot.account?.rules ?? []).map(visible),
    takenFrom: snapshot.takenFrom,
    takenTo: snapshot.takenTo,
    ...(cluster.evaluation === undefined ? {} : howRead(snapshot)),
    objectCount: snapshot.objectCount,
    root: snapshot.root,
    digests: digests(cluster),
    ...clusterHistoryView(cluster.evaluation?.history),
    resources: snapshot.resources.map(resource),
    asked: asked(snapshot),
    gaps: gapsView(snapshot),
    gapCount: snapshot.gaps.length,
    unknownPolicyApis: snapshot.unknownPolicyApis.map(visible),
    redactions: redactions(snapshot),
    ...reconciliationView(cluster),
    notes: snapshot.notes.map(prose),
    evidence: (cluster.evidence ?? [])
      .map(({ key, digest }) => ({ object: visible(key), digest }))
      .sort((one, other) => (one.object < other.object ? -1 : 1)),
    policies: cluster.policies.map(({ key, digest }) => ({
      key: visible(key),
      anchor: anchorOf('policy', cluster.name, key),
      digest,
    })),
    ...analysed(cluster),
  }
}

/** Empty: it is of a list without an entry, and its digits would look like those of something. */
function shortOf(digest: Digest): string {
  return digest === DIGEST_OF_NOTHING ? '' : hexOf(digest).slice(0, 12)
}

/** The first 12 digits tell digests apart for people; a sign-off names the whole one. */
function digests({ evaluation }: ReportCluster): ClusterView['digests'] {
  return Object.entries(evaluation?.digests ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([of, digest]) => ({ of: visible(of), short: shortOf(digest), digest }))
}

function asked({ resources }: Snapshot): ClusterView['asked'] {
  const read = resources.filter(({ status }) => status === 'ok').length
  const notServed = resources.filter(({ status }) => status === 'not-served').length
  const total = resources.length
  const pages = resources.reduce((sum, record) => sum + (record.pages ?? 0), 0)
  return { total, read, notServed, gaps: total - read - notServed, pages }
}

/** Gaps in the snapshot's order; those that ended alike, for the same reason and in the same place, are one entry. */
function gapsView({ gaps }: Snapshot): ClusterView['gaps'] {
  return groupUnread(gaps).map(({ status, namespace, reason, resources }) => ({
    status: listWord(status),
    namespace: visible(namespace ?? 'all namespaces'),
    reason: prose(reason ?? ''),
    resources: resources.map(visible),
  }))
}

function listWord(status: string): string {
  return Object.entries(LIST_WORDS).find(([known]) => known === status)?.[1] ?? visible(status)
}

/** Of a cluster that was read: how consistent its lists are, and its clock where a server was asked. */
function howRead(snapshot: Snapshot): Pick<ClusterView, 'clock' | 'consistency'> {
  return {
    ...(snapshot.source.kind === 'live' ? { clock: clockWords(snapshot) } : {}),
    consistency: consistencyWords(snapshot),
  }
}

type Analysed = Pick<
  ClusterView,
  | 'enforcer'
  | 'assumptions'
  | 'blockers'
  | 'classes'
  | 'workloads'
  | 'unclassified'
  | 'labelClaims'
  | 'ruleOverlaps'
  | 'scopeRemarks'
  | 'segmentation'
>

function analysed({ evaluation }: ReportCluster): Analysed {
  if (evaluation === undefined)
    return {
      enforcer: 'not known: the cluster was not read',
      ...{
        assumptions: [],
        blockers: [],
        classes: [],
        workloads: [],
        unclassified: [],
        labelClaims: [],
        ruleOverlaps: [],
        scopeRemarks: [],
        segmentation: [],
      },
    }
  return {
    enforcer: prose(evaluation.enforcer),
    assumptions: evaluation.assumptions.map(prose),
    blockers: evaluation.blockers.map(prose),
    classes: classesView(evaluation),
    workloads: workloadsView(evaluation),
    unclassified: evaluation.organisation.unclassified.map(visible),
    labelClaims: labelClaimsView(evaluation.organisation.labelClaims ?? []),
    ruleOverlaps: (evaluation.organisation.ruleOverlaps ?? []).map(overlapWords),
    scopeRemarks: (evaluation.organisation.scopeRemarks ?? []).map(remarkWords),
    segmentation: segmentationView(evaluation),
  }
}

function overlapWords({ first, later, workloads, example }: RuleOverlap): string {
  const rest = workloads === 1 ? '' : ` and ${workloads - 1} more`
  return visible(`rules ${first} and ${later} both match ${example}${rest}; ${first} decides`)
}

/** How a cluster's objects came to us. */
export function sourceWords(source: CollectionSource): string {
  if (source.kind === 'none') return 'not read: no longer expected'
  if (source.kind === 'live')
    return source.via === 'in-cluster'
      ? 'live API, from inside the cluster'
      : 'live API, by kubeconfig'
  const how = source.how === undefined ? '' : ` (${prose(source.how)})`
  return source.statedBy === 'collected.yaml'
    ? `folder of files${how}; time and extent as stated by the file, not witnessed`
    : `folder of files${how}; taken as complete, time assumed`
}

/** Marks of the cluster; one that a live server should have shown is `not known`, one that files do not have is left out. */
export function identity({
  identity: found,
  source,
  objectCount,
}: Pick<Snapshot, 'identity' | 'source' | 'objectCount'>): ClusterView['identity'] {
  const marks = [
    { name: 'UID of kube-system', value: found.uid },
    { name: 'Server', value: found.server },
    { name: 'CA certificate', value: found.caDigest },
    { name: 'Server version', value: found.version },
  ]
  const isDue = source.kind === 'live' && objectCount > 0
  return marks.flatMap(({ name, value }) =>
    value === undefined && !isDue ? [] : [{ name, value: visible(value ?? 'not known') }],
  )
}

/** Who read; of files nobody did. */
export function account({
  account: found,
  source,
  objectCount,
}: Pick<Snapshot, 'account' | 'source' | 'objectCount'>): ClusterView['account'] {
  if (found === undefined) {
    if (source.kind === 'folder') return [{ name: 'Account', value: 'none: files were read' }]
    return objectCount > 0 ? [{ name: 'Account', value: 'not known' }] : []
  }
  return [
    { name: 'Account', value: visible(found.user) },
    { name: 'Groups', value: visible(found.groups.join(', ')) || 'none stated' },
  ]
}

/** How far the server's clock was from ours. */
export function clockWords({ clockDifference: found }: Pick<Snapshot, 'clockDifference'>): string {
  if (found === undefined) return 'not known'
  const seconds = (value: number) => `${value > 0 ? '+' : ''}${value} s`
  return `server minus ours: ${seconds(found.first)} at the first answer, ${seconds(found.last)} at the last`
}

function consistencyWords({ anchor, source, resources }: Snapshot): string {
  if (source.kind === 'folder') return 'files, which have no common resourceVersion'
  if (anchor === undefined) return 'no common resourceVersion; lists are of different moments'
  const apart = resources.filter((one) => one.status === 'ok' && one.anchored === false).length
  const rest = apart === 0 ? 'all lists' : `all lists but ${apart}`
  return `${rest} read at resourceVersion ${visible(anchor)}`
}

function resource(record: ResourceRecord): ClusterView['resources'][number] {
  return {
    resource: visible(record.resource),
    apiVersion: visible(record.apiVersion ?? ''),
    path: visible(record.path ?? ''),
    status: record.status,
    word: LIST_WORDS[record.status],
    reason: prose(record.reason ?? ''),
    count: record.count,
    ...(record.pages === undefined ? {} : { pages: record.pages }),
    resourceVersion: visible(record.resourceVersion ?? ''),
    anchored: record.anchored ?? false,
    root: record.root,
  }
}

function redactions({ redactions: all }: Snapshot): ClusterView['redactions'] {
  const tally = new Map<string, number>()
  for (const { why, count } of all)
    tally.set(REDACTION_WORDS[why], (tally.get(REDACTION_WORDS[why]) ?? 0) + count)
  return [...tally]
    .map(([why, count]) => ({ why, count }))
    .sort((one, other) => (one.why < other.why ? -1 : 1))
}
