import { compareCluster } from '../../compare/cluster.ts'
import { compareObjects } from '../../compare/objects.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { ObjectChange } from '../../model/comparison.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { ConnectivityStep, PolicyChangeSeen } from '../../model/period.ts'
import type { ComparedCluster, ComparedSide } from '../../compare/compare.ts'
import { selfDeclared, type SelfDeclared } from './object-details.ts'
import { policySteps, type PolicyStep } from './policy-steps.ts'
import type { ClusterReading, RunReading } from './run-reading.ts'

/** A policy change as two snapshots show it, before the organisation's files were asked about it. */
export type UnlistedStep = Omit<PolicyChangeSeen, 'listed'>

/** What changed in one cluster between two runs that read it. */
export type ClusterStep = {
  readonly policies: readonly UnlistedStep[]
  /** absent: nothing that decides connections changed */
  readonly connectivity?: ConnectivityStep
  readonly gaps: readonly string[]
}

/** A cluster as a run of the period read it. */
export type ReadBy = { readonly reading: RunReading; readonly cluster: ClusterReading }

/** Compares two readings of a cluster: policies by what runs remember of them, connections only where something that decides them may have changed. */
export async function clusterStep(before: ReadBy, now: ReadBy): Promise<ClusterStep> {
  const { changes, gaps } = policySteps(before.cluster, now.cluster)
  const isOpen = mayConnectOtherwise(before.cluster, now.cluster, changes)
  if (!isOpen && changes.length === 0) return { policies: [], gaps }
  const [base, head] = [await comparedOf(before), await comparedOf(now)]
  const { name, at } = now.cluster
  const between = { from: before.cluster.at, to: at }
  const details = isOpen
    ? await compareCluster([base.side.side, head.side.side], base.cluster, head.cluster)
    : undefined
  const objects =
    details?.objects ??
    (await compareObjects(name, base.cluster.objects, head.cluster.objects)).changes
  const shown = new Map(objects.map((each) => [identityOf(each.key), each]))
  const keys = new Set(changes.map(({ found }) => found.key))
  const said = await selfDeclared(now.cluster.folder, keys)
  return {
    policies: changes.map((step) => seen(name, step, said.get(step.found.key), shown)),
    ...(details === undefined
      ? {}
      : {
          connectivity: {
            ...between,
            cluster: name,
            connectivity: details.connectivity ?? [],
            connected: details.connected ?? [],
            openings: details.openings ?? [],
            gaps: details.gaps,
          },
        }),
    gaps,
  }
}

/** A digest that both runs made and that is the same shows that no connection changed across the borders of the scope; without both, anything may have. */
function mayConnectOtherwise(
  { digests: old }: ClusterReading,
  { digests: now }: ClusterReading,
  changes: readonly PolicyStep[],
): boolean {
  if (changes.some(({ change }) => change !== 'relabelled')) return true
  return old?.segmentation === undefined || old.segmentation !== now?.segmentation
}

type Compared = { readonly side: ComparedSide; readonly cluster: ComparedCluster }

async function comparedOf({ reading, cluster }: ReadBy): Promise<Compared> {
  const side = await reading.side()
  const found = side.clusters.find(({ name }) => name === cluster.name)
  if (found === undefined) throw new Error(`${cluster.name} is evaluated and not read`)
  return { side, cluster: found }
}

function seen(
  cluster: string,
  { found, change }: PolicyStep,
  said: SelfDeclared | undefined,
  objects: ReadonlyMap<string, ObjectChange>,
): UnlistedStep {
  const { from, to, key, digest } = found
  const diff = diffOf(change, objects.get(identityOf(key)))
  return {
    ...{ from, to, cluster, key, change, digest },
    programs: said?.programs ?? [],
    claimed: said?.claimed ?? [],
    ...(diff === undefined ? {} : { diff }),
  }
}

/** Nothing where the two snapshots show another change: the older side of the policy is in neither. */
function diffOf(
  change: PolicyStep['change'],
  object: ObjectChange | undefined,
): string | undefined {
  const shown = change === 'relabelled' ? 'changed' : change
  return object?.change === shown ? object.diff : undefined
}

/** What an object is, whatever the version of its API. */
function identityOf(key: ObjectKey): string {
  const { group, kind, namespace, name } = objectKeyParts(key)
  return [group, kind, namespace, name].join('/')
}
