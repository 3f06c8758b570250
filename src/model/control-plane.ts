import type { ObjectKey } from './object.ts'

/** The programs whose flags a cluster shows where they run as pods. */
export type ComponentName =
  'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd' | 'kube-proxy'

/** A word of a command line that sets a flag. */
export type FlagWord = {
  /** as written, `true` for a switch without value; absent: it was redacted, or comes from a variable */
  readonly value?: string
  /** of the word */
  readonly pointer: string
}

/** A flag of a command line. */
export type ComponentFlag = {
  /** of several words that count all values, with commas between them; absent: not every value is known */
  readonly value?: string
  /** those that count, in their order: of lists and maps all, of any other flag the last */
  readonly words: readonly FlagWord[]
}

/** One command line of one component. */
export type ComponentInstance = {
  /** the mirror pod of a static pod; of kube-proxy its DaemonSet, or one mirror pod of those that are alike */
  readonly key: ObjectKey
  readonly component: ComponentName
  /** absent: not one node alone */
  readonly node?: string
  /** by name without dashes */
  readonly flags: ReadonlyMap<string, ComponentFlag>
  /** why flags may be set that are not among these, one phrase; absent: all are known that are published */
  readonly open?: string
  /** names of its environment variables, sorted: etcd takes them for flags */
  readonly environment: readonly string[]
  /** ConfigMaps by the folders where its container finds them */
  readonly configMaps: ReadonlyMap<string, string>
}

/** What the ConfigMap kube-proxy of kube-system says. */
export type KubeProxySettings = {
  readonly key: ObjectKey
  /** `metricsBindAddress` of config.conf; empty: its default */
  readonly metricsBindAddress?: string
  /** why config.conf cannot be read; absent: it was */
  readonly unreadable?: string
}

/** What a cluster shows of its control plane and of kube-proxy. */
export type ControlPlane = {
  /** sorted by key */
  readonly instances: readonly ComponentInstance[]
  /** absent: the ConfigMap is not there, or was not read */
  readonly kubeProxy?: KubeProxySettings
}
