import { resolve } from 'node:path'
import { Fault } from '../core/fault.ts'
import { isText } from '../render/formats.ts'
import { FORMAT_IDS, formatNamed } from '../render/render.ts'
import { flagOption, textOption, type Context, type Options } from './context.ts'

/** Which files of a report are wanted, and where they go: all into a folder, or one to standard output. */
export type WantedFiles =
  | { readonly to: 'folder'; readonly formats: readonly string[]; readonly folder: string }
  | { readonly to: 'stdout'; readonly format: string }

/** The value of `--out` that means standard output. */
const STDOUT = '-'

/**
 * What `--format` and `--out` ask for; the folder is named after the report when none is given. Throws Fault `USAGE` for an unknown format, and for what standard
 * output cannot take.
 */
export function wantedFiles(context: Context, options: Options, name: string): WantedFiles {
  const formats = formatsOf(textOption(options, 'format'))
  const out = textOption(options, 'out') ?? name
  if (out !== STDOUT) return { to: 'folder', formats, folder: resolve(context.cwd, out) }
  const [format, ...others] = formats
  if (format === undefined || others.length > 0) {
    throw new Fault('USAGE', `standard output takes one file, not ${formats.length}`, {
      hint: `name one format (${FORMAT_IDS.join(', ')}), or a folder: --out FOLDER`,
    })
  }
  refuseOtherOutput(options)
  refuseTerminal(format, context)
  return { to: 'stdout', format }
}

function formatsOf(text: string | undefined): readonly string[] {
  const named = (text ?? FORMAT_IDS.join(',')).split(',').map((format) => format.trim())
  for (const format of named) formatNamed(format)
  return [...new Set(named)]
}

/** Nothing else may be on standard output beside the file. */
function refuseOtherOutput(options: Options): void {
  const json = textOption(options, 'output') === 'json'
  if (!json && !flagOption(options, 'add')) return
  const flag = json ? '-o json' : '--add'
  throw new Fault('USAGE', `--out - leaves no standard output for what ${flag} says`, {
    hint: `call exhibit once with --out - and once with ${flag}`,
  })
}

function refuseTerminal(id: string, { terminal }: Context): void {
  const format = formatNamed(id)
  if (!terminal || isText(format)) return
  throw new Fault('USAGE', `${format.fileName} is not text, and standard output is a terminal`, {
    hint: `send it on (exhibit ... > ${format.fileName}), or name a folder: --out FOLDER`,
  })
}
