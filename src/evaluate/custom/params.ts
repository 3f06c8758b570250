import type { JsonObject } from '../../core/json.ts'
import type { CheckUse } from '../../model/control.ts'
import { valueOf } from '../baseline.ts'

/** The parameters of a use as expressions see them: of an entry `value: reason` of a list, the value. */
export function paramsOf(parameters: CheckUse['parameters']): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((entry) => valueOf(String(entry))) : value,
    ]),
  )
}
