import { decidesConnections } from '../../analyse/deciding-kinds.ts'
import { blockersOf } from '../../analyse/premises.ts'
import { unreadOf } from '../../compare/unread.ts'
import { Fault } from '../../core/fault.ts'
import { describeUnread } from '../../core/unread-lists.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Context, Options } from '../context.ts'
import { reached } from '../reach/input.ts'
import { printedDifferences } from '../reach/list.ts'
import { listable } from '../reach/profile.ts'
import { kindReadings } from './kind-readings.ts'

/** Flags that a list of connections does not honour. */
const NOT_HONOURED = {
  add: '--add',
  detailedExitcode: '--detailed-exitcode',
  out: '--out',
} as const

/**
 * Two folders as lists of connections, workload by workload: the form that other tools read. Rejects with Fault `USAGE` where it cannot do what
 * is asked, `MISSING` where a folder leaves its connections uncertain: a gap is never a difference.
 */
export async function listFolderDifferences(
  context: Context,
  base: string,
  head: string,
  options: Options,
): Promise<number> {
  if (options.view !== 'connectivity')
    throw new Fault('USAGE', '-o csv goes with --view connectivity and two folders')
  const refused = Object.entries(NOT_HONOURED).filter(
    ([name]) => (options[name] ?? false) !== false,
  )
  if (refused.length > 0)
    throw new Fault(
      'USAGE',
      `-o csv does not go with ${refused.map(([, flag]) => flag).join(', ')}`,
      {
        hint: 'it lists the connections of two folders and nothing else; leave out -o csv',
      },
    )
  const { cluster: before } = await reached(context, { ...options, in: base })
  const { cluster: after } = await reached(context, { ...options, in: head })
  const why = [...doubts(base, before), ...doubts(head, after)]
  if (why.length > 0)
    throw new Fault('MISSING', ['connectivity was not compared', ...why].join('\n'), {
      hint: 'name two folders without gaps in what decides',
    })
  context.stdout(printedDifferences(listable(before, options), listable(after, options), 'csv'))
  return 0
}

/** What makes the connections of a folder uncertain. */
function doubts(path: string, cluster: Cluster): readonly string[] {
  const unread = unreadOf(kindReadings(cluster.snapshot), [])
  const lists = describeUnread(unread.filter(({ kind }) => decidesConnections(kind)))
  return [...new Set([...lists, ...blockersOf(cluster)])].map((one) => `${path}: ${one}`)
}
