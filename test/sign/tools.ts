import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a program said and how it ended. */
export type ToolAnswer = { readonly status: number | null; readonly output: string }

/** Runs a program with nothing on its standard input. */
export function runTool(program: string, args: readonly string[]): ToolAnswer {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input: '' })
  return { status, output: `${stdout}${stderr}` }
}

/** A test that independent programs decide; where one is not installed, the title says so. */
export function itWith(
  programs: string | readonly string[],
  name: string,
  body: () => void | Promise<void>,
): void {
  const absent = [programs].flat().find((program) => spawnSync(program, ['--version']).error)
  if (absent === undefined) it(name, body)
  else it.skip(`${name} (not run: ${absent} is not on PATH)`, body)
}

/** Runs with a fresh folder that is gone afterwards. */
export async function withFolder(body: (dir: string) => void | Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'exhibit-sign-'))
  try {
    await body(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Seconds since 1970, as openssl's -attime wants them. */
export function epochSeconds(instant: string): string {
  return String(Date.parse(instant) / 1000)
}
