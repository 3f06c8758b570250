import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { takenBy } from './processes.ts'

/** What a program took from its start to its end. */
export type Measured = {
  /** what it wrote */
  readonly said: string
  /** wall time, in milliseconds */
  readonly ms: number
  /** milliseconds of processor time, of the program and of what it started */
  readonly own: number
  readonly below: number
  /** largest proportional set size of what it started, in bytes */
  readonly memory: number
}

const SAMPLE_MS = 100
/** The young heap that the command line asks for; see DESIGN.md. */
const NODE = ['--max-semi-space-size=16']

/** Runs a program of this folder, or one by its path, and looks at what it takes while it runs. Throws where it fails. */
export async function measured(
  script: string,
  args: readonly string[],
  cwd?: string,
): Promise<Measured> {
  const started = performance.now()
  const path = join(import.meta.dirname, script)
  const child = spawn(process.execPath, [...NODE, path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  let [said, complained, own, below, memory] = ['', '', 0, 0, 0]
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (complained += text.toString()))
  const timer = setInterval(() => {
    const taken = takenBy(child.pid ?? 0)
    ;[own, below] = [Math.max(own, taken.own), Math.max(below, taken.below)]
    memory = Math.max(memory, taken.memory)
  }, SAMPLE_MS)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(timer)
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${complained}`)
  return { said, ms: performance.now() - started, own, below, memory }
}
