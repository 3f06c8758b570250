import type {
  ConnectivityStep,
  PeriodSource,
  PolicyChangeSeen,
  StatedChange,
} from '../../../model/period.ts'
import { connectedGroups } from '../../comparison-connected.ts'
import { connectionsView } from '../../comparison-connections.ts'
import { openingGroups } from '../../comparison-openings.ts'
import { diffLines } from '../../diff-lines.ts'
import { entryWords } from '../../entry-words.ts'
import { counted, prose, visible } from '../../text.ts'
import { CHANGE_WORDS } from '../../words.ts'
import { anchorOf } from '../../view/anchor.ts'
import type { ChangesView } from '../schema.ts'
import { POLICY_CHANGE_WORDS, STATED_WORDS } from '../words.ts'
import { notCompared } from './not-compared.ts'
import type { RunNumbers } from './points.ts'

/** So many lines of a diff are shown; the rest is counted. */
const MOST_LINES = 200

/** Everything that changed in the period by first sight, with what snapshots cannot show said first. */
export function changesView({ changes, runs }: PeriodSource, numbers: RunNumbers): ChangesView {
  const { policies, stated, significant, connectivity, gaps } = changes
  const total = policies.length + stated.length
  return {
    sentence: `${counted(total, 'change')} seen between snapshots; ${
      runs.length === 0
        ? 'there is none of this period, and what changed in it is not known'
        : 'what was made and reverted between two slots is not visible'
    }.`,
    total,
    unlisted: policies.filter(({ listed }) => listed === undefined).length,
    counts: countsOf(changes),
    notCompared: notCompared(changes),
    policies: policies.map((one) => policyView(one, numbers)),
    stated: stated.map((one) => statedView(one, numbers)),
    significant: significant.map(({ cluster, kind, what, count, from, to }) => ({
      cluster: visible(cluster),
      kind: CHANGE_WORDS[kind],
      ...{ from: numbers.point(from), to: numbers.point(to) },
      what: what.map(prose),
      more: Math.max(0, count - what.length),
    })),
    connectivity: connectivity.map((one) => stepView(one, numbers)),
    gaps: gaps.map(prose),
  }
}

/** What became reachable, or no longer is, over any number of connections. */
const REACH = [
  { change: 'connected', direction: 'into', word: 'workloads that now reach the CDE' },
  { change: 'disconnected', direction: 'into', word: 'workloads that no longer reach the CDE' },
  { change: 'connected', direction: 'out-of', word: 'workloads that the CDE now reaches' },
  { change: 'disconnected', direction: 'out-of', word: 'workloads that the CDE no longer reaches' },
] as const

function countsOf({ policies, stated, significant, connectivity }: PeriodSource['changes']) {
  const of = (kind: StatedChange['kind']) => stated.filter((one) => one.kind === kind).length
  const lines = (change: 'opened' | 'closed') =>
    connectivity.reduce(
      (sum, step) => sum + step.connectivity.filter((one) => one.change === change).length,
      0,
    )
  const ways = (change: 'opened' | 'closed') =>
    connectivity.flatMap(({ openings }) => openings).filter((one) => one.change === change).length
  const reach = (change: string, direction: string) =>
    connectivity
      .flatMap(({ connected }) => connected)
      .filter((one) => one.change === change && one.direction === direction).length
  return [
    { word: 'policy objects', count: policies.length },
    {
      word: 'of these, listed by no entry',
      count: policies.filter(({ listed }) => listed === undefined).length,
    },
    { word: 'entries of the organisation’s files', count: of('organisation') },
    { word: 'catalogue', count: of('catalogue') },
    { word: 'tool', count: of('tool') },
    { word: 'estate', count: of('estate') },
    { word: 'schedule', count: of('schedule') },
    { word: 'significant changes', count: significant.length },
    { word: 'lines of connectivity opened', count: lines('opened') },
    { word: 'lines of connectivity closed', count: lines('closed') },
    ...REACH.map(({ word, change, direction }) => ({ word, count: reach(change, direction) })),
    { word: 'ways in from outside opened', count: ways('opened') },
    { word: 'ways in from outside closed', count: ways('closed') },
  ]
}

function policyView(
  change: PolicyChangeSeen,
  numbers: RunNumbers,
): ChangesView['policies'][number] {
  const { cluster, key, digest, programs, listed, claimed, diff } = change
  const all = diff === undefined ? [] : diffLines(diff)
  return {
    anchor: anchorOf('change', cluster, key, digest),
    cluster: visible(cluster),
    key: visible(key),
    change: change.change,
    word: POLICY_CHANGE_WORDS[change.change],
    ...{ from: numbers.point(change.from), to: numbers.point(change.to) },
    digest,
    programs: programs.map(({ manager, operation, at }) =>
      visible(`${manager} (${operation}${at === undefined ? '' : `, ${at}`})`),
    ),
    ...(listed === undefined
      ? {}
      : {
          listed: {
            ...{ id: visible(listed.id), ticket: visible(listed.ticket) },
            ...{
              approval: prose(`listed as approved by ${listed.approvedBy}`),
              date: visible(listed.date),
            },
          },
        }),
    claimed: claimed.map(visible),
    diff: all.slice(0, MOST_LINES),
    diffMore: Math.max(0, all.length - MOST_LINES),
  }
}

function statedView(stated: StatedChange, numbers: RunNumbers): ChangesView['stated'][number] {
  const seen = {
    notIn: numbers.numberOf(stated.from) ?? visible(stated.from),
    to: numbers.point(stated.to),
    kind: STATED_WORDS[stated.kind],
  }
  if (stated.kind !== 'organisation')
    return { ...seen, ...{ file: '', entry: '', change: '' }, ...entryWords(stated.what) }
  const { file, entry, change, what } = stated.change
  return {
    ...seen,
    file: visible(file),
    entry: visible(entry),
    change: visible(change),
    ...entryWords(what),
  }
}

function stepView(
  step: ConnectivityStep,
  numbers: RunNumbers,
): ChangesView['connectivity'][number] {
  const { cluster, from, to, connectivity, connected, openings, gaps } = step
  return {
    cluster: visible(cluster),
    ...{ from: numbers.point(from), to: numbers.point(to) },
    opened: withoutCluster(connectionsView(connectivity, 'opened')),
    closed: withoutCluster(connectionsView(connectivity, 'closed')),
    connected: connectedGroups(connected).map(({ title, count, rows, more }) => ({
      title,
      count,
      rows,
      more,
    })),
    openings: openingGroups(openings).map(({ title, count, rows, more }) => ({
      title,
      count,
      rows,
      more,
    })),
    gaps: gaps.map(prose),
  }
}

/** A step is of one cluster. */
function withoutCluster({ count, groups }: ReturnType<typeof connectionsView>) {
  return { count, groups: groups.map(({ cause, rows }) => ({ cause, rows })) }
}
