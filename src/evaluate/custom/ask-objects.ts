import { canonicalJson } from '../../core/canonical-json.ts'
import type { Clock } from '../../core/clock.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { valueAt } from '../../core/json-pointer.ts'
import type { CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Catalogue, CheckUse } from '../../model/control.ts'
import type { CustomAnswers, CustomCheck } from '../../model/custom-check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { KubeObject, ObjectKey, ResourceName } from '../../model/object.ts'
import { objectEvidence } from '../answers.ts'
import { gateOf } from '../gate.ts'
import { onePerSubject } from '../run-check.ts'
import { asCheck } from './as-check.ts'
import type { Question } from './asked.ts'
import { startAsker } from './asker.ts'
import type { Asker } from './asker.ts'
import { FACTS } from './facts.ts'
import { paramsOf } from './params.ts'
import { isAsked, placing } from './places.ts'
import type { Placed } from './places.ts'
import { answerOf, notAsked } from './wording.ts'
import type { Told } from './wording.ts'

/** So many questions go to the thread at once: objects are small, and never held all. */
const BATCH = 64

/** So many objects one check may be stopped at; the others are not asked. */
const MOST_STOPS = 5

/** What all questions of a cluster may take. */
export type AskLimits = {
  readonly clock: Pick<Clock, 'milliseconds'>
  /** beyond these nothing is asked any more */
  readonly milliseconds: number
  /** what one object may take; absent: MOST_MILLISECONDS */
  readonly millisecondsEach?: number
}

/** One use of an organisation's check, and what came of it until now. */
type Use = {
  readonly index: number
  readonly check: CustomCheck
  readonly parameters: CheckUse['parameters']
  readonly worst: Map<string, CheckAnswer>
  stops: number
}

type Asked = { readonly use: Use; readonly question: Question; readonly told: Told }

/**
 * The answers of the organisation's checks in use: every object of the kinds that they read is asked, in the order of the stream, some at a time, and not held.
 * Subjects of pods are their workloads, of which the worst answer stands.
 *
 * Checks that may not be called (a gap, a silent scope) are asked nothing; where there are no others, nothing is read.
 */
export async function askObjects(
  input: CheckInput,
  catalogue: Catalogue,
  objects: () => AsyncIterable<KubeObject>,
  limits: AskLimits,
): Promise<CustomAnswers> {
  const all = usesOf(catalogue)
  const uses = all.filter(({ check }) => gateOf(asCheck(check), input) === undefined)
  if (uses.length > 0) {
    const expressions = all.map(({ check: { when, assert } }) => ({
      ...(when === undefined ? {} : { when }),
      assert,
    }))
    const asker = startAsker(expressions, limits.millisecondsEach)
    try {
      await askAll(uses, { input, asker, limits }, objects())
    } finally {
      asker.end()
    }
  }
  const answers = new Map(all.map((use) => [placeOf(use.check.id, use.parameters), use]))
  return (id, parameters) => {
    const use = answers.get(placeOf(id, parameters))
    if (use === undefined) throw new Error(`no object was asked ${id}`)
    return onePerSubject(use.worst.values())
  }
}

function usesOf({ frameworks, customChecks }: Catalogue): readonly Use[] {
  const named = new Map<string, Use>()
  const uses = frameworks.flatMap(({ controls }) => controls.flatMap(({ checks }) => checks))
  for (const { check: id, parameters } of uses) {
    const check = customChecks.find((each) => each.id === id)
    const place = placeOf(id, parameters)
    if (check === undefined || named.has(place)) continue
    named.set(place, { index: named.size, check, parameters, worst: new Map(), stops: 0 })
  }
  return [...named.values()]
}

function placeOf(id: string, parameters: CheckUse['parameters']): string {
  return canonicalJson([id, { ...parameters }])
}

type Work = { readonly input: CheckInput; readonly asker: Asker; readonly limits: AskLimits }

