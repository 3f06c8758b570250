import type { LedgerState } from '../model/ledger.ts'
import type { PeriodSource } from '../model/period.ts'
import { headOf, type Archived } from './archived.ts'
import { dueIn, dueOf, type Stated } from './due.ts'
import { firstOf, type Message } from './message.ts'

/** The message of a committed report of a period; with names and reasons only where `details` are asked for. */
export function periodMessage(archived: Archived, source: PeriodSource, details: boolean): Message {
  const { name, from, to } = source.period
  const words = source.controls.flatMap(({ segments }) => segments.map(({ word }) => word))
  const due = dueIn(statedIn(source), source.generatedAt)
  return {
    format: 'delivery/v1',
    kind: 'period',
    ...headOf(archived),
    period: { name, from, to, interim: source.interim },
    results: { of: 'segments', total: words.length, counts: tally(words) },
    changes: changesOf(source),
    due: firstOf(dueOf(due)),
    ...(details
      ? {
          details: detailsOf(
            source,
            due.map(({ line }) => line),
          ),
        }
      : {}),
  }
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function changesOf({ changes, ledger }: PeriodSource): Record<string, number> {
  const { policies, stated, significant, connectivity } = changes
  const lines = connectivity.flatMap((step) => step.connectivity)
  const slotsOf = (state: LedgerState) =>
    ledger.rows.reduce((sum, { counts: cells }) => sum + cells[state], 0)
  const counts = {
    policies: policies.length,
    'policies-unlisted': policies.filter(isUnlisted).length,
    stated: stated.length,
    significant: significant.reduce((sum, { count }) => sum + count, 0),
    ...tally(lines.map(({ change }) => `connections-${change}`)),
    'slots-missed': slotsOf('missed'),
    'slots-not-read': slotsOf('unread'),
    'slots-out-of-time': slotsOf('ad-hoc'),
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

/** Labels and annotations alone are no change that the file of changes has to list. */
function isUnlisted({ change, listed }: PeriodSource['changes']['policies'][number]): boolean {
  return change !== 'relabelled' && listed === undefined
}

function detailsOf(source: PeriodSource, due: readonly string[]): Message['details'] {
  const { entity, controls, changes, newest } = source
  const open = controls.flatMap(({ cluster, framework, control, title, segments }) =>
    segments
      .filter(({ word }) => word === 'failed' || word === 'undetermined')
      .map(
        ({ word, from, to }) =>
          `${cluster}: ${framework} ${control} ${title}: ${word} (${from.asOf} to ${to.asOf})`,
      ),
  )
  return {
    entity,
    clusters: firstOf(
      (newest?.clusters ?? []).map(({ name, snapshot: { status, reasons } }) => ({
        ...{ name, status, reasons: [...reasons] },
      })),
    ),
    results: firstOf(open),
    changes: firstOf(
      changes.policies.map(
        ({ cluster, key, change, to, listed }) =>
          `${cluster}: ${key} ${change}, first seen ${to.asOf}${change === 'relabelled' ? '' : listed === undefined ? ', not listed' : `, listed as ${listed.ticket}`}`,
      ),
    ),
    due: firstOf(due),
  }
}

/** What each cluster has of statements, from the reviews and the newest run. */
function statedIn({ reviews, newest }: PeriodSource): readonly Stated[] {
  const waivers = new Map(
    (newest?.clusters ?? []).map(({ name, evaluation }) => [
      name,
      evaluation?.organisation.waivers ?? [],
    ]),
  )
  const byCluster = Map.groupBy(reviews, ({ cluster }) => cluster)
  const names = [...new Set([...byCluster.keys(), ...waivers.keys()])]
  return names.map((cluster) => {
    const own = byCluster.get(cluster) ?? []
    return {
      cluster,
      statements: own.map(({ framework, control, due }) => ({ framework, control, ...due })),
      waivers: waivers.get(cluster) ?? [],
    }
  })
}
