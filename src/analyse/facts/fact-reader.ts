import type { KubeObject } from '../../model/object.ts'

/** Keeps what some kinds of objects say while the objects of a cluster stream by, in any order. */
export type FactReader<T> = {
  /** `group/Kind` of the objects that it takes; `group/*`: all kinds of a group that are not named */
  readonly kinds: readonly string[]
  /** Takes in one object of these kinds. Throws UnreadableField where a field is not what its API defines. */
  readonly take: (object: KubeObject) => void
  /** What all of them say. Asked for once, after the last object. */
  readonly done: () => T
}
