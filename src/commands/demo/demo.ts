import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from '../../core/fault.ts'
import { textOption, type CommandSpec, type Context, type Options } from '../context.ts'
import { play, type Played } from './play.ts'
import { tellStory } from './story.ts'
import { untrue } from './truth.ts'

/** Marks a folder as the demo's own, which it may begin anew. */
const MARK = '.exhibit-demo'

/** `exhibit demo`: the bundled estate through its history, end to end. */
export const demoCommand: CommandSpec = {
  name: 'demo',
  stopsItself: true,
  summary: 'run the bundled estate through two quarters, compare them and verify the archive',
  options: [
    {
      flags: '--folder <folder>',
      description: 'where everything goes; begun anew each time',
      fallback: '.exhibit/demo',
    },
    { flags: '--no-pdf', description: 'print no PDF' },
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
  ],
  examples: ['exhibit demo', 'exhibit demo --folder /tmp/demo'],
  run: async (context, _args, options) => {
    await playDemo(context, options)
    return 0
  },
}

/** Plays the demo and tells its story. Rejects with a Fault that says what did not come true. */
export async function playDemo(context: Context, options: Options): Promise<Played> {
  const folder = resolve(context.cwd, textOption(options, 'folder') ?? '.exhibit/demo')
  beginAnew(folder)
  const played = await play(folder, context, options)
  context.stdout(tellStory(played, context.cwd))
  checkStory(played)
  return played
}

/** The demo succeeds exactly when its story came true: everything that story.yaml and history.yaml say, and an archive that verifies. */
function checkStory({ expected, facts, missing }: Played): void {
  const wrong = untrue(expected, facts)
  if (wrong.length === 0) return
  const code = facts.verification.outcome === 'invalid' ? 'VERIFICATION_FAILED' : 'MISSING'
  const why = missing === undefined ? [] : [missing.reason]
  const lines = [...wrong, ...why].map((line) => `  ${line}`)
  throw new Fault(code, ["the demo's story did not come true:", ...lines].join('\n'), {
    hint: missing?.hint ?? 'run it again; if it stays, the program or its estate was changed',
  })
}

function beginAnew(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MARK))) {
    throw new Fault('USAGE', `${folder} is not empty and not the demo's`, {
      hint: 'give another --folder',
    })
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, MARK), '')
}
