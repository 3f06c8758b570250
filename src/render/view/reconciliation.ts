import type { ReferenceKind } from '../../model/reconciliation.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { ClusterView } from '../report-schema.ts'
import { visible } from '../text.ts'

/** What is named by whom, and among what it is looked up. */
const WORDS: Readonly<Record<ReferenceKind, readonly [string, string]>> = {
  namespace: ['namespaces of objects', 'namespaces'],
  node: ['nodes of pods', 'nodes'],
  owner: ['owners of objects', 'objects of their kind'],
  'service-account': ['service accounts of pods', 'service accounts'],
  service: ['services of endpoint slices', 'services'],
  role: ['roles of bindings', 'roles and cluster roles'],
}

/** How the lists of a cluster fit each other. */
export function reconciliationView({
  reconciliation,
}: ReportCluster): Pick<ClusterView, 'reconciliation'> {
  if (reconciliation === undefined) return {}
  const { listed, stored, references } = reconciliation
  return {
    reconciliation: {
      listed,
      stored,
      references: references.map(({ kind, named, found, unread, missing }) => ({
        kind,
        word: WORDS[kind][0],
        among: WORDS[kind][1],
        ...{ named, found, unread },
        missing: missing.map(visible),
      })),
    },
  }
}
