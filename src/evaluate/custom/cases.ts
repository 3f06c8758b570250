import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import { isFault } from '../../core/fault.ts'
import type { JsonObject } from '../../core/json.ts'
import { printable } from '../../core/log.ts'
import { suggestion } from '../../core/nearest.ts'
import { validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { CustomCheck } from '../../model/custom-check.ts'
import type { Verdict } from '../../model/evaluation.ts'
import type { CatalogueFile } from '../catalogue.ts'
import { formFault } from '../parameter-form.ts'
import { paramsOf } from './params.ts'
import type { Variables } from './expression.ts'
import { startAsker } from './asker.ts'
import type { Outcome, Question } from './asked.ts'
import { telling } from './check-files.ts'
import type { KnownKinds } from './check-files.ts'
import { caseSchema } from './check-schema.ts'
import type { CaseFile } from './check-schema.ts'
import { FACTS } from './facts.ts'
import type { FactForm } from './facts.ts'

/** So many cases one check may have. */
const MOST_CASES = 100

/** What may come of a case, as the names of files begin. */
const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'undetermined', 'not-applicable']

/** What every check needs a case of. */
const NEEDED: readonly Verdict[] = ['pass', 'fail']

/** One case of one check: what it is asked, and what must come of it. */
type Case = { readonly file: string; readonly expected: Verdict; readonly question: Question }

/**
 * Asks each check of the organisation what its cases say, and adds a fault for each that does not come true, for checks without the cases that are
 * needed, and for files that are no cases. Cases of a check with faults, which is not among `checks`, are looked at for their shape only.
 */
export function proveCases(
  checks: readonly CustomCheck[],
  files: readonly CatalogueFile[],
  kinds: KnownKinds | undefined,
  faults: string[],
): void {
  const mine = files.filter(({ path }) => path.startsWith('cases/'))
  const known = idsOf(files)
  const cases = mine.flatMap((file) => caseIn(file, { checks, known, kinds }, faults))
  for (const id of idsOf(files)) tellMissing(id, mine, faults)
  if (cases.length === 0) return
  const outcomes = outcomesOf(checks, cases)
  for (const [index, { file, expected }] of cases.entries()) {
    const outcome = outcomes[index]
    if (outcome !== undefined && (outcome.kind === 'stopped' || verdictOf(outcome) !== expected))
      faults.push(
        printable(`${file}: comes to ${describe(outcome)}, where ${expected} is expected`),
      )
  }
}

/** The ids of all checks that have a file, by its name. */
function idsOf(files: readonly CatalogueFile[]): readonly string[] {
  return files.flatMap(({ path }) => /^checks\/(.+)\.yaml$/.exec(path)?.[1] ?? [])
}

/** By the names of the files: a case with a fault is there. */
function tellMissing(id: string, files: readonly CatalogueFile[], faults: string[]): void {
  const mine = files.filter(({ path }) => path.startsWith(`cases/${id}/`))
  const missing = NEEDED.filter((verdict) => !mine.some(({ path }) => expectedBy(path) === verdict))
  for (const verdict of missing)
    faults.push(`checks/${id}.yaml: no case for ${verdict}: write cases/${id}/${verdict}.yaml`)
  if (mine.length > MOST_CASES) faults.push(`checks/${id}.yaml: more than ${MOST_CASES} cases`)
}

/** The verdict that the name of a case's file says; undefined where it says none. */
function expectedBy(path: string): Verdict | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return VERDICTS.find((verdict) => name === `${verdict}.yaml` || name.startsWith(`${verdict}-`))
}

type CasesOf = {
  /** those without faults */
  readonly checks: readonly CustomCheck[]
  /** ids of all that have a file */
  readonly known: readonly string[]
  readonly kinds: KnownKinds | undefined
}

function caseIn(
  { path, shown = path, text }: CatalogueFile,
  { checks, known, kinds }: CasesOf,
  faults: string[],
): readonly Case[] {
  const id = path.split('/')[1] ?? ''
  const index = checks.findIndex((check) => check.id === id)
  const check = checks[index]
  const expected = expectedBy(path)
  if (check === undefined && !known.includes(id)) {
    faults.push(printable(`${shown}: a case of an unknown check ${id}${suggestion(id, known)}`))
    return []
  }
  if (expected === undefined) {
    faults.push(printable(`${shown}: its name begins with none of ${VERDICTS.join(', ')}`))
    return []
  }
  try {
    const document = parseYamlDocument(text, shown)
    const written = validate(caseSchema, document, shown)
    if (check === undefined) return []
    const found: string[] = []
    const tell = telling(document, shown, found)
    for (const { at, what } of wrongIn(written, check, kinds)) tell(at, what)
    faults.push(...found)
    const question = { check: index, variables: variablesOf(written) }
    return found.length === 0 ? [{ file: shown, expected, question }] : []
  } catch (error) {
    if (!isFault(error)) throw error
    faults.push(error.message)
    return []
  }
}

