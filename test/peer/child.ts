import { spawn } from 'node:child_process'

/** A server that runs as our child. */
export type Child = {
  /** The last lines that it wrote to stdout and stderr, for error messages. */
  readonly log: () => string
  /** Whether it has ended, by itself or by `stop`. */
  readonly ended: () => boolean
  /** Asks it to end (SIGTERM), insists after five seconds (SIGKILL), and waits. A second call does nothing. */
  readonly stop: () => Promise<void>
}

const KEPT_LOG = 8_000
const GRACE_MS = 5_000

/** Starts a program. It is killed with this process, however this process ends of its own will. */
export function startChild(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Child {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  const keep = (data: Buffer) => (log = (log + data.toString()).slice(-KEPT_LOG))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)

  let ended = false
  const end = new Promise<void>((resolve) => {
    const over = () => {
      ended = true
      process.off('exit', kill)
      resolve()
    }
    child.once('exit', over)
    child.once('error', (error) => {
      log += error.message
      over()
    })
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)

  const stop = async () => {
    if (ended) return
    child.kill('SIGTERM')
    const insist = setTimeout(kill, GRACE_MS)
    await end
    clearTimeout(insist)
  }
  return { log: () => log, ended: () => ended, stop }
}

/**
 * Waits until `ready` gives true, asking every 100 ms; what it throws counts as "not yet".
 *
 * Throws with the child's last words when the child ends first or the time is over.
 */
export async function waitUntil(
  name: string,
  child: Child,
  ready: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    if (child.ended()) throw new Error(`${name} ended before it was ready:\n${child.log()}`)
    if (await ready().catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name} was not ready within ${timeoutMs} ms:\n${child.log()}`)
}
