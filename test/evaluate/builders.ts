import { join } from 'node:path'
import { digestOf } from '../../src/core/digest.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import { indexCluster } from '../../src/analyse/cluster.ts'
import { CONFIG_MAPS, KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import { loadCatalogue } from '../../src/commands/stages/catalogue.ts'
import { addressesNamedBy } from '../../src/evaluate/addresses-named.ts'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import type { OutsideFile } from '../../src/evaluate/organisation/organisation.ts'
import type { Cluster, PlatformName } from '../../src/model/cluster.ts'
import type { Catalogue } from '../../src/model/control.ts'
import type { ControlResult, Evaluation } from '../../src/model/evaluation.ts'
import type { ClusterMemory, Earlier } from '../../src/model/history.ts'
import type { KubeObject, ResourceName } from '../../src/model/object.ts'
import type { Reachability } from '../../src/model/reachability.ts'
import type { Organisation, Scope } from '../../src/model/scope.ts'
import type { Gap, Snapshot } from '../../src/model/snapshot.ts'

/** What a test changes of an otherwise complete snapshot. */
export type SnapshotChanges = {
  readonly cluster?: string
  /** absent: v1.35.2; empty: not known */
  readonly version?: string
  readonly takenTo?: string
  readonly gaps?: readonly Gap[]
  readonly unknownPolicyApis?: readonly string[]
  /** what the estate says of its platform */
  readonly platform?: PlatformName
  /** resources that are not in the snapshot at all */
  readonly notAskedFor?: readonly ResourceName[]
  /** resources that the server says it does not serve */
  readonly notServed?: readonly ResourceName[]
}

/** A complete snapshot of objects: everything that exhibit reads was listed, less what a test changes. */
export function snapshotOf(
  objects: readonly KubeObject[],
  changes: SnapshotChanges = {},
): Snapshot {
  const { cluster = 'prod', takenTo = '2026-11-23T02:00:00Z', gaps = [], version } = changes
  const counts = Map.groupBy(objects, ({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}`)
  const settings = objects.some(({ kind }) => kind === 'ConfigMap') ? [CONFIG_MAPS] : []
  const readers = [...settings, ...KIND_READERS].filter(
    (reader) => !(changes.notAskedFor ?? []).includes(resourceName(reader)),
  )
  return {
    format: 'snapshot/v1',
    cluster,
    status: gaps.length === 0 ? 'complete' : 'partial',
    reasons: [],
    source: { kind: 'live', via: 'kubeconfig' },
    identity: version === '' ? {} : { version: version ?? 'v1.35.2' },
    takenFrom: takenTo,
    takenTo,
    resources: readers.map((reader) => {
      const resource = resourceName(reader)
      const whole = gaps.find((gap) => gap.resource === resource && gap.namespace === undefined)
      const served = !(changes.notServed ?? []).includes(resource)
      return {
        resource,
        apiVersion: reader.group === '' ? 'v1' : `${reader.group}/${reader.versions[0] ?? 'v1'}`,
        kind: reader.kind,
        status: whole?.status ?? (served ? 'ok' : 'not-served'),
        ...(whole === undefined ? {} : { reason: whole.reason }),
        count: counts.get(`${reader.group}/${reader.kind}`)?.length ?? 0,
        root: digestOf(''),
      }
    }),
    gaps,
    unknownPolicyApis: changes.unknownPolicyApis ?? [],
    redactions: [],
    notes: [],
    objectCount: objects.length,
    root: digestOf(objects.map(objectKeyOf).join('\n')),
  }
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** The model and the analysis of objects. */
export async function analysed(
  objects: readonly KubeObject[],
  changes: SnapshotChanges = {},
  scope?: Scope,
  splitAt: readonly string[] = [],
): Promise<{ readonly cluster: Cluster; readonly reachability: Reachability }> {
  const platformNamespaces = scope?.platformNamespaces ?? []
  const snapshot = snapshotOf(objects, changes)
  const cluster = await indexCluster(snapshot, stream(objects), {
    platformNamespaces,
    ...(changes.platform === undefined ? {} : { platform: changes.platform }),
  })
  return { cluster, reachability: analyse(cluster, { splitAt }) }
}

/** Objects as a stream. */
// eslint-disable-next-line @typescript-eslint/require-await -- the model reads a stream, and a list is one
async function* stream(objects: readonly KubeObject[]): AsyncIterable<KubeObject> {
  yield* objects
}

/** The catalogue that is shipped. */
export const CATALOGUE: Catalogue = loadCatalogue(join(import.meta.dirname, '../../controls'))

/** The evaluation of objects under the shipped catalogue, or under another. */
export async function evaluated(
  objects: readonly KubeObject[],
  organisation: Organisation,
  changes: SnapshotChanges = {},
  catalogue = CATALOGUE,
): Promise<Evaluation> {
  const { cluster, reachability } = await analysed(
    objects,
    changes,
    organisation.scope,
    addressesNamedBy(organisation),
  )
  const evaluatedAt = cluster.snapshot.takenTo
  return evaluate(cluster, reachability, organisation, catalogue, { evaluatedAt }).evaluation
}

/** The same as the run `run` that is held against what an earlier one remembers; that is in `memory` for the next. */
export async function evaluatedAfter(
  earlier: Earlier,
  objects: readonly KubeObject[],
  organisation: Organisation,
  { run = 'RUN', estate, ...changes }: SnapshotChanges & { run?: string; estate?: string[] } = {},
  catalogue = CATALOGUE,
): Promise<{ readonly evaluation: Evaluation; readonly memory: ClusterMemory }> {
  const splitAt = addressesNamedBy(organisation)
  const { cluster, reachability } = await analysed(objects, changes, organisation.scope, splitAt)
  const { evaluation, memory } = evaluate(cluster, reachability, organisation, catalogue, {
    evaluatedAt: cluster.snapshot.takenTo,
    history: { run, earlier, ...(estate === undefined ? {} : { estate }) },
  })
  if (memory === undefined) throw new Error('a run remembers something')
  return { evaluation, memory }
}

/** The result of one control. Throws when the framework has none of the id. */
export function resultOf(
  { controls }: Evaluation,
  framework: string,
  control: string,
): ControlResult {
  const found = controls.find((each) => each.framework === framework && each.control === control)
  if (found === undefined) throw new Error(`no control ${control} in ${framework}`)
  return found
}

/** An organisation from the text of its files. */
export function organisationOf(
  texts: {
    readonly scope?: string
    readonly flows?: string
    readonly changes?: string
    readonly waivers?: string
    readonly approvers?: string
  },
  outside?: readonly OutsideFile[],
): Organisation {
  const entries = Object.entries(texts).map(([name, text]) => [
    name,
    { path: `${name}.yaml`, text },
  ])
  const files = Object.fromEntries(entries) as Parameters<typeof parseOrganisation>[0]
  return parseOrganisation({ ...files, ...(outside === undefined ? {} : { outside }) })
}
