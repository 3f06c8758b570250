import { z } from 'zod'
import { isInstant } from '../../core/clock.ts'
import { readTextFile } from '../../core/text-file.ts'
import { validate } from '../../core/validate.ts'
import { parseYaml } from '../../core/yaml.ts'

const instant = z.string().refine(isInstant, 'not an instant like 2025-10-06T02:00:00Z')
const names = z.array(z.string()).default([])

const slot = z.strictObject({
  slot: instant,
  collected: instant
    .optional()
    .describe('when the folders were taken; 40 seconds after the slot when absent'),
  outcome: z.enum(['run', 'missed']).default('run'),
  caughtUp: z.boolean().default(false).describe('whether the run made up for it after downtime'),
  note: z.string().optional().describe('why it is late, partial or missed'),
  unread: z
    .record(z.string(), names)
    .default({})
    .describe('per cluster the resources that could not be read this time'),
})

const history = z.strictObject({
  cron: z.string(),
  quarters: z.strictObject({
    base: z.strictObject({ name: z.string(), slot: instant }),
    head: z.strictObject({ name: z.string(), slot: instant }),
  }),
  slots: z.array(slot).min(1),
})

/** One scheduled point of the bundled estate's history, and what happened then. */
export type HistorySlot = z.output<typeof slot>

/** The bundled estate's history: its schedule, its slots in order, and the two runs that are compared. */
export type History = z.output<typeof history>

const change = z.strictObject({
  date: instant.describe('from which moment on the files hold'),
  title: z.string(),
  remove: names.describe('paths, relative to the base, that end with this change'),
})

/** One dated change: its files replace those of the same path, and `remove` ends some. */
export type HistoryChange = z.output<typeof change>

/** Reads history.yaml. Throws Fault `CONFIGURATION` with all faults at once. */
export function readHistory(path: string): History {
  return read(history, path, 'history')
}

/** Reads the change.yaml of one dated change. Throws Fault `CONFIGURATION` with all faults at once. */
export function readChange(path: string): HistoryChange {
  return read(change, path, 'change')
}

function read<T>(schema: z.ZodType<T>, path: string, what: string): T {
  const [document] = parseYaml(readTextFile(path, what), path)
  return validate(schema, document ?? { value: null, lineOf: () => 1 }, path)
}
