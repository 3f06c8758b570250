/** What the processes below one take, as Linux alone tells it (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of the processor's clock in /proc: a hundredth of a second on every Linux. */
const TICK_MS = 10

type Process = {
  readonly parent: number
  /** of its own, and of children that ended and were waited for */
  readonly own: number
  readonly gone: number
}

/** Memory of everything below a process, and its processor time; both are of this moment. */
export type Taken = {
  /** proportional set size in bytes: shared pages are counted once, by their share */
  readonly memory: number
  /** milliseconds of processor time of what is below the process, children that ended included */
  readonly below: number
  /** milliseconds of processor time of the process itself */
  readonly own: number
}

/** What a process and everything below it take. */
export function takenBy(root: number): Taken {
  const all = new Map<number, Process>()
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? processOf(name) : undefined
    if (found !== undefined) all.set(Number(name), found)
  }
  const isBelow = (pid: number): boolean => {
    const parent = all.get(pid)?.parent
    return parent !== undefined && (parent === root || isBelow(parent))
  }
  const below = Array.from(all.keys()).filter(isBelow)
  const time = below.map((pid) => (all.get(pid)?.own ?? 0) + (all.get(pid)?.gone ?? 0))
  return {
    memory: sum(below.map(shareOf)),
    below: (sum(time) + (all.get(root)?.gone ?? 0)) * TICK_MS,
    own: (all.get(root)?.own ?? 0) * TICK_MS,
  }
}

function processOf(pid: string): Process | undefined {
  const fields = /\) (.*)/
    .exec(textOf(`/proc/${pid}/stat`))?.[1]
    ?.split(' ')
    .map(Number)
  if (fields === undefined) return undefined
  const [, parent = 0] = fields
  const [user = 0, system = 0, goneUser = 0, goneSystem = 0] = fields.slice(11, 15)
  return { parent, own: user + system, gone: goneUser + goneSystem }
}

function shareOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Empty for a process that has gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
