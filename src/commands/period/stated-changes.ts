import { organisationChanges } from '../../compare/organisation-changes.ts'
import type { StatedChange } from '../../model/period.ts'
import type { RunReading } from './run-reading.ts'

/** What changed in what people wrote, and in the program, between two runs, and what could not be compared. */
export type StatedChanges = {
  readonly changes: readonly StatedChange[]
  readonly gaps: readonly string[]
}

/** Changes of the organisation's files entry by entry, of the catalogue file by file, of tool, estate and schedule. */
export function statedChanges(before: RunReading, now: RunReading): StatedChanges {
  const between = { from: before.run.id, to: { run: now.run.id, asOf: now.run.at } }
  const said = (kind: 'catalogue' | 'tool' | 'estate' | 'schedule', what: readonly string[]) =>
    what.map((one): StatedChange => ({ ...between, kind, what: one }))
  const [old, current] = [before.organisation, now.organisation]
  const own =
    old === undefined || current === undefined
      ? []
      : organisationChanges(old, current).map((change): StatedChange => ({
          ...between,
          kind: 'organisation',
          change,
        }))
  return {
    changes: [
      ...own,
      ...said('catalogue', catalogueChanges(before, now)),
      ...said('estate', estateChanges(before, now)),
      ...said('schedule', scheduleChange(before, now)),
      ...said('tool', toolChange(before, now)),
    ],
    gaps:
      old === undefined || current === undefined
        ? [
            `the organisation's files between ${before.run.id} and ${now.run.id}: not compared, since this version cannot read those of a run`,
          ]
        : [],
  }
}

const CATALOGUE = 'inputs/catalogue/'

function catalogueChanges(
  { run: before }: RunReading,
  { run: now }: RunReading,
): readonly string[] {
  if (before.catalogue === now.catalogue) return []
  const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(now.inputs)])].sort()
  const changed = names
    .filter((name) => name.startsWith(CATALOGUE) && before.inputs[name] !== now.inputs[name])
    .map((name) => {
      const how =
        before.inputs[name] === undefined
          ? 'added'
          : now.inputs[name] === undefined
            ? 'removed'
            : 'changed'
      return `${name.slice(CATALOGUE.length)} ${how}`
    })
  return changed.length === 0 ? ['other frameworks of it are in use'] : changed
}

function estateChanges({ run: before }: RunReading, { run: now }: RunReading): readonly string[] {
  const [old, current] = [before, now].map(
    ({ clusters }) => new Map(clusters.map((each) => [each.name, each])),
  )
  const names = [...new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])])].sort()
  return names.flatMap((name) => {
    const [one, two] = [old?.get(name), current?.get(name)]
    if (one === undefined) return [`cluster ${name} is listed from now on`]
    if (two === undefined) return [`cluster ${name} is no longer listed`]
    if (one.status !== two.status && [one.status, two.status].includes('retired'))
      return [`cluster ${name}: ${one.status} before, ${two.status} now`]
    return one.uid !== undefined && two.uid !== undefined && one.uid !== two.uid
      ? [`cluster ${name} was replaced: another cluster answers under its name`]
      : []
  })
}

function scheduleChange({ run: before }: RunReading, { run: now }: RunReading): readonly string[] {
  const [old, current] = [before.schedule?.cron, now.schedule?.cron]
  if (old === undefined || current === undefined || old === current) return []
  return [`${old} before, ${current} now (UTC)`]
}

function toolChange({ run: before }: RunReading, { run: now }: RunReading): readonly string[] {
  const [old, current] = [before, now].map(({ tool }) =>
    [tool.name, tool.version, tool.revision ?? ''].join(' ').trim(),
  )
  return old === current ? [] : [`${old} before, ${current} now`]
}
