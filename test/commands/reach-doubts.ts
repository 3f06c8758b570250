import { expect } from 'chai'
import type { Doubt } from '../../src/model/reachability.ts'

/** Both sides of an answer, as far as their reasons for doubt go. */
export type Sides = Readonly<
  Record<'egress' | 'ingress', { readonly verdict: string; readonly doubts?: readonly Doubt[] }>
>

/** An undecided side has reasons of a closed kind, and no other has any. */
export function expectDoubtsWhereUndecided({ egress, ingress }: Sides): void {
  for (const { verdict, doubts = [] } of [egress, ingress])
    expect(doubts.length > 0).to.equal(verdict === 'indeterminate')
}

/** The kinds of doubt of an answer, each once, in order. */
export function doubtKinds({ egress, ingress }: Sides): readonly string[] {
  const all = [egress, ingress].flatMap(({ doubts = [] }) => doubts.map(({ kind }) => kind))
  return [...new Set(all)]
}
