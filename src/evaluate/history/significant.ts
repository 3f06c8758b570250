import { printable } from '../../core/log.ts'
import type {
  ChangeKind,
  ClusterMemory,
  Observed,
  RunPoint,
  SignificantChange,
} from '../../model/history.ts'

/** What a cluster is like in each respect that a run could tell. */
export type ObservedValues = Readonly<Partial<Record<ChangeKind, Observed['values']>>>

/** Every respect in which a change is significant, sorted. */
export const CHANGE_KINDS: readonly ChangeKind[] = [
  'admission',
  'boundary',
  'enforcement',
  'estate',
  'exposure',
  'kubernetes',
  'scope',
]

/** So many sentences of a change are carried from run to run; the run that found it has them all. */
const CARRIED = 5

/** What each respect makes of a difference; undefined: it is none that counts. */
type Tell = (
  name: string,
  before: string | undefined,
  now: string | undefined,
) => string | undefined

const TELL: Readonly<Record<ChangeKind, Tell>> = {
  admission: tellAdmission,
  boundary: (name) => `allowed flows ${name} changed`,
  enforcement: (name, before, now) => `${name}: ${before ?? 'none'} before, ${now ?? 'none'} now`,
  estate: (name, before) => `cluster ${name} ${before === undefined ? 'was added' : 'was removed'}`,
  exposure: tellExposure,
  kubernetes: (name, before, now) => `${name}: ${before ?? ''} before, ${now ?? ''} now`,
  scope: tellScope,
}

const REPLACED = 'another cluster answers under this name'

/** The newest significant change of each kind after a run, sorted by kind: those that it finds, and else those that it was told of. `isReplaced`: another cluster was read before. */
export function significantChanges(
  memory: ClusterMemory,
  now: ObservedValues,
  at: RunPoint,
  isReplaced: boolean,
): readonly SignificantChange[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const before = memory.observed[kind]
    const values = now[kind]
    const what = [
      ...(kind === 'estate' && isReplaced ? [REPLACED] : []),
      ...(before === undefined || values === undefined
        ? []
        : differences(kind, before.values, values)),
    ]
    if (what.length > 0)
      return [{ kind, from: before?.at ?? memory.at, to: at, what, count: what.length }]
    const known = memory.changes.find((each) => each.kind === kind)
    return known === undefined ? [] : [known]
  })
}

/** The same as it is handed on. */
export function carriedChanges(changes: readonly SignificantChange[]): ClusterMemory['changes'] {
  return changes.map((each) => ({ ...each, what: each.what.slice(0, CARRIED) }))
}

/** What each respect was like for the next run: as this one saw it, or as the newest that could tell. */
export function observedAfter(
  memory: ClusterMemory | undefined,
  now: ObservedValues,
  at: RunPoint,
): ClusterMemory['observed'] {
  return Object.fromEntries(
    CHANGE_KINDS.flatMap((kind) => {
      const values = now[kind]
      const seen = values === undefined ? memory?.observed[kind] : { at, values }
      return seen === undefined ? [] : [[kind, seen] as const]
    }),
  )
}

function differences(
  kind: ChangeKind,
  before: Observed['values'],
  now: Observed['values'],
): readonly string[] {
  const [old, current] = [new Map(before), new Map(now)]
  const names = [...new Set([...old.keys(), ...current.keys()])].sort()
  return names.flatMap((name) => {
    const [one, other] = [old.get(name), current.get(name)]
    const said = one === other ? undefined : TELL[kind](name, one, other)
    return said === undefined ? [] : [printable(said)]
  })
}

/** What comes and goes out of scope is no change of the scope. */
function tellScope(name: string, before: string | undefined, now: string | undefined) {
  const [one, other] = [before ?? OUT, now ?? OUT]
  if (one === other) return undefined
  if (before === undefined) return `${name} was added: ${other}`
  if (now === undefined) return `${name} was removed: ${one}`
  return `${name} was ${one} and is ${other}`
}

const OUT = 'out-of-scope'

/** What no longer is open is no new exposure. */
function tellExposure(name: string, before: string | undefined, now: string | undefined) {
  if (now === undefined) return undefined
  return before === undefined ? `new: ${name}` : `${name}: other addresses or hosts than before`
}

/** What newly refuses takes nothing away. */
function tellAdmission(name: string, before: string | undefined, now: string | undefined) {
  if (before === undefined || before === 'none') return undefined
  if (now !== undefined) return `${name}: ${before} before, ${now} now`
  return before === 'present' ? `${name} was removed` : undefined
}
