/**
 * Wakes one mutant after the other and asks what the tests ask: sends `{ id, result }` for each, in the order given. Started by checks.ts with the
 * changed sources in a file; the checks are loaded from there.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Question } from './questions.ts'

/** How a mutant fared: `static` ones change what is read once when a check is loaded, and are not asked about. */
export type MutantResult = 'killed' | 'survived' | 'not-covered' | 'static'

type Waking = { activeMutant?: string; currentTestId?: string; mutantCoverage?: Coverage }
type Coverage = {
  readonly static: Readonly<Record<string, number>>
  readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const [, , file = '', ...wanted] = process.argv
const sources = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>
registerHooks({
  load(url, context, next) {
    const source = url.startsWith('file:') ? sources[fileURLToPath(url)] : undefined
    if (source === undefined) return next(url, context)
    return { format: 'module-typescript', source, shortCircuit: true }
  },
})

const waking: Waking = {}
Object.assign(globalThis, { __stryker__: waking })

const { questions } = await import('./questions.ts')
const asked = await questions()
const answers = asked.map((question, index) => answerOf(question, String(index)))
delete waking.currentTestId
const { static: loaded, perTest } = waking.mutantCoverage ?? { static: {}, perTest: {} }
for (const id of wanted) process.send?.({ id, result: resultOf(id) })
process.disconnect()

function answerOf(question: Question, test?: string): string {
  if (test !== undefined) waking.currentTestId = test
  try {
    return question.ask()
  } catch (error) {
    return `threw ${String(error)}`
  }
}

function resultOf(id: string): MutantResult {
  const covering = asked.flatMap((question, index) =>
    perTest[String(index)]?.[id] === undefined ? [] : [{ question, answer: answers[index] }],
  )
  if (covering.length === 0) return loaded[id] === undefined ? 'not-covered' : 'static'
  waking.activeMutant = id
  const killed = covering.some(({ question, answer }) => answerOf(question) !== answer)
  delete waking.activeMutant
  return killed ? 'killed' : 'survived'
}
