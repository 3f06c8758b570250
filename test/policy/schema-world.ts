import fc from 'fast-check'
import type { Cluster } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, object } from '../analyse/builders.ts'
import { objectsOf } from './schema-fates.ts'
import type { Reading, SchemaKind } from './schema-fates.ts'

/** A kind that means something in a cluster only, and the other objects there. */
export type WorldKind = Omit<SchemaKind, 'bases' | 'read'> & {
  readonly world: readonly KubeObject[]
  /** namespaces in which a control plane is recognised; absent: none */
  readonly platform?: readonly string[]
  readonly metadata?: object
  /** how many random objects are made; absent: 6 */
  readonly samples?: number
  /** what objects of it hold beside their metadata */
  readonly bare: readonly object[]
}

/** A kind in a cluster, and the model of that cluster with an object of it. */
export type PlacedKind = SchemaKind & {
  readonly clusterWith: (object: KubeObject) => Promise<Cluster>
}

/** The kind with its bare objects, and some with random fields of its schema, read as a part of the cluster. */
export function inWorld({
  world,
  platform = [],
  metadata,
  samples = 6,
  bare,
  ...kind
}: WorldKind): PlacedKind {
  const { apiVersion, kind: name } = kind
  const objects = bare.map((content) =>
    object({ apiVersion, kind: name, metadata: { name: 'it', ...metadata }, ...content }),
  )
  const [first] = objects
  const clusterWith = (each: KubeObject) =>
    clusterOf([...world, each], {}, { platformNamespaces: platform })
  return {
    ...kind,
    bases: [
      ...objects,
      ...(first === undefined
        ? []
        : fc.sample(objectsOf(kind, first), { numRuns: samples, seed: 20261128 })),
    ],
    clusterWith,
    read: async (each) => readingOf(await clusterWith(each)),
  }
}

/** What the model of a cluster says, and what in it is open. */
function readingOf(cluster: Cluster): Reading {
  const { policies, addressSets, unreadable, settled, exposures, unreadExposure } = cluster
  const { pods, services, enforcer } = cluster
  const rules = policies.flatMap((policy) => policy.rules)
  return {
    said: JSON.stringify([
      ...[policies, addressSets, unreadable, settled, exposures, unreadExposure],
      ...[pods, [...services], enforcer],
    ]),
    faults:
      [...policies, ...addressSets].flatMap(({ untranslated }) => untranslated).length +
      unreadable.length +
      settled.blockers.length,
    conditions:
      rules.filter(({ conditional }) => conditional !== undefined).length +
      policies.filter(({ subject }) => subject.uncertain !== undefined).length,
  }
}
