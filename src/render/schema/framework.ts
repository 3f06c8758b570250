/** Frameworks, controls and results, as report.json shows them. */
import { z } from 'zod'
import { examplePath } from './path.ts'
import { count, instant, list, shape, text } from './shape.ts'

const outcome = z.enum([
  'fail',
  'undetermined',
  'needs-sign-off',
  'waived',
  'signed-off',
  'pass',
  'not-applicable',
])

const tally = shape({ outcome, word: text, count })

const counts = shape({
  population: count.describe('subjects looked at; the sum of the verdicts below'),
  pass: count,
  fail: count,
  waived: count.describe('failures with a waiver laid over them'),
  undetermined: count,
  outOfReach: count.describe('part of undetermined'),
  notApplicable: count.describe('subjects outside the check'),
})

const evidence = shape({
  number: text.describe(
    'evidence number, `<8 hex of the run id>-0001`; the same observation keeps its number',
  ),
  object: text.describe('object key `group/version/Kind/namespace/name`'),
  pointer: text.describe('JSON pointer (RFC 6901) into the object'),
  value: text,
})

const subject = shape({
  subject: text.describe('`cluster/namespace/Kind/name`'),
  verdict: z.enum(['pass', 'fail', 'undetermined', 'not-applicable']),
  word: text,
  check: text,
  checkVersion: count,
  cause: z.enum(['gap', 'untranslated', 'out-of-reach', 'scope-silent', 'error']).optional(),
  causeWord: text.optional(),
  reason: text,
  waiver: text.optional().describe('id of the waiver laid over this failure'),
  outside: text.optional().describe('id of the outside evidence that says so'),
  evidence: list(evidence),
  example: examplePath.optional().describe('one connection that shows the failure'),
})

const beyondReach = z
  .boolean()
  .optional()
  .describe('true: undetermined for what no reading of the API could show, and for nothing else')

const outOfReach = count.describe(
  'part of undetermined: controls that no reading of the API could decide',
)

/** What people have stated that concerns a result. */
export const beside = {
  signOffs: list(
    shape({
      ...{ id: text, anchor: text, state: text, word: text },
      ...{ performedOn: text, until: text.describe('the last day on which it holds, if any') },
      why: text,
    }),
  ).describe('statements of persons for the control, as they stand in the cluster'),
  waivers: list(
    shape({
      ...{ id: text, anchor: text, state: text, word: text },
      matched: count.describe('failures of the check in the cluster that it matches'),
      ...{ check: text, expires: text, approvedBy: text },
    }),
  ).describe('waivers that match failures of its checks, also those that are not in force'),
}

const recent = shape({
  letters: text.describe(
    'one for a run, the newest last: F, U, N, W, S, P, - and . as in report.json of a period',
  ),
  ...{ runs: count, from: instant, to: instant },
  words: text,
})

/** One control in one cluster. */
export const controlInCluster = shape({
  cluster: text,
  outcome,
  word: text,
  beyondReach,
  reason: text,
  counts: counts.optional().describe('absent: the cluster was not read, its population is unknown'),
  ...beside,
  recent: recent
    .optional()
    .describe('what the newest runs answered; absent where there is one alone, or no result'),
  subjects: list(subject),
})

const control = shape({
  id: text,
  anchor: text,
  name: text.describe('`requirement 1.3.1`: the control as its framework calls it'),
  title: text,
  section: text.optional(),
  level: text.optional(),
  method: z.enum(['automated', 'assisted', 'signed-off-only', 'out-of-reach']),
  methodWord: text,
  ownMethod: text.optional().describe("the framework's own word for how it is answered"),
  outcome,
  word: text,
  beyondReach,
  reason: text,
  counts: counts.describe('sum over the clusters that were read'),
  checks: list(
    shape({ id: text, version: count.optional(), supports: list(text), parameters: list(text) }),
  ),
  procedures: list(text),
  residual: text.describe('what this evidence does not cover'),
  signOff: text.optional(),
  related: list(text),
  clusters: list(controlInCluster),
})

/** One framework with all its controls. */
export const framework = shape({
  id: text,
  anchor: text,
  title: text,
  version: text,
  publisher: text,
  noun: z.enum(['requirement', 'recommendation', 'control', 'criterion']),
  nouns: text,
  notice: text,
  pairing: text
    .optional()
    .describe(
      'who says which checks speak of its controls; absent: its publisher says what each asks',
    ),
  total: count,
  clusters: list(
    shape({ cluster: text, read: z.boolean(), tallies: list(tally), outOfReach }),
  ).describe(
    'the same per cluster; a cluster that was not read has all its controls undetermined, but for a benchmark of another platform than its own',
  ),
  tallies: list(tally).describe(
    'all results, worst first, also those with count 0; their sum is total',
  ),
  outOfReach,
  versionsNotHeld: text
    .optional()
    .describe(
      'that the versions of Kubernetes which it is written for are not known here, and which clusters that concerns',
    ),
  silent: list(shape({ cluster: text, word: text, reason: text }))
    .optional()
    .describe(
      'why it says nothing of any cluster, one entry each; absent: it says something of some',
    ),
  silence: text
    .optional()
    .describe('the same in one line, of the clusters that leave it undetermined; beside silent'),
  controls: list(control),
})
