import type { SampleGroup } from '../../model/sample.ts'
import { counted, visible } from '../../render/text.ts'
import { csvOf } from '../../render/csv.ts'
import { POPULATION_WORDS } from '../../render/period/words.ts'
import { sampleJson } from '../../render/sample/files.ts'
import { drawnTable, SELECTION } from '../../render/sample/table.ts'
import { hexOf } from '../../core/digest.ts'
import { loadConfiguration } from '../configuration.ts'
import { flagOption, textOption, type CommandSpec } from '../context.ts'
import { ARCHIVE, CONFIG, KEY_DIR } from '../options.ts'
import { stringifyJson, table } from '../output.ts'
import { openArchiveToRead } from '../stages/store.ts'
import { draw, type Drawn } from './draw.ts'
import { askedIn, KINDS } from './question.ts'

/** `exhibit sample`: which items an assessor's seed gives, repeatable by anybody. */
export const sampleCommand: CommandSpec = {
  name: 'sample',
  summary: "draw an assessor's sample from what a run or a period saw, by a seed, and archive it",
  args: [{ name: '<of>', description: 'a run id, or a period: 2026-Q4, 2026-10-01..2027-01-01' }],
  options: [
    CONFIG,
    ARCHIVE,
    KEY_DIR,
    { flags: '--kind <kind>', description: 'what is drawn', choices: KINDS },
    { flags: '--size <n>', description: 'how many; of each cluster with --by-cluster' },
    {
      flags: '--seed <text>',
      description: "the assessor's own text: items come in the order of SHA-256(seed, LF, key)",
    },
    { flags: '--by-cluster', description: 'draw so many of each cluster' },
    {
      flags: '--asked-by <who>',
      description: 'who asked, by name or role; needed but with --dry-run',
    },
    { flags: '--dry-run', description: 'only print the sample: archive nothing' },
    {
      flags: '-o, --output <format>',
      description: 'form of the data on stdout',
      choices: ['table', 'json', 'csv'],
      fallback: 'table',
    },
  ],
  examples: [
    'exhibit sample 2026-Q4 --kind workload --size 25 --seed dice-416 --asked-by QSA',
    'exhibit sample 20261123T020000Z-0a1b2c3d --kind policy --size 5 --by-cluster --seed dice-416 --dry-run -o csv',
  ],
  run: async (context, [of = ''], options) => {
    const asked = askedIn(options)
    const configuration = loadConfiguration(context, options)
    const store = await openArchiveToRead(configuration, context)
    const request = { ...asked, of, archive: !flagOption(options, 'dryRun') }
    const drawn = await draw(request, store, configuration, context)
    for (const gap of drawn.source.gaps) context.log.warn(`the population is not whole: ${gap}`)
    context.stdout(print(drawn, textOption(options, 'output')))
    return 0
  },
}

function print({ source, archived }: Drawn, form: string | undefined): string | Uint8Array {
  if (form === 'csv') return csvOf(drawnTable(source))
  if (form === 'json')
    return stringifyJson({ ...sampleJson(source), ...(archived === undefined ? {} : { archived }) })
  return [
    table(['place', 'number', 'cluster', 'item', 'SHA-256'], source.sample.groups.flatMap(rowsOf)),
    `\n${saidOf({ source })}\n`,
    ...(archived === undefined ? [] : [describe(archived)]),
  ].join('')
}

function rowsOf({ items }: SampleGroup): readonly (readonly string[])[] {
  return items.map(({ place, item, digest }) => [
    ...[String(place), String(item.number), visible(item.cluster), visible(item.key)],
    hexOf(digest).slice(0, 16),
  ])
}

/** `5 of 210 workloads, 5 of each cluster; seed "dice"; the selection is the assessor's (asked by QSA)`. */
function saidOf({ source: { sample, askedBy } }: Drawn): string {
  const { kind, seed, size, byCluster } = sample.question
  const { one, many } = POPULATION_WORDS[kind]
  const drawn = sample.groups.reduce((sum, { items }) => sum + items.length, 0)
  const strata = byCluster ? `, the first ${size} of each cluster` : ''
  const by = askedBy === undefined ? '' : ` (asked by ${visible(askedBy)})`
  return `${drawn} of ${counted(sample.keys.length, one, many)}${strata}; seed ${JSON.stringify(visible(seed))}; ${SELECTION}${by}`
}

function describe({ kind, folder, entry }: NonNullable<Drawn['archived']>): string {
  const said = kind === 'added' ? 'archived' : 'nothing to do: archived before as'
  return `${said} ${folder}, log entry ${entry}\n`
}
