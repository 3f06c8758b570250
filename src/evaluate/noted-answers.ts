import { canonicalJson } from '../core/canonical-json.ts'
import type { ConnectionSet, PortRange } from '../model/reachability.ts'
import type { Connection } from './between-members.ts'
import { describeRanges } from './port-ranges.ts'

/** The answers between the pods of two members, each once, in the order in which they are met. */
export type Noted = readonly string[]

/** Notes one more answer; what meets on a node is left out. */
export function noted(known: Noted | undefined, { reach }: Connection): Noted | undefined {
  const { allowed, indeterminate } = reach
  if (allowed.ranges.length + indeterminate.ranges.length === 0) return known
  const only = onlyAnswer(allowed, indeterminate)
  if (known === undefined || known === only) return only
  const [text = ''] = only
  return known.includes(text) ? known : [...known, text]
}

/** The canonical JSON of the answers in order. */
export function answersText(answers: Noted): string {
  const known = texts.get(answers)
  if (known !== undefined) return known
  const text = canonicalJson([...answers].sort())
  texts.set(answers, text)
  return text
}

/** The answers in words: `TCP 443`, `TCP 443, undecided: UDP 53`; those of different pods one after the other. */
export function answersWords(answers: Noted): string {
  return [...answers].sort().map(answerWords).join('; between other pods: ')
}

function answerWords(answer: string): string {
  const [allowed, open] = JSON.parse(answer) as readonly [PortRanges, PortRanges]
  return [
    ...(allowed.length === 0 ? [] : [describeRanges(allowed)]),
    ...(open.length === 0 ? [] : [`undecided: ${describeRanges(open)}`]),
  ].join(', ')
}

type PortRanges = readonly PortRange[]

/** Few sets of connections answer many questions, so each pair of them is written once. */
function onlyAnswer(allowed: ConnectionSet, indeterminate: ConnectionSet): Noted {
  const others = onlies.get(allowed) ?? new WeakMap<ConnectionSet, Noted>()
  onlies.set(allowed, others)
  const known = others.get(indeterminate)
  if (known !== undefined) return known
  const only = [canonicalJson([allowed.ranges, indeterminate.ranges])]
  others.set(indeterminate, only)
  return only
}

const onlies = new WeakMap<ConnectionSet, WeakMap<ConnectionSet, Noted>>()
const texts = new WeakMap<Noted, string>()
