import type { ListStatus } from '../model/snapshot.ts'

/** Why a cluster or one of its lists could not be read. */
export type FailureClass =
  /** the server's name has no address */
  | 'dns'
  /** nothing answers there, or the connection broke */
  | 'tcp'
  /** the server's certificate or the handshake is not good */
  | 'tls'
  | 'proxy'
  /** 401, or no credential that could be used */
  | 'unauthorised'
  /** a credential plugin failed or may not be started */
  | 'exec'
  /** 403 */
  | 'forbidden'
  /** 404 */
  | 'not-found'
  /** 410: the list's resourceVersion is compacted away */
  | 'gone'
  /** any other 4xx */
  | 'rejected'
  /** 429 after all retries */
  | 'throttled'
  /** 5xx after all retries */
  | 'server'
  /** no answer in time */
  | 'timeout'
  /** more bytes, pages or depth than the bounds allow */
  | 'too-large'
  /** an answer that points elsewhere; never followed */
  | 'redirect'
  /** an answer that is not what was asked for */
  | 'parse'
  /** the kubeconfig or estate entry cannot be used */
  | 'configuration'
  /** the run was stopped */
  | 'interrupted'

/** What a failure may carry besides its class and message. */
export type FailureDetails = {
  readonly hint?: string | undefined
  readonly cause?: unknown
  /** the JSON body that came with an HTTP error, for 410 and too-new resourceVersions */
  readonly body?: unknown
}

/** A request, credential or answer that cannot be used. It becomes a gap of its cluster, never the end of a run. */
export class CollectionFailure extends Error {
  readonly class: FailureClass
  readonly hint: string | undefined
  readonly body: unknown

  constructor(failureClass: FailureClass, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.name = 'CollectionFailure'
    this.class = failureClass
    this.hint = details.hint
    this.body = details.body
  }

  /** One line for people: class, what happened, and what to do. */
  get reason(): string {
    return `${this.class}: ${this.message}${this.hint === undefined ? '' : ` (hint: ${this.hint})`}`
  }
}

/** How a list that ended in this failure is recorded. */
export function listStatusOf(failure: CollectionFailure): Exclude<ListStatus, 'ok' | 'not-served'> {
  return failure.class === 'forbidden' ? 'forbidden' : 'failed'
}

/** Whether a failure says that the account, not the network, is the trouble. */
export function isRefusal(failure: CollectionFailure): boolean {
  return ['unauthorised', 'exec', 'forbidden'].includes(failure.class)
}
