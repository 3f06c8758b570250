import type { Check, CheckInput } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { SecurityGroup } from '../../model/pod-security.ts'
import { counted, notApplicable, objectEvidence, pass, someOf } from '../answers.ts'
import { WORKLOADS } from '../reads.ts'
import { clusterSubject } from '../subject.ts'

/** The driver through which pods mount secrets of a store without a Secret. */
const DRIVER = 'secrets-store.csi.k8s.io'

const EXTERNAL = [
  'clusterexternalsecrets.external-secrets.io',
  'externalsecrets.external-secrets.io',
]

/** What is seen of stores that keep secrets outside of the cluster: a fact beside what a person states, never a failure. */
export const secretStoresSeen: Check = {
  id: 'secret-stores-seen',
  version: 1,
  title: 'A store that keeps secrets outside of the cluster is seen',
  logic:
    'Passes where the API of a known store is served (External Secrets Operator, Secrets Store CSI driver, Vault Secrets Operator) or a workload mounts from that driver, with how many objects and workloads use it; else it says that none is seen. Says nothing of Secrets themselves, which are never read.',
  reads: [...WORKLOADS, 'customresourcedefinitions.apiextensions.k8s.io', ...EXTERNAL],
  needs: [],
  parameters: {},
  evaluate(input) {
    const { cluster } = input
    const subject = clusterSubject(cluster.name)
    const apis = cluster.facts.secretStores
    const mounting = cluster.facts.podSecurity.groups.filter(mountsFromStore)
    if (apis.length + mounting.length === 0)
      return [notApplicable(subject, 'no known store outside of the cluster is seen')]
    return [pass(subject, saidOf(input, mounting), evidenceOf(input, mounting))]
  },
}

function mountsFromStore({ shape }: SecurityGroup): boolean {
  return shape.volumes.some(({ driver }) => driver === DRIVER)
}

function saidOf({ cluster }: CheckInput, mounting: readonly SecurityGroup[]): string {
  const { counts, facts } = cluster
  const objects = EXTERNAL.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0)
  const stores = facts.secretStores.map(({ store }) => store)
  const workloads = new Set(mounting.map(({ namespace, workload }) => `${namespace}/${workload}`))
  return [
    stores.length === 0 ? 'no API of a known store is served' : `served: ${someOf(stores)}`,
    `${counted(objects, 'object')} of External Secrets`,
    `${counted(workloads.size, 'workload')} mounting by ${DRIVER}`,
  ].join('; ')
}

function evidenceOf(
  { cluster }: CheckInput,
  mounting: readonly SecurityGroup[],
): readonly Evidence[] {
  return [
    ...cluster.facts.secretStores.map(({ key }) => objectEvidence(key)),
    ...mounting.map(({ key }) => objectEvidence(key)),
  ]
}
