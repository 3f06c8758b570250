import { join, resolve } from 'node:path'
import { Fault } from '../../core/fault.ts'
import { loadConfiguration } from '../configuration.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from '../context.ts'
import { browserOptions } from '../stages/render.ts'
import { ARCHIVE, CONFIG, PAPER } from '../options.ts'
import { stringifyJson, table } from '../output.ts'
import { openArchiveToRead } from '../stages/store.ts'
import { copyAll, copyOne, printOne, type CopiedFile } from './archived-files.ts'
import { objectOfRun } from './archived-object.ts'
import { writeByControl, type WrittenZip } from './by-control.ts'
import { committedOf, type Committed } from './committed.ts'
import { OBJECT_FORMS, objectText } from './object-text.ts'

/** `exhibit archive get`: what was archived, as it was archived. */
export const archiveGetCommand: CommandSpec = {
  name: 'archive get',
  summary: 'copy a run, a report, one of its files or one archived object out of an archive',
  args: [{ name: '<id>', description: "of the run or report: 'exhibit archive list' lists them" }],
  options: [
    CONFIG,
    ARCHIVE,
    {
      flags: '--object <key>',
      description:
        'print this object of the run with its digests: group/version/Kind/namespace/name, whatever its version',
    },
    { flags: '--cluster <name>', description: 'of --object: the cluster, where several have it' },
    { flags: '--file <name>', description: 'only this file, by its path in SHA256SUMS' },
    {
      flags: '--by-control',
      description:
        'write a ZIP of the run or the report of a period, control by control: PDF, population as CSV, objects as YAML, SHA256SUMS',
    },
    {
      flags: '--out <path>',
      description:
        "where files go: a folder, named after the id when absent; of --by-control a file; '-' writes the one of --file to standard output",
    },
    PAPER,
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
    {
      flags: '-o, --output <format>',
      description:
        'form of the data on stdout: yaml (when absent), json or line (what was archived, byte for byte) of an object; table (when absent) or json of files',
      choices: ['table', ...OBJECT_FORMS],
    },
  ],
  examples: [
    'exhibit archive get 20261123T020000Z-0a1b2c3d --archive ./archive',
    'exhibit archive get 20261123T020000Z-0a1b2c3d --file report.pdf --out ./for-the-auditor',
    'exhibit archive get 20261123T020000Z-0a1b2c3d --file manifest.json --out -',
    'exhibit archive get 20261123T020000Z-0a1b2c3d --by-control --out evidence.zip',
    'exhibit archive get 20261123T020000Z-0a1b2c3d --object /v1/Namespace//shop --cluster prod',
    'exhibit archive get 20261123T020000Z-0a1b2c3d --object networking.k8s.io/v1/NetworkPolicy/shop/deny -o line | sha256sum',
  ],
  run: async (context, [id = ''], options) => {
    const wanted = wantedOf(id, context, options)
    const configuration = loadConfiguration(context, options)
    const store = await openArchiveToRead(configuration, context)
    const request = { pdf: true, sandbox: options.browserSandbox !== false }
    const browser = browserOptions(configuration, request, context)
    await give(wanted, await committedOf(store, id, context), browser, context)
    return 0
  },
}

/** What is to be got out. */
type Wanted =
  | {
      readonly kind: 'object'
      readonly key: string
      readonly cluster: string | undefined
      readonly form: (typeof OBJECT_FORMS)[number]
    }
  | { readonly kind: 'print'; readonly file: string }
  | { readonly kind: 'by-control'; readonly path: string; readonly json: boolean }
  | {
      readonly kind: 'copy'
      /** absent: all of them */
      readonly file: string | undefined
      readonly folder: string
      readonly json: boolean
    }

function wantedOf(id: string, context: Context, options: Options): Wanted {
  const [key, file] = [textOption(options, 'object'), textOption(options, 'file')]
  const [out, form] = [textOption(options, 'out'), textOption(options, 'output')]
  const cluster = textOption(options, 'cluster')
  if (key !== undefined) {
    refuse(options, ['file', 'out', 'byControl'], '--object prints to standard output')
    const named = OBJECT_FORMS.find((each) => each === (form ?? 'yaml'))
    if (named === undefined) throw wrongForm(form, 'of an object', OBJECT_FORMS)
    return { kind: 'object', key, cluster, form: named }
  }
  refuse(options, ['cluster'], 'only --object is of one cluster')
  if (form !== undefined && form !== 'table' && form !== 'json')
    throw wrongForm(form, 'of files', ['table', 'json'])
  if (flagOption(options, 'byControl')) {
    refuse(options, ['file'], '--by-control writes one ZIP')
    if (out === '-') throw new Fault('USAGE', '--by-control writes a file: --out FILE.zip')
    const path = resolve(context.cwd, out ?? `${id}-by-control.zip`)
    return { kind: 'by-control', path, json: form === 'json' }
  }
  if (out !== '-') {
    const folder = resolve(context.cwd, out ?? join('.', id))
    return { kind: 'copy', file, folder, json: form === 'json' }
  }
  refuse(options, ['output'], '--out - leaves no standard output for anything else')
  if (file !== undefined) return { kind: 'print', file }
  throw new Fault('USAGE', 'standard output takes one file', {
    hint: 'name it: --file NAME, or name a folder: --out FOLDER',
  })
}

function refuse(options: Options, names: readonly string[], why: string): void {
  const given = names.find((name) => options[name] !== undefined)
  if (given === undefined) return
  const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new Fault('USAGE', `--${flag} does not go with that: ${why}`)
}

function wrongForm(form: string | undefined, of: string, known: readonly string[]): Fault {
  return new Fault('USAGE', `there is no form ${form ?? ''} ${of}`, {
    hint: `give -o ${known.join(', -o ')}, or leave it out`,
  })
}

async function give(
  wanted: Wanted,
  committed: Committed,
  browser: BrowserOptions,
  context: Context,
): Promise<void> {
  if (wanted.kind === 'object') {
    const found = await objectOfRun(committed, wanted.key, wanted.cluster)
    context.stdout(objectText(found, wanted.form))
    return
  }
  if (wanted.kind === 'print') return printOne(committed, wanted.file, context)
  if (wanted.kind === 'by-control') {
    const written = await writeByControl(committed, wanted.path, browser, context)
    context.stdout(wanted.json ? zipJson(written) : filesTable([written]))
    return
  }
  const { file, folder, json } = wanted
  const files =
    file === undefined ? await copyAll(committed, folder) : [await copyOne(committed, file, folder)]
  context.stdout(json ? filesJson(committed, files) : filesTable(files))
}

function zipJson({ path, digest, controls, parent }: WrittenZip): string {
  return stringifyJson({ format: 'archived-by-control/v1', path, digest, controls, parent })
}

function filesJson({ entry }: Committed, files: readonly CopiedFile[]): string {
  const { runId: id, kind, number, sumsDigest } = entry
  return stringifyJson({ format: 'archived-files/v1', id, kind, entry: number, sumsDigest, files })
}

function filesTable(files: readonly CopiedFile[]): string {
  return table(
    ['file', 'SHA-256'],
    files.map(({ path, digest }) => [path, digest]),
  )
}
