import type { UnreadableObject } from './cluster.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Rights } from './rights.ts'

/** What checks ask of a cluster beside who can reach whom. */
export type ClusterFacts = {
  readonly rights: Rights
  readonly controlPlane: ControlPlane
  /** objects with fields that their API does not define: in none of the above; sorted by key */
  readonly unreadable: readonly UnreadableObject[]
}
