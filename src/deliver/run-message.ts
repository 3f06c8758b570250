import type { Instant } from '../core/clock.ts'
import type { SignificantChange } from '../model/history.ts'
import type { EntryChange } from '../model/report.ts'
import { headOf, type Archived } from './archived.ts'
import { dueIn, dueOf, type Stated } from './due.ts'
import { firstOf, type Message } from './message.ts'

/** What a message tells of a run. */
export type RunFacts = {
  readonly entity: string
  readonly clusters: readonly {
    readonly name: string
    readonly status: string
    readonly reasons: readonly string[]
  }[]
  /** controls in their clusters by outcome */
  readonly outcomes: Readonly<Record<string, number>>
  readonly controls: number
  /** one line for each control that fails in a cluster */
  readonly failed: readonly string[]
  /** significant changes that the run found */
  readonly significant: readonly (SignificantChange & { readonly cluster: string })[]
  /** entries of the organisation's files that changed since the run before */
  readonly entries: readonly EntryChange[]
  readonly stated: readonly Stated[]
}

/** The message of a committed run; with names and reasons only where `details` are asked for. */
export function runMessage(
  archived: Archived,
  facts: RunFacts,
  details: boolean,
  now: Instant,
): Message {
  const due = dueIn(facts.stated, now)
  return {
    format: 'delivery/v1',
    kind: 'run',
    ...headOf(archived),
    results: { of: 'controls', total: facts.controls, counts: { ...facts.outcomes } },
    changes: countsOf(facts),
    due: firstOf(dueOf(due)),
    ...(details
      ? {
          details: {
            entity: facts.entity,
            clusters: firstOf(
              facts.clusters.map(({ name, status, reasons }) => ({
                ...{ name, status, reasons: [...reasons] },
              })),
            ),
            results: firstOf(facts.failed),
            changes: firstOf(changeLines(facts)),
            due: firstOf(due.map(({ line }) => line)),
          },
        }
      : {}),
  }
}

function countsOf({ significant, entries }: RunFacts): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind, count } of significant) counts[kind] = (counts[kind] ?? 0) + count
  if (entries.length > 0) counts.organisation = entries.length
  return counts
}

function changeLines({ significant, entries }: RunFacts): readonly string[] {
  return [
    ...significant.flatMap(({ cluster, kind, what }) =>
      what.map((sentence) => `${cluster}: ${kind}: ${sentence}`),
    ),
    ...entries.map(({ file, entry, change }) => `${file}: ${entry} ${change}`),
  ]
}
