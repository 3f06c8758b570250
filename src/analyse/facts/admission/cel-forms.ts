import type { PodRefusal } from '../../../model/pod-admission.ts'
import { isWord } from './cel-compare.ts'
import { evaluated } from './cel-evaluate.ts'
import type { CelExpression } from './cel-expression.ts'
import { parseCel } from './cel-parse.ts'
import { UNKNOWN, objectWith } from './known.ts'
import type { Known } from './known.ts'
import { refusedWays } from './pod-ways.ts'

/** An expression of CEL with a name, which others use as `variables.NAME`. */
export type NamedExpression = { readonly name: string; readonly expression: string }

/** As many steps are made for one set of pods. */
const STEPS = 3_000

/**
 * What validations in CEL refuse for certain: where one of them is false of every pod that goes a way, whatever else the pod is. An error does not
 * count, nor does what is not read of an expression: that it names a field does not show what it asks.
 */
export function refusedByCel(
  validations: readonly string[],
  variables: readonly NamedExpression[],
): readonly PodRefusal[] {
  const read = validations.flatMap((each) => parseCel(each) ?? [])
  if (read.length === 0) return []
  const named = variables.map(({ name, expression }) => ({ name, of: parseCel(expression) }))
  return refusedWays((pods) => {
    const steps = { left: STEPS }
    const names = new Map([['object', pods]])
    for (const { name, of } of named) names.set('variables', withVariable(names, name, of, steps))
    return read.some((each) => isWord(evaluated(each, { names, steps }), false))
  })
}

/** What is known of `variables` with one more, which may use those before it. */
function withVariable(
  names: ReadonlyMap<string, Known>,
  name: string,
  of: CelExpression | undefined,
  steps: { left: number },
): Known {
  const before = names.get('variables')
  const value = of === undefined ? UNKNOWN : evaluated(of, { names, steps })
  return objectWith({ ...(before?.kind === 'object' ? before.members : {}), [name]: value })
}
