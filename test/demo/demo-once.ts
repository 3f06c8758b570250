import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { playDemo } from '../../src/commands/demo/demo.ts'
import type { Played } from '../../src/commands/demo/play.ts'
import { systemClock } from '../../src/core/clock.ts'
import { logTo } from '../../src/core/log.ts'

/** The demo as it was played: what it told, and its progress. */
export type PlayedDemo = {
  readonly played: Played
  /** the current folder of the call */
  readonly folder: string
  readonly said: string
  readonly progress: string
}

let once: Promise<PlayedDemo> | undefined

/** The demo, played once for all tests of a process: it takes half a minute. Nobody may alter its folder. */
export function demoOnce(): Promise<PlayedDemo> {
  once ??= playIn(mkdtempSync(join(tmpdir(), 'exhibit-demo-once-')))
  return once
}

async function playIn(folder: string): Promise<PlayedDemo> {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  let [said, progress] = ['', '']
  const write = (text: string) => void (progress += text)
  const context = {
    cwd: folder,
    env: process.env,
    stdout: (data: string | Uint8Array) => void (said += String(data)),
    drained: () => Promise.resolve(),
    stderr: write,
    clock: systemClock,
    log: logTo(write, 'text', () => systemClock.now()),
    ...{ terminal: false, colour: false },
    packageRoot: join(import.meta.dirname, '..', '..'),
    ...(process.getuid === undefined ? {} : { uid: process.getuid() }),
    signal: new AbortController().signal,
  }
  const played = await playDemo(context, { folder: 'demo' })
  return { played, folder, said, progress }
}
