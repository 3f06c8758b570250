import { objectKeyOf } from '../../core/object-key.ts'
import type { Namespace } from '../../model/cluster.ts'
import type { KubeObject, Labels } from '../../model/object.ts'
import { at, labelsOf, wholeOf } from './fields.ts'

const NAME_LABEL = 'kubernetes.io/metadata.name'

/** A namespace as its object says; the name label that the API server adds is there even where a manifest leaves it out. */
export function readNamespace(object: KubeObject): Namespace {
  const metadata = at(wholeOf(object), 'metadata')
  const { name } = object.metadata
  return {
    key: objectKeyOf(object),
    name,
    labels: { ...labelsOf(at(metadata, 'labels')), [NAME_LABEL]: name },
    annotations: labelsOf(at(metadata, 'annotations')),
    read: true,
  }
}

/** A namespace that other objects mention and whose own object was not read: of its labels only the name is known. */
export function mentionedNamespace(name: string): Namespace {
  const labels: Labels = { [NAME_LABEL]: name }
  return { key: `/v1/Namespace//${name}`, name, labels, annotations: {}, read: false }
}
