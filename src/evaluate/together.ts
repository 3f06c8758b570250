import type { CheckAnswer } from '../model/check.ts'
import { bySubject } from './answers.ts'

/** Verdicts from the worst to the one that says least. */
const WORST_FIRST = ['fail', 'undetermined', 'pass', 'not-applicable'] as const

/**
 * One answer for each subject of which several things were asked, sorted by subject: the worst verdict, with the reasons of all answers that have
 * it, and the evidence of all of them. The cause and the example are those of the first of the worst.
 */
export function together(answers: readonly CheckAnswer[]): readonly CheckAnswer[] {
  const bySubjects = Map.groupBy(answers, ({ subject }) => subject)
  return [...bySubjects.values()].flatMap((own) => merged(own)).sort(bySubject)
}

function merged(answers: readonly CheckAnswer[]): readonly CheckAnswer[] {
  const worst = WORST_FIRST.find((each) => answers.some(({ verdict }) => verdict === each))
  const telling = answers.filter(({ verdict }) => verdict === worst)
  const [first] = telling
  if (first === undefined) return []
  const reason = [...new Set(telling.map((each) => each.reason))].join('; ')
  const evidence = Object.freeze(telling.flatMap((each) => each.evidence))
  return [Object.freeze({ ...first, reason, evidence })]
}
