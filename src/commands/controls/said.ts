import type { JsonObject } from '../../core/json.ts'
import { intervalDays, intervalOf } from '../../evaluate/cadence.ts'
import { checkIn } from '../../evaluate/custom/as-check.ts'
import { askedOf } from '../../evaluate/outside/asked-of.ts'
import type { Check, CheckNeed, ParameterForm } from '../../model/check.ts'
import type {
  Catalogue,
  CheckUse,
  ControlAudience,
  SignOffDemand,
} from '../../model/control.ts'
import { METHOD_WORDS, PAIRING_WORDS } from '../../render/words.ts'
import { levelOf, writtenFor } from '../../render/written-for.ts'
import { fullId, type Named } from './catalogue.ts'

/** What is said of a control or a check: for people, and as data. */
export type Said = { readonly text: string; readonly data: JsonObject }

const NEEDS: Readonly<Record<CheckNeed, string>> = {
  scope: 'the scope file',
  flows: 'the register of approved flows',
  reachability: 'that nothing which decides connections was left open',
  exposures: 'that all ways in from outside were understood',
}

const PASSES: Readonly<Record<NonNullable<Check['passesBy']>, string>> = {
  denial:
    'what policies deny: undetermined where it is not known whether anything enforces them',
}

const AUDIENCES: Readonly<Record<ControlAudience, string>> = {
  'service-provider': 'service providers',
  'multi-tenant-provider': 'multi-tenant service providers',
  'designated-entity': 'designated entities',
}

/** Everything that decides a control, and what stays open. */
export function controlSaid(named: Named, catalogue: Catalogue): Said {
  const { framework, control } = named
  const { signOff, ownMethod, onlyFor, related, procedures } = control
  const own = ownMethod === undefined ? '' : ` (the benchmark says ${ownMethod})`
  const lines = [
    `${framework.title} ${framework.version}, ${framework.noun} ${control.id}: ${control.title}`,
    ...field('id', fullId(named)),
    ...field('answered', `${METHOD_WORDS[control.method]}${own}`),
    ...field('pairing', framework.pairing && PAIRING_WORDS[framework.pairing]),
    ...field('level', levelOf(framework, control)),
    ...field('written for', writtenFor(framework)),
    ...field('only for', onlyFor === undefined ? undefined : AUDIENCES[onlyFor]),
    ...control.checks.flatMap((use) => useLines(use, catalogue)),
    ...(signOff === undefined ? [] : signOffLines(signOff)),
    ...field('outside', outsideWords(named)),
    ...field('not covered', control.residual),
    ...field('procedures', procedures.join(', ')),
    ...field('related', related.map(({ framework: other, id }) => `${other}/${id}`).join(', ')),
  ]
  const checks = control.checks.map((use) => ({ ...use, ...aboutCheck(required(use.check, catalogue)) }))
  const data = {
    ...{ format: 'control/v1', ...control, checks },
    ...(framework.pairing === undefined ? {} : { pairing: framework.pairing }),
    ...(outsideWords(named) === undefined ? {} : { outside: framework.outside }),
    ...(signOff === undefined ? {} : { signOff: { ...signOff, ...daysOf(signOff) } }),
  }
  return { text: ended(lines), data }
}

/** Whose answers count for what is out of reach, where they are attached; undefined: nobody's. */
function outsideWords({ framework, control }: Named): string | undefined {
  const asked = askedOf(framework, control)
  if (framework.outside === undefined || asked === undefined) return undefined
  const { tool, benchmarks } = framework.outside
  const nodes = asked === 'every-node' ? 'every node' : 'each node of the control plane'
  return `${tool} (${benchmarks.join(', ')}) of ${nodes}, attached as outside evidence; never a pass`
}

