import { spawn } from 'node:child_process'

const COMMITTER = new URL('committer.ts', import.meta.url).pathname

/** How a process ended and what it wrote. */
export type Ended = { readonly signal: NodeJS.Signals | null; readonly said: string }

/** Seals and commits a run in a process of its own; after that many puts it kills itself, with 0 it lives to its end. */
export function job(archive: string, keys: string, slot: string, puts = 0): Promise<Ended> {
  const child = spawn(process.execPath, [COMMITTER, archive, keys, slot, String(puts)])
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()))
  return new Promise((ended) => child.on('close', (_code, signal) => ended({ signal, said })))
}
