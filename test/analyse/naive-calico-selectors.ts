import { and, or } from './naive.ts'
import type { Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** The value of a label, undefined where absent, null where not known. */
export type Lookup = (key: string) => string | undefined | null

/** Labels of a pod as Calico sees it. */
export function podLabels(objects: readonly Raw[], pod: Raw): Lookup {
  const { namespace, labels } = pod.metadata
  const account: string = pod.spec.serviceAccountName ?? 'default'
  const fixed: Record<string, string> = {
    'projectcalico.org/namespace': namespace,
    'projectcalico.org/orchestrator': 'k8s',
    'projectcalico.org/serviceaccount': account,
    'pcns.projectcalico.org/name': namespace,
    'pcsa.projectcalico.org/name': account,
  }
  const home = namespaceLabels(objects, namespace)
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === 'ServiceAccount' && metadata.name === account && metadata.namespace === namespace,
  )
  return (key) => {
    if (key in fixed) return fixed[key]
    if (key.startsWith('pcns.')) return home(key.slice(5))
    if (key.startsWith('pcsa.')) return found ? found.metadata.labels?.[key.slice(5)] : null
    return labels?.[key]
  }
}

function namespaceLabels(objects: readonly Raw[], name: string): Lookup {
  const found = objects.find((each) => each.kind === 'Namespace' && each.metadata.name === name)
  return (key) => {
    if (key === 'kubernetes.io/metadata.name') return name
    return found ? found.metadata.labels?.[key] : null
  }
}

/** Sets of addresses have their own labels, and those of their namespace. */
export function setLabels(objects: readonly Raw[], { metadata }: Raw): Lookup {
  const { namespace, labels } = metadata
  const home = namespace === undefined ? () => undefined : namespaceLabels(objects, namespace)
  return (key) => {
    if (key === 'projectcalico.org/namespace' || key === 'pcns.projectcalico.org/name')
      return namespace
    return key.startsWith('pcns.') ? home(key.slice(5)) : labels?.[key]
  }
}

/** Holds a selector's text against labels by taking it apart at its operators; nothing selects everything. */
export function selects(text: string, labels: Lookup, prefix: string): Truth {
  const whole = text.trim()
  if (whole === '') return 2
  const either = splitAt(whole, '||')
  if (either.length > 1) return or(either.map((each) => selects(each, labels, prefix)))
  const both = splitAt(whole, '&&')
  if (both.length > 1) return and(both.map((each) => selects(each, labels, prefix)))
  if (whole.startsWith('!') && !whole.startsWith('!='))
    return not(selects(whole.slice(1), labels, prefix))
  if (whole.startsWith('(')) return selects(whole.slice(1, -1), labels, prefix)
  return atomHolds(whole, labels, prefix)
}

function atomHolds(text: string, labels: Lookup, prefix: string): Truth {
  const home = labels('projectcalico.org/namespace')
  if (text === 'all()') return prefix === 'pcns.' && home === undefined ? 0 : 2
  if (text === 'global()') return home === undefined ? 2 : 0
  const has = /^has\((.*)\)$/.exec(text)?.[1]
  if (has !== undefined) return comparisonHolds('has', labels(prefix + has), [])
  const [, key = '', operator = '', rest = ''] =
    /^([\w./-]+) (==|!=|in|not in|contains|starts with|ends with) (.*)$/.exec(text) ?? []
  const values = [...rest.matchAll(/'([^']*)'/g)].map(([, each = '']) => each)
  return comparisonHolds(operator, labels(prefix + key), values)
}

/** No value is in an empty set, whatever it is. */
function comparisonHolds(
  operator: string,
  value: string | undefined | null,
  values: readonly string[],
): Truth {
  const negative = operator === '!=' || operator === 'not in'
  if (operator.endsWith('in') && values.length === 0) return negative ? 2 : 0
  if (value === null) return 1
  if (value === undefined) return negative ? 2 : 0
  return TESTS[operator]?.(value, values) === true ? 2 : 0
}

const TESTS: Record<string, (value: string, values: readonly string[]) => boolean> = {
  has: () => true,
  '==': (value, [first]) => value === first,
  '!=': (value, [first]) => value !== first,
  in: (value, values) => values.includes(value),
  'not in': (value, values) => !values.includes(value),
  contains: (value, [first = '']) => value.includes(first),
  'starts with': (value, [first = '']) => value.startsWith(first),
  'ends with': (value, [first = '']) => value.endsWith(first),
}

/** The parts of a text between an operator, parentheses left whole. */
function splitAt(text: string, operator: string): string[] {
  const parts = ['']
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth === 0 && text.startsWith(operator, at)) {
      parts.push('')
      at += operator.length - 1
    } else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${text[at] ?? ''}`
  }
  return parts
}

/** The opposite. */
export function not(truth: Truth): Truth {
  return (2 - truth) as Truth
}
