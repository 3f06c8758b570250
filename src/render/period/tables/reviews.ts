import type { PeriodReport } from '../schema.ts'
import { several, type Table } from '../../tables/table.ts'

/** One row for each statement of a person that is asked for, in each cluster. */
export function reviews({ reviews }: PeriodReport): Table {
  return {
    name: 'Reviews',
    columns: [
      ...['framework', 'control', 'title', 'cluster', 'result', 'to be stated', 'reason'],
      ...['due', 'due by', 'overdue since', 'bound to', 'statements', 'changed since'],
    ],
    rows: function* () {
      for (const { framework, id, title, clusters } of reviews)
        for (const one of clusters)
          yield [
            ...[framework, id, title, one.cluster, one.word, one.open ? 'yes' : 'no', one.reason],
            ...[one.due, one.dueBy ?? '', one.overdueSince ?? ''],
            several(one.digests.map(({ of, digest, since }) => `${of} ${digest ?? ''}: ${since}`)),
            several(
              one.signOffs.map(
                ({ id: statement, word, performedOn, until }) =>
                  `${statement}: ${word}, stated on ${performedOn}${until === '' ? '' : `, to ${until}`}`,
              ),
            ),
            several(one.changedSince),
          ]
    },
  }
}
