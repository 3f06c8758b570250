import type { JsonObject } from '../core/json.ts'

/**
 * The name of one object in a snapshot: `group/version/Kind/namespace/name`, empty parts kept (`/v1/Namespace//shop`).
 *
 * Compare, history and digests match by group, Kind, namespace and name; the version may change.
 */
export type ObjectKey = string

/** One Kubernetes object as the API gave it, less what is redacted. */
export type KubeObject = JsonObject & {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** The part of metadata that exhibit reads; anything else stays as it came. */
export type ObjectMeta = JsonObject & {
  readonly name: string
  /** absent for what has no namespace */
  readonly namespace?: string
  readonly uid?: string
  readonly labels?: Labels
  readonly annotations?: Labels
}

/** Label keys to values. A key that is absent is not the same as an empty value. */
export type Labels = Readonly<Record<string, string>>

/** A resource to list, as discovery names it: group (empty for core), version, plural, kind. */
export type ResourceRef = {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
}

/**
 * A resource without its version: `pods`, `networkpolicies.networking.k8s.io`. What checks declare that they read, and what errors and
 * reports print.
 */
export type ResourceName = string