function variablesOf({ object, facts, unknownFacts, parameters }: CaseFile): Variables {
  const params = paramsOf(parameters)
  return { object: object as JsonObject, facts, unknownFacts, params }
}

type Wrong = { readonly at: readonly string[]; readonly what: string }

function wrongIn(
  written: CaseFile,
  check: CustomCheck,
  kinds: KnownKinds | undefined,
): readonly Wrong[] {
  return [
    ...wrongObject(written, check, kinds),
    ...wrongFacts(written, check),
    ...wrongParameters(written, check),
  ]
}

function wrongObject(
  { object }: CaseFile,
  check: CustomCheck,
  kinds: KnownKinds | undefined,
): readonly Wrong[] {
  if (kinds === undefined) return []
  const group = groupOf(String(object.apiVersion))
  const own = check.kinds.flatMap((name) => kinds.get(name) ?? [])
  if (own.some((each) => each.group === group && each.kind === object.kind)) return []
  const names = own.map((each) => (each.group === '' ? each.kind : `${each.group} ${each.kind}`))
  return [
    {
      at: ['object', 'kind'],
      what: `object: not of a kind that ${check.id} reads: ${names.join(', ')}`,
    },
  ]
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function wrongFacts({ facts, unknownFacts }: CaseFile, check: CustomCheck): readonly Wrong[] {
  const given = [...Object.keys(facts), ...unknownFacts]
  const missing = check.facts.filter((name) => !given.includes(name))
  const strange = given.filter((name) => !check.facts.includes(name))
  return [
    ...missing.map((name) => ({
      at: ['facts'],
      what: `facts.${name}: missing; ${check.id} reads it`,
    })),
    ...strange.map((name) => ({
      at: ['facts', name],
      what: `facts.${name}: ${check.id} does not read it${suggestion(name, check.facts)}`,
    })),
    ...FACTS.flatMap(({ name, form }) => {
      const value = facts[name]
      const fault =
        value === undefined || !check.facts.includes(name) ? undefined : factFault(value, form)
      return fault === undefined ? [] : [{ at: ['facts', name], what: `facts.${name}: ${fault}` }]
    }),
  ]
}

/** Why a value is none that a fact of a form has. */
function factFault(
  value: boolean | string | readonly string[],
  form: FactForm,
): string | undefined {
  if (form === 'boolean') return typeof value === 'boolean' ? undefined : 'is true or false'
  if (form === 'text') return typeof value === 'string' ? undefined : 'is text'
  const list = 'listOf' in form
  const words = list ? form.listOf : form.word
  const given: readonly unknown[] = list ? (Array.isArray(value) ? value : [undefined]) : [value]
  const unknown = given.find((each) => !words.includes(each as string))
  if (unknown === undefined && given.length > 0) return undefined
  const said = typeof unknown === 'string' ? suggestion(unknown, words) : ''
  return `is ${list ? 'a list of' : 'one of'} ${words.join(', ')}${said}`
}

function wrongParameters({ parameters }: CaseFile, check: CustomCheck): readonly Wrong[] {
  const known = Object.keys(check.parameters)
  return [
    ...Object.entries(check.parameters).flatMap(([name, form]) => {
      const fault = formFault(parameters[name], form)
      return fault === undefined
        ? []
        : [{ at: ['parameters', name], what: `parameters.${name} ${fault}` }]
    }),
    ...Object.keys(parameters)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        at: ['parameters', name],
        what: `parameters.${name}: ${check.id} takes none of that name${suggestion(name, known)}`,
      })),
  ]
}

let last: { readonly digest: string; readonly outcomes: readonly Outcome[] } | undefined

/** What the cases come to, up to the first that does not end in time: no case may be so. A catalogue is loaded several times by one command; the same cases of the same checks are asked once. */
function outcomesOf(checks: readonly CustomCheck[], cases: readonly Case[]): readonly Outcome[] {
  const expressions = checks.map(({ when, assert }) => ({
    ...(when === undefined ? {} : { when }),
    assert,
  }))
  const questions = cases.map(({ question }) => question)
  const digest = digestOf(canonicalJson([expressions, questions]))
  if (last?.digest === digest) return last.outcomes
  const asker = startAsker(expressions)
  const outcomes = asker.ask(questions)
  asker.end()
  last = { digest, outcomes }
  return outcomes
}

/** The verdict that an outcome is. */
function verdictOf({ kind }: Outcome): Verdict {
  return kind === 'pass' || kind === 'fail' || kind === 'not-applicable' ? kind : 'undetermined'
}

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'unknown':
      return `undetermined (it hangs on ${outcome.what})`
    case 'error':
      return `undetermined (${outcome.why})`
    case 'stopped':
      return 'undetermined (it did not end in time)'
    default:
      return outcome.kind
  }
}
