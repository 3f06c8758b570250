import { Fault } from '../core/fault.ts'

/**
 * What work gives, unless the signal comes first. Work that was begun is then left alone, and ends with the process.
 *
 * Throws Fault `INTERRUPTED` at the signal.
 */
export async function untilStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw stopped()
  const asked = Promise.withResolvers<never>()
  const stop = () => asked.reject(stopped())
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work(), asked.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function stopped(): Fault {
  return new Fault('INTERRUPTED', 'stopped before it was done')
}
