import { objectKeyOf } from '../../core/object-key.ts'
import type { UnreadableObject } from '../../model/cluster.ts'
import type { ClusterFacts } from '../../model/facts.ts'
import type { KubeObject } from '../../model/object.ts'
import { UnreadableField } from '../objects/fields.ts'
import { rightsReader } from './rights.ts'

/** Takes in the objects of one cluster, in any order, and tells in the end what checks ask of them. */
export type FactsReader = {
  readonly take: (object: KubeObject) => void
  readonly done: () => ClusterFacts
}

/** Reads what checks ask of a cluster beside who can reach whom. An object with wrong types is listed as unreadable and takes no further part. */
export function factsReader(): FactsReader {
  const rights = rightsReader()
  const unreadable: UnreadableObject[] = []
  const takers = new Map([rights].flatMap(({ kinds, take }) => kinds.map((kind) => [kind, take])))
  return {
    take: (object) => {
      try {
        takers.get(`${groupOf(object)}/${object.kind}`)?.(object)
      } catch (error) {
        if (!(error instanceof UnreadableField)) throw error
        unreadable.push({ key: objectKeyOf(object), pointer: error.pointer, why: error.message })
      }
    },
    done: () => ({
      rights: rights.done(),
      unreadable: unreadable.sort((one, other) => (one.key < other.key ? -1 : 1)),
    }),
  }
}

function groupOf({ apiVersion }: KubeObject): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}