/** What a check decides, what it may be asked, and which controls use it. */
export function checkSaid(check: Check, all: readonly Named[]): Said {
  const users = all.filter(({ control }) => control.checks.some((use) => use.check === check.id))
  const lines = [
    ...checkLines(check),
    ...Object.entries(check.parameters).flatMap(([name, form]) =>
      field('  takes', `${name}: ${formWords(form)}`),
    ),
    ...field('used by', users.map(fullId).join(', ')),
  ]
  const data = {
    format: 'check/v1',
    check: check.id,
    ...aboutCheck(check),
    parameters: Object.fromEntries(
      Object.entries(check.parameters).map(([name, form]) => [name, formWords(form)]),
    ),
    usedBy: users.map(fullId),
  }
  return { text: ended(lines), data }
}

function required(id: string, catalogue: Catalogue): Check {
  const check = checkIn(catalogue, id)
  if (check === undefined) throw new Error(`a catalogue with an unknown check: ${id}`)
  return check
}

function aboutCheck({ version, title, logic, reads, needs, passesBy }: Check): JsonObject {
  return {
    ...{ version, title, logic, reads, needs },
    ...(passesBy === undefined ? {} : { passesBy }),
  }
}

function useLines(
  { check, parameters, supports }: CheckUse,
  catalogue: Catalogue,
): readonly string[] {
  return [
    ...checkLines(required(check, catalogue)),
    ...Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === 'object'
        ? [...field('  asks', `${name}, ${value.length}:`), ...value.map((each) => indented(each))]
        : field('  asks', `${name}: ${String(value)}`),
    ),
    ...field('  supports', supports.join(', ')),
  ]
}

function checkLines(check: Check): readonly string[] {
  const { id, version, title, logic, reads, needs, passesBy } = check
  return [
    ...field('check', `${id} version ${version}: ${title}`),
    ...field('  decides', logic),
    ...field('  reads', reads.join(', ')),
    ...field('  needs', needs.map((need) => NEEDS[need]).join('; ')),
    ...field('  passes by', passesBy && PASSES[passesBy]),
  ]
}

function daysOf(demand: SignOffDemand): { readonly days?: number } {
  const interval = demand.cadence === 'own' ? undefined : intervalOf(demand, undefined)
  return interval === undefined ? {} : { days: intervalDays(interval) }
}

function signOffLines(demand: SignOffDemand): readonly string[] {
  const { statement, binds, endsOn, period, beyondReach } = demand
  const bound = binds.length === 0 ? 'nothing that a cluster shows' : binds.join(', ')
  const also = [
    ...(period === true ? ['the days of the activity'] : []),
    ...(beyondReach === true ? ['what lies beyond the API'] : []),
  ]
  return [
    ...field('sign-off', statement),
    ...field('  due', dueWords(demand)),
    ...field('  bound to', bound),
    ...(endsOn === undefined ? [] : field('  ends with', ENDS[endsOn])),
    ...field('  speaks of', also.join(', ')),
  ]
}

const ENDS = {
  change: 'a change of what it is bound to, also one that was put back',
  'significant-change': 'any significant change of the cluster, also one that was put back',
}

function dueWords(demand: SignOffDemand): string {
  const { days } = daysOf(demand)
  if (days === undefined)
    return demand.cadence === undefined
      ? 'once, until what it is bound to changes'
      : 'as often as each sign-off says itself'
  const why = 'the framework names no interval, and no digest ends it'
  return `every ${days} days at the latest${demand.cadence === undefined ? `: ${why}` : ''}`
}

function formWords(form: ParameterForm): string {
  if (form === 'list') return 'a list'
  if (form === 'rights') return 'a list of rights'
  return 'words' in form ? `some of ${form.words.join(', ')}` : `one of ${form.join(', ')}`
}

const WIDTH = 13

/** A line with its name in front; none for what is absent or empty. */
function field(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [`${name.padEnd(WIDTH)}${value}`]
}

function indented(value: string | number): string {
  return `${' '.repeat(WIDTH)}  ${value}`
}

function ended(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
