import type { PodGroup } from './service-accounts.ts'

/** A value and where it stands, as a JSON pointer below what holds the pod's metadata and spec (`/spec/hostPID`). */
export type Stated<T> = { readonly value: T; readonly pointer: string }

/** SELinux options as far as the Pod Security Standards speak of them; empty: not set. */
export type SeLinux = { readonly type: string; readonly user: string; readonly role: string }

/** What the security context of a pod and that of a container have in common. Absent: not set there. */
export type SecurityContext = {
  readonly runAsNonRoot?: Stated<boolean>
  readonly runAsUser?: Stated<number>
  readonly seccomp?: Stated<string>
  readonly appArmor?: Stated<string>
  readonly seLinux?: Stated<SeLinux>
  readonly hostProcess?: Stated<boolean>
}

/** One variable, or all of them, that a container takes from a Secret. */
export type SecretVariable = {
  /** absent: every key of the Secret becomes a variable (envFrom) */
  readonly variable?: string
  readonly secret: string
  readonly pointer: string
}

/** What a container may do, of any of the three kinds. Absent: not set in the container itself. */
export type ContainerSecurity = SecurityContext & {
  readonly name: string
  readonly kind: 'container' | 'init' | 'ephemeral'
  readonly pointer: string
  /** whether it has a security context, even an empty one */
  readonly hasContext: boolean
  readonly privileged?: Stated<boolean>
  readonly allowPrivilegeEscalation?: Stated<boolean>
  readonly procMount?: Stated<string>
  /** in the order of the object */
  readonly added: readonly Stated<string>[]
  readonly dropped: readonly Stated<string>[]
  readonly hostPorts: readonly Stated<number>[]
  /** hosts that probes and lifecycle handlers name */
  readonly handlerHosts: readonly Stated<string>[]
  readonly secretVariables: readonly SecretVariable[]
}

/** A volume: which sources it names, of which a valid one has exactly one. */
export type PodVolume = {
  readonly pointer: string
  /** sorted: `configMap`, `hostPath`, ... */
  readonly sources: readonly string[]
  /** of a hostPath */
  readonly path?: string
  /** of a persistentVolumeClaim */
  readonly claim?: string
  /** of a csi volume */
  readonly driver?: string
  /** of a secret, or one of those in a projected volume */
  readonly secret?: string
}

/** What pods that are alike for every question of security say. */
export type PodShape = {
  readonly hostPid: boolean
  readonly hostIpc: boolean
  readonly hostNetwork: boolean
  /** false: it has a user namespace of its own */
  readonly hostUsers: boolean
  /** `linux`, `windows`; absent: not said */
  readonly os?: string
  /** whether the pod has a security context, even an empty one */
  readonly hasContext: boolean
  readonly context: SecurityContext
  readonly sysctls: readonly Stated<string>[]
  /** annotations that set seccomp or AppArmor in the old way, by key */
  readonly annotations: ReadonlyMap<string, string>
  readonly volumes: readonly PodVolume[]
  /** init containers, containers, ephemeral containers, each in the order of the object */
  readonly containers: readonly ContainerSecurity[]
}

/** Pods of one workload that are alike in all this, or the template of a workload that has none: what is latent. */
export type SecurityGroup = PodGroup<PodShape>

/** The pods of a cluster for questions of security: sorted by namespace, workload and key. Finished pods are left out. */
export type PodSecurity = { readonly groups: readonly SecurityGroup[] }
