import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { PolicyApiBefore } from '../model/collection.ts'

/** Environment variables by name, handed in by the command line. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What no server, however hostile, may make exhibit exceed. */
export type CollectBounds = {
  /** whole cluster, in seconds */
  readonly deadlineSeconds: number
  /** one request without a byte, in seconds */
  readonly silenceSeconds: number
  /** decompressed bytes of one answer */
  readonly answerBytes: number
  /** pages of one list */
  readonly pages: number
  /** objects of one namespace in one list; further ones are a gap that names the namespace */
  readonly objectsPerNamespace: number
  /** objects of one page, asked for and accepted */
  readonly pageObjects: number
  /** tries of one request that is answered 429 or 5xx */
  readonly tries: number
  /** longest wait before another try, in seconds; a longer Retry-After is cut to it */
  readonly longestWaitSeconds: number
}

/** The published bounds. A page of 500 objects that does not fit is asked for again in smaller pages. */
export const DEFAULT_BOUNDS: CollectBounds = {
  deadlineSeconds: 300,
  silenceSeconds: 30,
  answerBytes: 64 * 1024 * 1024,
  pages: 20_000,
  objectsPerNamespace: 50_000,
  pageObjects: 500,
  tries: 4,
  longestWaitSeconds: 30,
}

/** What collecting needs besides the cluster's entry in the estate. */
export type CollectOptions = {
  readonly clock: Clock
  readonly log: Log
  readonly environment: Environment
  /** `exhibit/0.1.0` */
  readonly userAgent: string
  readonly bounds: CollectBounds
  /** the policy APIs that earlier committed runs saw in this cluster */
  readonly policyApisBefore: readonly PolicyApiBefore[]
  /** ends all requests when aborted; its reason is what the record says */
  readonly signal?: AbortSignal
  /** where the pod's own account is mounted; /var/run/secrets/kubernetes.io/serviceaccount unless told */
  readonly serviceAccountFolder?: string
}
