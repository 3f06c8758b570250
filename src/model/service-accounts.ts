import type { WorkloadName } from './cluster.ts'
import type { ObjectKey } from './object.ts'

/** A service account. */
export type ServiceAccount = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly name: string
  /** automountServiceAccountToken; absent: not stated, which Kubernetes takes as true */
  readonly automount?: boolean
  /** Secrets that it names whose name is the one that Kubernetes gives to a token that does not end; with their pointers */
  readonly tokenSecrets: readonly { readonly name: string; readonly pointer: string }[]
}

/** Pods of one workload that are alike in what a fact asks of them; a workload without pods by its template. */
export type PodGroup<Shape> = {
  readonly namespace: string
  readonly workload: WorkloadName
  readonly shape: Shape
  /** 0: no pods now */
  readonly pods: number
  /** the first of its pods, or the workload itself */
  readonly key: ObjectKey
  /** what holds the pod's metadata and spec in the object of the key: empty, or `/spec/template` */
  readonly pointer: string
}

/** What a pod says of the token of its service account. */
export type TokenShape = {
  readonly serviceAccount: string
  /** automountServiceAccountToken of the pod; absent: not stated, the service account decides */
  readonly automount?: boolean
  /** a volume with a token for the API server stands in it, by itself or because Kubernetes put it there */
  readonly volume: boolean
  /** a static pod, which never gets a token */
  readonly mirror: boolean
}
