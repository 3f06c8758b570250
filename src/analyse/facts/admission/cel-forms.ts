import { closesAt, innerOf, partsOf } from './cel-text.ts'
import { CONTAINER_FLAGS, POD_FLAGS } from './pod-fields.ts'

/** An expression of CEL with a name, which others use as `variables.NAME`. */
export type NamedExpression = { readonly name: string; readonly expression: string }

/**
 * Fields by which validations in CEL refuse pods for certain, sorted: where one of these fields is true, an expression is false, whatever else the pod
 * is. Read are conjunctions, tests that such a field is not true, or not there or not true, and `all` of these over the containers of a pod. Of
 * anything else, and of every expression that holds a text, nothing is said: that it names a field does not show what it asks.
 */
export function fieldsRefused(
  validations: readonly string[],
  variables: readonly NamedExpression[],
): readonly string[] {
  const lists = new Map(
    variables.map(({ name, expression }) => [`variables.${name}`, bareOf(expression)]),
  )
  const isContainers = (list: string) => CONTAINERS.test(innerOf(lists.get(list) ?? list))
  return [...new Set(validations.flatMap((each) => ofPod(bareOf(each), isContainers)))].sort()
}

/** The containers of a pod, with those of other kinds or without. */
const CONTAINERS =
  /^object\.spec\.containers(?:\+(?:object\.spec\.\?(?:init|ephemeral)Containers\.orValue\(\[\]\)|\(has\(object\.spec\.(init|ephemeral)Containers\)\?object\.spec\.\1Containers:\[\]\)))*$/

/** As many characters of an expression are read: its brackets may lie in one another. */
const LONGEST = 2000

/** An expression without comments and without spaces that mean nothing; empty where it is too long or holds a text, whose signs are no operators. */
function bareOf(expression: string): string {
  if (expression.length > LONGEST || /["'`\\]/.test(expression)) return ''
  return expression
    .replaceAll(/\/\/[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([^\w ]) ?/g, '$1')
    .trim()
}

function ofPod(text: string, isContainers: (list: string) => boolean): readonly string[] {
  return conjunctsOf(text).flatMap((each) => {
    const opened = each.indexOf('.all(')
    if (opened < 0 || !isContainers(each.slice(0, opened))) return untrueIn(each, podTests())
    if (!closesAt(each, opened + '.all'.length, each.length - 1)) return []
    const [variable = '', test = '', ...more] = partsOf(
      each.slice(opened + '.all('.length, -1),
      ',',
    )
    if (more.length > 0 || !/^[A-Za-z_]\w*$/.test(variable)) return []
    return conjunctsOf(test).flatMap((one) => untrueIn(one, containerTests(variable)))
  })
}

/** What all must hold for an expression to hold; none where it chooses, or cannot be told apart. */
function conjunctsOf(written: string): readonly string[] {
  const text = innerOf(written)
  if (partsOf(text.replaceAll('.?', '.').replaceAll('[?', '['), '?').length > 1) return []
  if (partsOf(text, '||').length > 1) return [text]
  const parts = partsOf(text, '&&')
  return parts.length > 1 ? parts.flatMap(conjunctsOf) : [text]
}

/** Tests of one field that do not hold where it is true. */
type FieldTests = {
  readonly field: string
  readonly untrue: readonly string[]
  readonly absent: readonly string[]
}

/** The fields of which a disjunction holds nothing but tests that do not hold where the field is true. */
function untrueIn(text: string, tests: readonly FieldTests[]): readonly string[] {
  const operands = partsOf(text, '||').map(innerOf)
  return tests
    .filter(
      ({ untrue, absent }) =>
        operands.some((each) => untrue.includes(each)) &&
        operands.every((each) => untrue.includes(each) || absent.includes(each)),
    )
    .map(({ field }) => field)
}

function podTests(): readonly FieldTests[] {
  return POD_FLAGS.map((field) => testsOf(field, ['object.spec']))
}

function containerTests(variable: string): readonly FieldTests[] {
  const holders = [`${variable}.securityContext`, `${variable}.?securityContext`] as const
  return CONTAINER_FLAGS.map((field) => testsOf(field, holders))
}

/** @param holders what holds the field, first as `has` takes it */
function testsOf(field: string, holders: readonly [string, ...string[]]): FieldTests {
  const [holder] = holders
  const optional = holders.flatMap((each) =>
    ['false', 'true'].map((unset) => `${each}.?${field}.orValue(${unset})`),
  )
  return {
    field,
    untrue: [`${holder}.${field}`, ...optional].flatMap((each) => [
      `!${each}`,
      `${each}==false`,
      `${each}!=true`,
    ]),
    absent: [`!has(${holder})`, `!has(${holder}.${field})`],
  }
}