async function askAll(
  uses: readonly Use[],
  work: Work,
  objects: AsyncIterable<KubeObject>,
): Promise<void> {
  const end = work.limits.clock.milliseconds() + work.limits.milliseconds
  const resources = resourcesIn(work.input, uses)
  const placeIn = placing(work.input)
  let batch: Asked[] = []
  const flush = () => {
    askBatch(batch, work, end)
    batch = []
  }
  for await (const object of objects) {
    const resource = resources.get(`${groupOf(object.apiVersion)}/${object.kind}`)
    const placed = resource === undefined ? undefined : placeIn(object, resource)
    if (placed === undefined) continue
    for (const use of uses.filter(({ check }) => isAsked(check, placed, work.input)))
      batch.push(askedOf(use, object, placed, work.input))
    if (batch.length >= BATCH) flush()
  }
  flush()
}

/** The kinds that checks in use read, by group and kind as the snapshot names them. */
function resourcesIn(
  { cluster }: CheckInput,
  uses: readonly Use[],
): ReadonlyMap<string, ResourceName> {
  const wanted = new Set(uses.flatMap(({ check }) => check.kinds))
  return new Map(
    cluster.snapshot.resources
      .filter(({ resource }) => wanted.has(resource))
      .map(({ resource, kind, apiVersion = '' }) => [`${groupOf(apiVersion)}/${kind}`, resource]),
  )
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function askedOf(use: Use, object: KubeObject, placed: Placed, input: CheckInput): Asked {
  const facts: Record<string, JsonValue> = {}
  const unknown = new Map<
    string,
    Extract<ReturnType<typeof factOf>, { readonly kind: 'unknown' }>
  >()
  for (const name of use.check.facts) {
    const value = factOf(name, placed, input)
    if (value.kind === 'known') facts[name] = value.value
    else unknown.set(name, value)
  }
  const variables = {
    object,
    facts,
    unknownFacts: [...unknown.keys()],
    params: paramsOf(use.parameters),
  }
  const evidence = [objectEvidence(placed.key), ...shownOf(use.check, object, placed.key)]
  return {
    use,
    question: { check: use.index, variables },
    told: { subject: placed.subject, evidence, unknown },
  }
}

function factOf(name: string, { place }: Placed, input: CheckInput) {
  const fact = FACTS.find((each) => each.name === name)
  if (fact === undefined) throw new Error(`there is no fact ${name}`)
  if (fact.about === 'workload' && place.workloads.length === 0)
    return { kind: 'unknown', cause: 'gap', why: 'no pod of it is in the snapshot' } as const
  return fact.of(input, place)
}

function shownOf({ show }: CustomCheck, object: JsonObject, key: ObjectKey): readonly Evidence[] {
  return show.flatMap((pointer) => {
    const value = valueAt(object, pointer)
    const isPlain = typeof value !== 'object' && value !== undefined
    return isPlain ? [{ object: key, pointer, value: String(value) }] : []
  })
}

/** Asks what may still be asked, which is looked at anew after each object that was stopped, and keeps of each subject the worst answer. */
function askBatch(batch: readonly Asked[], { asker, limits }: Work, end: number): void {
  let rest = batch
  while (rest.length > 0) {
    const open = rest.filter((asked) => {
      const why = whyNot(asked.use, limits, end)
      if (why !== undefined) keep(asked.use, notAsked(asked.told, why))
      return why === undefined
    })
    const outcomes = asker.ask(open.map(({ question }) => question))
    for (const [index, outcome] of outcomes.entries()) {
      const asked = open[index]
      if (asked === undefined) throw new Error('an outcome without a question')
      if (outcome.kind === 'stopped') asked.use.stops += 1
      keep(asked.use, answerOf(asked.use.check, outcome, asked.told))
    }
    rest = open.slice(outcomes.length)
  }
}

function whyNot({ stops }: Use, { clock }: AskLimits, end: number): string | undefined {
  if (stops >= MOST_STOPS)
    return `the expressions were stopped at ${stops} objects: let them walk over fewer lists inside of each other`
  if (clock.milliseconds() >= end)
    return "the time for the organisation's checks in one cluster is used up: make their expressions smaller, or evaluation.deadlineSeconds larger"
  return undefined
}

function keep({ worst }: Use, answer: CheckAnswer): void {
  const known = worst.get(answer.subject)
  const [kept = answer] = onePerSubject(known === undefined ? [answer] : [known, answer])
  worst.set(answer.subject, kept)
}
