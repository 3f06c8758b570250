/** Outside evidence, as report.json shows it. */
import { z } from 'zod'
import { digest, list, shape, text } from './shape.ts'

/** One statement about a file of another tool, as it stands in its cluster. */
export const outsideEvidence = shape({
  cluster: text,
  id: text,
  tool: text.describe('its name and version, as stated'),
  benchmark: text,
  nodes: list(text),
  takenOn: text,
  until: text.describe('the last day on which it counts'),
  digest: digest.describe('of the attached file, which lies among the inputs of the run'),
  state: z.enum([
    'in-force',
    'refused',
    'other-benchmark',
    'foreign',
    'not-yet',
    'expired',
    'unsigned',
    'unknown',
  ]),
  word: text,
  why: text.describe('every reason against it; empty: it counts'),
  by: text.describe('who ran the tool and attached its file'),
  reviewed: text.optional().describe('who looked at it, and when; absent: nobody is named'),
  authorship: text,
})
