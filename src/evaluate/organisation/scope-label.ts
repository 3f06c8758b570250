import { z } from 'zod'
import { looseItems, looseMember, meaning } from '../../core/meaning.ts'

/** A label key (Kubernetes, "Labels and Selectors": a DNS name and a slash may stand in front). */
const key = z
  .string()
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'not the key of a label',
  )

const values = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, 'not the value of a label'),
  )
  .min(1, 'empty list')
  .exactOptional()

/** The label that the scope file compares itself with. */
export const scopeLabel = z
  .strictObject({
    key,
    classes: z
      .strictObject({ cde: values, connected: values, 'out-of-scope': values })
      .refine((classes) => Object.keys(classes).length > 0, 'names no class')
      .describe('values that mean a class'),
  })
  .check(
    meaning((value, tell) => {
      const classes = looseMember(value, 'classes')
      const seen = new Map<unknown, string>()
      for (const name of ['cde', 'connected', 'out-of-scope']) {
        for (const [index, each] of looseItems(looseMember(classes, name)).entries()) {
          const above = seen.get(each)
          if (above !== undefined) tell(['classes', name, index], `a value of ${above}, too`)
          seen.set(each, name)
        }
      }
    }),
  )
