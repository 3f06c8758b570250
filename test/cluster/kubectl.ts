import { execFile } from 'node:child_process'
import type { Assets } from './assets.ts'
import type { RealServer } from './real-server.ts'

/** How a call of kubectl ended. */
export type KubectlEnd = {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Calls kubectl; `input` is what it reads from stdin. Never rejects for what kubectl refuses. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<KubectlEnd>

/** kubectl as the admin of a server. */
export function kubectlOf(assets: Assets, server: RealServer): Kubectl {
  const env = { PATH: process.env.PATH, HOME: server.folder }
  const account = `--kubeconfig=${server.kubeconfig('admin')}`
  return (args, input) =>
    new Promise((resolve, reject) => {
      const child = execFile(
        assets.kubectl,
        [account, ...args],
        { env, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          const code = error?.code ?? 0
          if (typeof code === 'number') resolve({ code, stdout, stderr })
          else reject(new Error(`kubectl did not run: ${code}`, { cause: error }))
        },
      )
      child.stdin?.end(input ?? '')
    })
}

/** What a call wrote to stdout; throws with what it said when it failed. */
export async function stdoutOf(call: Promise<KubectlEnd>): Promise<string> {
  const { code, stdout, stderr } = await call
  if (code === 0) return stdout
  throw new Error(`kubectl ended with ${code}: ${stderr}`)
}
