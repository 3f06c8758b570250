/** What changed in a period, as its report.json shows it. */
import { z } from 'zod'
import { examplePath } from '../../schema/path.ts'
import { count, digest, instant, list, shape, text } from '../../schema/shape.ts'
import { between, point } from './shared.ts'

const policy = shape({
  anchor: text,
  cluster: text,
  key: text,
  change: z.enum(['added', 'removed', 'changed', 'relabelled']),
  word: text,
  ...between,
  digest: digest.describe('of the change, as the file of changes names it'),
  programs: list(text).describe(
    'client programs as the object names them itself; no person is shown',
  ),
  listed: shape({ id: text, ticket: text, approval: text, date: text })
    .optional()
    .describe('the entry of the file of changes that lists it; absent: none does'),
  claimed: list(text).describe('annotations, claimed by the object'),
  diff: list(shape({ kind: z.enum(['head', 'plus', 'minus', 'same']), line: text })),
  diffMore: count.describe('lines of the diff that are not shown'),
})

const stated = shape({
  notIn: text.describe('the run before, which does not have it'),
  to: point.describe('first seen'),
  kind: text,
  file: text,
  entry: text,
  change: text,
  what: text,
  lines: list(text).describe('the same, a line for each field of an entry'),
})

const significant = shape({ cluster: text, kind: text, ...between, what: list(text), more: count })

const row = shape({
  from: text,
  to: text,
  ports: text,
  cde: text,
  pairs: count.describe('pairs of pods'),
  count: count.describe('lines of the comparison that it stands for'),
  several: z.boolean(),
  named: list(shape({ from: text, to: text })),
  more: count,
  example: examplePath,
})

const connections = shape({ count, groups: list(shape({ cause: list(text), rows: list(row) })) })

const chain = list(shape({ from: text, to: text, ports: text, certain: z.boolean() }))

const step = shape({
  cluster: text,
  ...between,
  opened: connections,
  closed: connections,
  connected: list(
    shape({
      title: text,
      count,
      rows: list(shape({ workload: text, hops: count, chain })),
      more: count,
    }),
  ),
  openings: list(
    shape({
      title: text,
      count,
      rows: list(
        shape({
          ...{ by: text, pointer: text, traffic: text, workload: text, targetPort: text },
          ...{ through: text, hosts: list(text), sourceRanges: list(text) },
        }),
      ),
      more: count,
    }),
  ),
  gaps: list(text),
})

/** Everything that changed, by first sight. */
export const changes = shape({
  sentence: text,
  total: count,
  unlisted: count.describe('changes of policies that no entry of the file of changes lists'),
  counts: list(shape({ word: text, count })),
  notCompared: text.describe(
    'how many comparisons of one run with the next could not be made or not whole, and of which clusters; empty: none',
  ),
  policies: list(policy),
  stated: list(stated),
  significant: list(significant),
  connectivity: list(step),
  gaps: list(text).describe('what was not compared, and why'),
})

/** Controls that an evaluation with one catalogue answers otherwise. */
export const reEvaluated = list(
  shape({
    ...{ run: point, cluster: text, control: text, title: text, state: text },
    ...{ before: text, after: text, reason: text },
    newlyFailing: list(text),
    noLongerFailing: list(text),
  }),
)

const signOff = shape({
  ...{ id: text, word: text, why: text, performedOn: text, until: text, authorship: text },
})

/** A statement of a person that is asked for, cluster by cluster. */
export const review = shape({
  framework: text,
  id: text,
  controlAnchor: text,
  title: text,
  open: count.describe('clusters in which it is to be stated'),
  clusters: list(
    shape({
      cluster: text,
      word: text,
      open: z.boolean(),
      reason: text,
      due: text.describe('by which day, and what that is counted from; empty: nothing is asked'),
      dueBy: text.optional().describe('the last day, YYYY-MM-DD; absent: there is none'),
      overdueSince: text.optional().describe('absent: it is not overdue, or has no last day'),
      digests: list(
        shape({
          of: text,
          digest: digest
            .optional()
            .describe('absent: it is not known, or of a list without an entry'),
          since: text,
          changed: text.optional(),
          gaps: text.optional(),
        }),
      ).describe('what it is bound to'),
      signOffs: list(signOff),
      changedSince: list(text).describe('since the newest statement'),
    }),
  ),
})

const fact = shape({ name: text, value: text })

/** Where the evidence of one run comes from, cluster by cluster. */
export const sheetRun = shape({
  ...{ number: text, id: text, startedAt: instant, finishedAt: instant },
  like: text.optional().describe('the run that it is told against; absent: all of it is told'),
  facts: list(fact).describe('tool, image, catalogue and input digests; with `like` what differs'),
  clusters: list(
    shape({
      ...{ cluster: text, word: text, takenFrom: instant, takenTo: instant, clock: text },
      ...{ lists: text, objects: count, replaced: count },
      root: digest.describe('of the snapshot'),
      like: text.optional().describe('the run that it is told against; absent: all of it is told'),
      facts: list(fact).describe('source, marks, account and its rights; with `like` what differs'),
      errors: list(text).describe('all of them, and notes'),
    }),
  ),
})

/** One committed run, as the chain of evidence names it. */
export const periodRun = shape({
  number: text.describe('evidence number'),
  id: text,
  slot: instant.optional(),
  trigger: text,
  attempt: count,
  answers: z.boolean(),
  startedAt: instant,
  finishedAt: instant,
  sealedAt: instant,
  entry: count,
  sumsDigest: digest,
  manifestDigest: digest,
  catalogue: digest,
  tool: text,
  clusters: list(shape({ word: text, count })),
  times: list(text).describe(
    'when its clusters were read or tried, and who vouches for that: the run, or a file alone',
  ),
})
