import type { SubjectView } from './report-schema.ts'

type Observation = SubjectView['evidence'][number]

/** Evidence numbers that follow each other: `1a2b3c4d-0007`, or up to another one, of which `0036` is said. */
export type NumberRange = {
  readonly from: string
  readonly to?: { readonly number: string; readonly short: string }
}

/** What is shown of the observations at one place of an object. */
export type EvidenceLine = Pick<Observation, 'object' | 'pointer'> & {
  /** its numbers in their order; empty: the report that is named has none for it */
  readonly numbers: readonly NumberRange[]
  /** what was seen there, each value once; empty where the reason above says it already */
  readonly value: string
}

/** The observations of a subject in their order, those of one place in one line, and what the reason says word for word not once more. */
export function evidenceLines(
  evidence: readonly Observation[],
  reason: string,
): readonly EvidenceLine[] {
  const places = Map.groupBy(evidence, ({ object, pointer }) => `${object} ${pointer}`)
  return [...places.values()].flatMap((all) => {
    const [first] = all
    if (first === undefined) return []
    const values = [...new Set(all.map(({ value }) => value))]
    const said = values.filter((value) => !isSentence(value) || !reason.includes(value))
    const { object, pointer } = first
    return [{ object, pointer, numbers: numbersOf(all), value: said.join('; ') }]
  })
}

/** One word may stand in a reason by chance. */
function isSentence(value: string): boolean {
  return value.includes(' ')
}

/** Numbers that follow each other as a range. */
function numbersOf(all: readonly Observation[]): readonly NumberRange[] {
  const runs: { first: string; last: string }[] = []
  for (const { number } of all) {
    if (number === '') continue
    const run = runs.at(-1)
    if (run !== undefined && Number(digitsOf(number)) === Number(digitsOf(run.last)) + 1)
      run.last = number
    else runs.push({ first: number, last: number })
  }
  return runs.map(({ first, last }) => ({
    from: first,
    ...(first === last ? {} : { to: { number: last, short: digitsOf(last) } }),
  }))
}

function digitsOf(number: string): string {
  return number.slice(number.lastIndexOf('-') + 1)
}
