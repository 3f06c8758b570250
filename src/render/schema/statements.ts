/** What people have stated, as report.json shows it. */
import { z } from 'zod'
import { organisationHistory } from './history.ts'
import { list, shape, text } from './shape.ts'

const signOffState = z.enum([
  'in-force',
  'due-soon',
  'expired',
  'changed',
  'unknown',
  'not-yet',
  'unsigned',
  'incomplete',
  'superseded',
  'unused',
])

const file = shape({
  name: text,
  authorship: text.describe('how it was established who wrote it'),
  setAside: text.describe('why it counts as missing; empty: it counts'),
})

const signOff = shape({
  id: text,
  anchor: text,
  control: text.describe('framework and id'),
  controlAnchor: text.describe('empty: no control of this report'),
  by: text,
  performedOn: text,
  cadence: text.describe('sooner than the control asks, or what it leaves to the organisation'),
  period: text,
  authorship: text,
  file: text,
  evidence: list(shape({ link: text, digest: text })),
  missed: text.describe('record of a missed activity; empty: none'),
  note: text,
  states: list(
    shape({
      cluster: text,
      state: signOffState,
      word: text,
      why: text,
      until: text.describe(
        'the last day on which it holds; empty: until what it is bound to changes, or it does not hold',
      ),
      digests: list(shape({ of: text, digest: text })),
    }),
  ).describe('in each cluster that was read and of which it speaks'),
})

const due = shape({
  control: text.describe('framework and id'),
  controlAnchor: text,
  statement: text.describe('what is to be stated'),
  states: list(
    shape({
      state: z.enum([...signOffState.options, 'missing']),
      word: text,
      why: text,
      clusters: list(text),
    }),
  ),
})

const applicability = shape({
  declares: list(text),
  entries: list(
    shape({
      id: text,
      control: text.describe('framework and id; the framework alone: all of it'),
      clusters: text,
      reason: text,
      approval: text,
      states: list(text).describe(
        'that it takes out a whole framework; that it is approved on a day to come and not applied; names of clusters that the estate does not have',
      ),
    }),
  ),
})

/** Sign-offs, what is due, and what does not apply. */
export const statements = shape({
  files: list(file),
  signOffs: list(signOff),
  due: list(due).describe(
    'controls that ask for a statement and have none in force, or one that is due soon',
  ),
  changes: organisationHistory
    .optional()
    .describe('what changed in the files; absent in runs of older versions'),
  applicability: applicability.optional().describe('absent: no such file was given'),
})
