import { alike } from './alike.ts'

type Framework = {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly total: number
  readonly tallies: readonly { readonly count: number }[]
}
type OfRun = {
  readonly id: string
  readonly clusters: readonly Readonly<Record<'cluster' | 'word' | 'reason', string>>[]
}
type OfPeriod = {
  readonly id: string
  readonly parts: readonly {
    readonly clusters: readonly string[]
    readonly segments: readonly {
      readonly sentence: string
      readonly spells: readonly Readonly<Record<'word' | 'reason', string>>[]
    }[]
  }[]
}

/** What is said of a control in some clusters. */
type Said = { readonly control: string; readonly of: string; readonly text: string }

/** So many characters of a member are shown; of a longer one what it has. */
const SHOWN = 3000

/** report.json of a run: its members, and what is said of each control in each cluster; equal words and reasons stand once. */
export function condensedRun(json: string): string {
  return condensed(json, ({ id, clusters }) =>
    clusters.map(({ cluster, word, reason }) => ({
      ...{ control: id, of: cluster, text: `${word}: ${reason}` },
    })),
  )
}

/** The same of a period: each segment with its spells. */
export function condensedPeriod(json: string): string {
  return condensed(json, ({ id, parts }) =>
    parts.map(({ clusters, segments }) => {
      const said = segments.map(({ sentence, spells }) =>
        [sentence, ...spells.map(({ word, reason }) => `  ${word}: ${reason}`)].join('\n  '),
      )
      return { control: id, of: clusters.join(', '), text: said.join('\n  ') }
    }),
  )
}

function condensed(json: string, saidOf: (control: OfRun & OfPeriod) => readonly Said[]): string {
  const report = JSON.parse(json) as Readonly<Record<string, unknown>> & {
    readonly frameworks: readonly (Framework & {
      readonly controls: readonly (OfRun & OfPeriod)[]
    })[]
  }
  const members = Object.entries(report).map(([name, value]) => `${name}: ${shown(value)}`)
  const chapters = report.frameworks.map((framework) => {
    const { id, title, version, total, tallies } = framework
    const counts = tallies.map(({ count }) => count).join(' + ')
    return [
      `\n# ${id}: ${title} ${version}, ${counts} = ${total}`,
      ...linesOf(framework.controls.flatMap(saidOf)),
    ]
  })
  return `${[...members, ...chapters.flat()].join('\n')}\n`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  if (text.length <= SHOWN) return text
  if (Array.isArray(value)) return `${value.length} items`
  return Object.entries(value as object)
    .map(([name, inner]) => `\n  ${name}: ${shown(inner)}`)
    .join('')
}

function linesOf(all: readonly Said[]): readonly string[] {
  return alike(all.map(({ control, of, text }) => [control, `${of}: ${text}`] as const))
}
