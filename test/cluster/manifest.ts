import type { JsonObject, JsonValue } from '../../src/core/json.ts'

/** An object to create: what `kubectl apply` takes, and a status that is set afterwards. */
export type Manifest = JsonObject & {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
  readonly status?: JsonObject
}

type Metadata = JsonObject & {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Labels
  readonly annotations?: Labels
}

export type Labels = Readonly<Record<string, string>>

/** What an object is named and wears. A namespace that is absent means a cluster-wide object. */
export type Named = {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly ownerReferences?: JsonValue
}

/** An object with the given members beside apiVersion, kind and metadata. */
export function manifest(
  apiVersion: string,
  kind: string,
  named: Named,
  members: JsonObject = {},
): Manifest {
  return { apiVersion, kind, metadata: { ...named }, ...members }
}
