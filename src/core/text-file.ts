import { readFileSync, statSync } from 'node:fs'
import { Fault, messageOf } from './fault.ts'

/** Files that people write are small; a larger one is a mistake or an attack. */
const MAX_BYTES = 16 * 1024 * 1024

/**
 * The UTF-8 text of a file that a person wrote. Throws Fault `CONFIGURATION` naming `what` and the path when it is not readable, larger
 * than 16 MiB, or not UTF-8.
 */
export function readTextFile(path: string, what: string): string {
  try {
    if (statSync(path).size > MAX_BYTES) throw new Error('larger than 16 MiB')
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    throw new Fault('CONFIGURATION', `cannot read ${what} ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: 'check the path and its permissions',
    })
  }
}
