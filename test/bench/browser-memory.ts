import { readdirSync, readFileSync } from 'node:fs'

/** The proportional set size of everything below a process, in bytes: shared pages are counted once, by their share (Linux alone). */
export function memoryBelow(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc'))
    if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name))
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === root || isBelow(parent))
  }
  return Array.from(parents.keys())
    .filter(isBelow)
    .reduce((sum, pid) => sum + shareOf(pid), 0)
}

function parentOf(pid: string): number {
  return Number(/\) \S (\d+)/.exec(textOf(`/proc/${pid}/stat`))?.[1])
}

function shareOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024
}

/** Empty for a process that has gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
