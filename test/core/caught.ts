import { Fault } from '../../src/core/fault.ts'

/** The Fault that an action throws; anything else thrown goes on, and throwing nothing is an error. */
export function caught(action: () => unknown): Fault {
  try {
    action()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** The Fault that a promise rejects with. */
export async function rejected(action: Promise<unknown>): Promise<Fault> {
  const outcome = await action.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (outcome instanceof Fault) return outcome
  throw outcome
}
