import { Fault, isFault } from './fault.ts'

/**
 * Does all of several reads and gives what each came to, by name. Where some end in Faults, throws one with the lines of all: whoever has to mend
 * files learns of every fault at once.
 */
export async function gather<T extends object>(reads: {
  readonly [K in keyof T]: () => T[K] | Promise<T[K]>
}): Promise<T> {
  const faults: Fault[] = []
  const entries: [string, unknown][] = []
  for (const [name, read] of Object.entries<() => unknown>(reads)) {
    try {
      entries.push([name, await read()])
    } catch (error) {
      if (!isFault(error)) throw error
      faults.push(error)
    }
  }
  if (faults.length > 0) throw joinedFault(faults)
  return Object.fromEntries(entries) as T
}

/** Several faults as one: every line once, every hint once. A single one stays itself; of several codes the joint one is `CONFIGURATION`. */
export function joinedFault(faults: readonly Fault[]): Fault {
  const [first, ...others] = faults
  if (first === undefined) throw new Error('no fault to join')
  if (others.length === 0) return first
  const lines = new Set(faults.flatMap(({ message }) => message.split('\n')))
  const hints = new Set(faults.flatMap(({ hint }) => hint ?? []))
  const code = others.every((other) => other.code === first.code) ? first.code : 'CONFIGURATION'
  return new Fault(code, [...lines].join('\n'), {
    cause: first,
    ...(hints.size === 0 ? {} : { hint: [...hints].join('; ') }),
  })
}
