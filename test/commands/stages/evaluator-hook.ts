import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** Code that runs in each evaluating process before its own, and what that process was. */
export type EvaluatorHook = {
  /** to be handed to the evaluating process */
  readonly env: { readonly NODE_OPTIONS: string }
  /** the ids of the processes so far that ran the code */
  readonly pids: () => readonly number[]
  /** the environment of the last of them */
  readonly environment: () => Readonly<Record<string, string>>
}

/** Has each evaluating process run `code`, in which `task` is each task that it gets, before the task is begun. Only a process with a parent to speak to runs it. */
export function evaluatorHook(code: string): EvaluatorHook {
  const folder = mkdtempSync(join(hooksFolder(), 'hook-'))
  const [file, pids, environment] = ['hook.mjs', 'pids', 'environment'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  writeFileSync(
    file,
    `import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs'
    if (process.send !== undefined) {
      appendFileSync(${JSON.stringify(pids)}, process.pid + ' ')
      writeFileSync(${JSON.stringify(environment)}, JSON.stringify(process.env))
      process.on('message', (task) => { ${code} })
    }`,
  )
  const text = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  return {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` },
    pids: () => text(pids).split(' ').filter(Boolean).map(Number),
    environment: () => JSON.parse(text(environment)) as Record<string, string>,
  }
}

/** Whether a process is there, and not only what is left of one that nobody has asked after. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = `/proc/${pid}/status`
  return !existsSync(status) || !/^State:\s*Z/m.test(readFileSync(status, 'utf8'))
}

let root: string | undefined

/** Where all hooks lie; gone when the process ends. */
function hooksFolder(): string {
  if (root !== undefined) return root
  const made = mkdtempSync(join(tmpdir(), 'exhibit-hooks-'))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  return (root = made)
}

/** Waits for something to become true. */
export async function until(what: () => boolean, seconds = 30): Promise<void> {
  for (let waited = 0; !what(); waited += 20) {
    if (waited > seconds * 1000) throw new Error(`still not: ${what.toString()}`)
    await sleep(20)
  }
}
