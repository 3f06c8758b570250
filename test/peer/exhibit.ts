import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** How a call of exhibit ended. `code` is absent when it was killed. */
export type ExhibitEnd = {
  readonly code?: number
  readonly stdout: string
  readonly stderr: string
}

/** A call of exhibit under way. */
export type Exhibit = {
  /** Ends it at once (SIGKILL): it cannot tidy up. */
  readonly kill: () => void
  readonly ended: () => boolean
  readonly end: Promise<ExhibitEnd>
}

/** Where exhibit is called, and what it finds in its environment. */
export type Place = { readonly folder: string; readonly env: NodeJS.ProcessEnv }

const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli.ts')

/** Starts `exhibit ARGS` as a process of its own. It is killed with this process, however this process ends of its own will. */
export function startExhibit(args: readonly string[], { folder, env }: Place): Exhibit {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  let ended = false
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const end = new Promise<ExhibitEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      ended = true
      process.off('exit', kill)
      resolve({ ...(code === null ? {} : { code }), stdout, stderr })
    })
  })
  return { kill, ended: () => ended, end }
}
