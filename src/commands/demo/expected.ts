import { z } from 'zod'
import { isInstant } from '../../core/clock.ts'
import { readTextFile } from '../../core/text-file.ts'
import { validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'

const instant = z.string().refine(isInstant, 'not an instant like 2025-10-06T02:00:00Z')
const named = z.strictObject({ name: z.string(), slot: instant })
const inCluster = { cluster: z.string(), id: z.string() }

const result = z.strictObject({
  tells: z.string().exactOptional(),
  slot: instant.exactOptional(),
  cluster: z.string(),
  framework: z.string(),
  control: z.string(),
  subject: z.string().describe('namespace/Kind/name'),
  verdict: z.enum(['pass', 'fail', 'undetermined', 'not-applicable']),
  says: z.string(),
})

const schema = z.strictObject({
  frameworks: z.record(z.string(), z.string()),
  clusters: z.strictObject({
    unreachable: z.string().describe('in every run'),
    replaced: named.describe('and the slot whose run says so'),
    retired: named.describe('and the first slot whose run says so'),
  }),
  results: z.array(result).min(1),
  waivers: z.array(
    z.strictObject({
      ...inCluster,
      state: z.enum(['active', 'expired', 'unused', 'over-cap', 'not-yet']),
    }),
  ),
  flows: z.array(z.strictObject({ ...inCluster, state: z.enum(['unused', 'overdue']) })),
  signOffs: z.array(
    z.strictObject({
      ...inCluster,
      state: z.enum(['in-force', 'due-soon', 'expired', 'changed', 'not-yet', 'unsigned']),
      says: z.string().describe('part of the reason and of how authorship was established'),
    }),
  ),
  inapplicable: z.array(
    z.strictObject({
      cluster: z.string(),
      framework: z.string(),
      control: z.string(),
      says: z.string(),
    }),
  ),
  claims: z.array(
    z.strictObject({
      cluster: z.string(),
      object: z.string(),
      annotation: z.string(),
      value: z.string(),
    }),
  ),
})

/** What must come true for the demo to succeed: story.yaml of the bundled estate. */
export type Expected = Readonly<z.output<typeof schema>>

/** Reads story.yaml. Throws Fault `CONFIGURATION` with all faults at once. */
export function readExpected(path: string): Expected {
  return validate(schema, parseYamlDocument(readTextFile(path, 'story'), path), path)
}
