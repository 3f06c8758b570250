import { CollectionFailure } from './failure.ts'
import type { CollectOptions } from './options.ts'

/** The end of one cluster's time. */
export type Deadline = {
  /** aborted with a CollectionFailure when the time is over, the run is stopped, or nobody needs the cluster any more */
  readonly signal: AbortSignal
  /** Frees the timer and ends whatever is still in flight. */
  end(): void
}

/** Starts the time of one cluster. */
export function deadlineOf(options: CollectOptions): Deadline {
  const controller = new AbortController()
  const seconds = options.bounds.deadlineSeconds
  const timer = setTimeout(() => {
    const hint = 'raise the deadline, or look into the load of the API server'
    controller.abort(
      new CollectionFailure('timeout', `the deadline of ${seconds} s passed`, { hint }),
    )
  }, seconds * 1000)
  const stop = () => {
    controller.abort(new CollectionFailure('interrupted', 'the run was stopped'))
  }
  if (options.signal?.aborted === true) stop()
  options.signal?.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', stop)
      stop()
    },
  }
}
