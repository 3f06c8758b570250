import { parseGoBool } from '../core/go-words.ts'

/** The items of a list; undefined where it is quoted, which would have to be read as CSV (pflag, StringSlice). */
export function listItems(value: string): readonly string[] | undefined {
  if (value.includes('"')) return undefined
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A truth value in the words of the table of flags; undefined: it is none. */
export function truthOf(value: string): 'true' | 'false' | undefined {
  const truth = parseGoBool(value)
  if (truth === undefined) return undefined
  return truth ? 'true' : 'false'
}

/**
 * Feature gates by name: of one name the last pair counts (k8s.io/component-base featuregate, Set). Those for another component
 * (`component:Name=value`) are left out. undefined: a pair cannot be read.
 */
export function gatesOf(value: string): ReadonlyMap<string, 'true' | 'false'> | undefined {
  const gates = new Map<string, 'true' | 'false'>()
  for (const pair of value.split(',').filter((each) => each.trim() !== '')) {
    const [, component = 'kube', name, written] = GATE.exec(pair) ?? []
    const truth = truthOf(written ?? '')
    if (name === undefined || truth === undefined) return undefined
    if (component === 'kube') gates.set(name, truth)
  }
  return gates
}

const GATE = /^\s*(?:(?<component>[^:=]*):)?(?<name>[^:=]+?)\s*=\s*(?<value>[^=]*?)\s*$/

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 }

/** A whole number, or a duration (`1m30s`) in seconds; undefined: it is none. */
export function amountOf(isTime: boolean, value: string): number | undefined {
  if (!isTime) return /^-?[0-9]{1,15}$/.test(value) ? Number(value) : undefined
  if (!/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|h|m|s))+$/.test(value)) return undefined
  const parts = value.matchAll(/(?<count>[0-9.]+)(?<unit>ms|h|m|s)/g)
  return [...parts].reduce(
    (sum, { groups = {} }) => sum + Number(groups.count) * (SECONDS[groups.unit ?? ''] ?? 0),
    0,
  )
}
