import { resolve } from 'node:path'
import { Fault } from '../core/fault.ts'
import { isText } from '../render/formats.ts'
import { PERIOD_FORMAT_IDS } from '../render/period/render.ts'
import { FORMAT_IDS, formatNamed } from '../render/render.ts'
import { flagOption, textOption, type Context, type Options } from './context.ts'

/** Which files of a report are wanted, and where they go: all into a folder, or one to standard output. */
export type WantedFiles =
  | { readonly to: 'folder'; readonly formats: readonly string[]; readonly folder: string }
  | { readonly to: 'stdout'; readonly format: string }

/** The formats of one kind of report, and the one file that a format is; undefined: it is several. */
export type KnownFormats = {
  readonly ids: readonly string[]
  readonly fileOf: (id: string) => { readonly fileName: string; readonly text: boolean } | undefined
}

/** The formats of the report of a run. */
export const RUN_FORMATS: KnownFormats = { ids: FORMAT_IDS, fileOf: fileOfRun }

/** The formats of the report of a period: its tables are one CSV file each. */
export const PERIOD_FORMATS: KnownFormats = {
  ids: PERIOD_FORMAT_IDS,
  fileOf: (id) => (id === 'csv' ? undefined : fileOfRun(id)),
}

function fileOfRun(id: string) {
  const format = formatNamed(id)
  return { fileName: format.fileName, text: isText(format) }
}

/** The value of `--out` that means standard output. */
const STDOUT = '-'

/**
 * What `--format` and `--out` ask for; the folder is named after the report when none is given. Throws Fault `USAGE` for an unknown format, and for what standard
 * output cannot take.
 */
export function wantedFiles(
  context: Context,
  options: Options,
  name: string,
  known: KnownFormats,
): WantedFiles {
  const formats = formatsOf(textOption(options, 'format'), known)
  const out = textOption(options, 'out') ?? name
  if (out !== STDOUT) return { to: 'folder', formats, folder: resolve(context.cwd, out) }
  const [format, ...others] = formats
  if (format === undefined || others.length > 0) {
    throw new Fault('USAGE', `standard output takes one file, not ${formats.length}`, {
      hint: `name one format (${known.ids.join(', ')}), or a folder: --out FOLDER`,
    })
  }
  refuseOtherOutput(options)
  refuseTerminal(format, known, context)
  return { to: 'stdout', format }
}

function formatsOf(text: string | undefined, { ids }: KnownFormats): readonly string[] {
  const named = (text ?? ids.join(',')).split(',').map((format) => format.trim())
  const unknown = named.find((format) => !ids.includes(format))
  if (unknown === undefined) return [...new Set(named)]
  throw new Fault('USAGE', `unknown format ${JSON.stringify(unknown)}`, {
    hint: `known formats: ${ids.join(', ')}`,
  })
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

function refuseTerminal(id: string, { fileOf }: KnownFormats, { terminal }: Context): void {
  const file = fileOf(id)
  if (file === undefined) {
    throw new Fault('USAGE', `${id} of a period is several files, and standard output takes one`, {
      hint: 'name a folder: --out FOLDER',
    })
  }
  if (!terminal || file.text) return
  throw new Fault('USAGE', `${file.fileName} is not text, and standard output is a terminal`, {
    hint: `send it on (exhibit ... > ${file.fileName}), or name a folder: --out FOLDER`,
  })
}
