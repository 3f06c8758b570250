import type { ReportCluster } from '../../model/report.ts'
import type { CollectionSource, ResourceRecord, Snapshot } from '../../model/snapshot.ts'
import type { ClusterView } from '../report-schema.ts'
import { prose, visible } from '../text.ts'
import { LIST_WORDS, REDACTION_WORDS, STATUS_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'
import { classesView, segmentationView, workloadsView } from './segmentation.ts'

/** One cluster: how it was read, what was missing, its scope and segmentation, and its policy objects. */
export function clusterView(cluster: ReportCluster): ClusterView {
  const { snapshot } = cluster
  return {
    name: visible(cluster.name),
    anchor: anchorOf('cluster', cluster.name),
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
    clock: clockWords(snapshot),
    consistency: consistencyWords(snapshot),
    objectCount: snapshot.objectCount,
    root: snapshot.root,
    resources: snapshot.resources.map(resource),
    asked: asked(snapshot),
    gaps: gapsView(snapshot),
    gapCount: snapshot.gaps.length,
    unknownPolicyApis: snapshot.unknownPolicyApis.map(visible),
    redactions: redactions(snapshot),
    notes: snapshot.notes.map(prose),
    policies: cluster.policies.map(({ key, digest }) => ({
      key: visible(key),
      anchor: anchorOf('policy', cluster.name, key),
      digest,
    })),
    ...analysed(cluster),
  }
}

function asked({ resources }: Snapshot): ClusterView['asked'] {
  const read = resources.filter(({ status }) => status === 'ok').length
  const notServed = resources.filter(({ status }) => status === 'not-served').length
  const total = resources.length
  return { total, read, notServed, gaps: total - read - notServed }
}

/** Gaps in the snapshot's order; those that ended alike, for the same reason and in the same place, are one entry. */
function gapsView({ gaps }: Snapshot): ClusterView['gaps'] {
  const groups = Map.groupBy(gaps, (gap) =>
    JSON.stringify([gap.status, gap.namespace ?? '', gap.reason]),
  )
  return Array.from(groups.values()).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return {
      status: LIST_WORDS[first.status],
      namespace: visible(first.namespace ?? 'all namespaces'),
      reason: prose(first.reason),
      resources: group.map(({ resource: name }) => visible(name)),
    }
  })
}

type Analysed = Pick<
  ClusterView,
  | 'enforcer'
  | 'assumptions'
  | 'blockers'
  | 'classes'
  | 'workloads'
  | 'unclassified'
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
    segmentation: segmentationView(evaluation),
  }
}

function sourceWords(source: CollectionSource): string {
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

function identity({ identity: found }: Snapshot): ClusterView['identity'] {
  return [
    { name: 'UID of kube-system', value: visible(found.uid ?? 'not known') },
    { name: 'Server', value: visible(found.server ?? 'not known') },
    { name: 'CA certificate', value: visible(found.caDigest ?? 'not known') },
    { name: 'Server version', value: visible(found.version ?? 'not known') },
  ]
}

function account({ account: found, source }: Snapshot): ClusterView['account'] {
  if (found === undefined) {
    const value = source.kind === 'folder' ? 'none: files were read' : 'not known'
    return [{ name: 'Account', value }]
  }
  return [
    { name: 'Account', value: visible(found.user) },
    { name: 'Groups', value: visible(found.groups.join(', ')) || 'none stated' },
  ]
}

function clockWords({ clockDifference: found }: Snapshot): string {
  if (found === undefined) return 'not known'
  const seconds = (value: number) => `${value > 0 ? '+' : ''}${value} s`
  return `server minus ours: ${seconds(found.first)} at the first answer, ${seconds(found.last)} at the last`
}

function consistencyWords({ anchor, source, resources }: Snapshot): string {
  if (source.kind === 'folder') return 'files; no resourceVersion'
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
