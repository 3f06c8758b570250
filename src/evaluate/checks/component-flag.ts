import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { ComponentInstance } from '../../model/control-plane.ts'
import type { UndeterminedCause, Verdict } from '../../model/evaluation.ts'
import { bySubject, fail, notApplicable, objectEvidence, pass, undetermined } from '../answers.ts'
import { listOf, wordOf } from '../baseline.ts'
import { COMPONENT_FLAGS, FLAG_WANTS, isWanted } from '../component-flags.ts'
import type { FlagWant } from '../component-flags.ts'
import {
  decidedElsewhere,
  etcdVariable,
  flagEvidence,
  flagText,
  instancesOf,
  instanceSubject,
} from '../component-instances.ts'

/** `etcd-peers`: etcd where it has several members; one alone has no peers. */
const COMPONENTS = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'etcd-peers',
] as const

/** Whether a component of the control plane runs with flags as wanted. */
export const componentFlag: Check = {
  id: 'component-flag',
  version: 2,
  title: 'A component of the control plane runs with flags as wanted',
  logic:
    'Command and args of each mirror pod of the component are read; of a repeated flag the last counts, but lists are joined, and of feature gates the last of each name counts. A flag that is not set has its default. Every control-plane node must show one. Where a file takes over (`unless`, for etcd also by its environment), or a value was redacted or comes from a variable, nothing is concluded.',
  reads: ['pods', 'nodes'],
  needs: [],
  parameters: {
    component: COMPONENTS,
    flags: { words: Object.keys(COMPONENT_FLAGS) },
    want: FLAG_WANTS,
    values: 'list',
    unless: 'list',
  },
  evaluate(input) {
    const word = wordOf(input, 'component', COMPONENTS)
    const component = word === 'etcd-peers' ? 'etcd' : word
    const { found, missing } = instancesOf(input.cluster, component)
    if (word === 'etcd-peers' && found.length === 1 && missing.length === 0)
      return found.map((each) =>
        notApplicable(instanceSubject(input.cluster, each), 'a single member has no peers', [
          objectEvidence(each.key),
        ]),
      )
    const wanted = wantedOf(input)
    return [...missing, ...found.map((each) => answer(input, each, wanted))].sort(bySubject)
  },
}

type Wanted = {
  readonly flags: readonly string[]
  readonly want: FlagWant
  readonly values: readonly string[]
  readonly unless: readonly string[]
}

function wantedOf(input: CheckInput): Wanted {
  return {
    flags: listOf(input, 'flags').map(({ value }) => value),
    want: wordOf(input, 'want', FLAG_WANTS),
    values: listOf(input, 'values').map(({ value }) => value),
    unless: listOf(input, 'unless').map(({ value }) => value),
  }
}

function answer({ cluster }: CheckInput, instance: ComponentInstance, wanted: Wanted): CheckAnswer {
  const subject = instanceSubject(cluster, instance)
  const judged = wanted.flags.map((flag) => judge(instance, flag, wanted))
  const evidence = wanted.flags.flatMap((flag) => flagEvidence(instance, flag))
  const told = (of: readonly Judged[]) => of.map(({ said }) => said).join('; ')
  const bad = judged.filter(({ verdict }) => verdict === 'fail')
  if (bad.length > 0) return fail(subject, told(bad), evidence)
  const [open] = judged.filter(({ cause }) => cause !== undefined)
  if (open?.cause === undefined) return pass(subject, told(judged), evidence)
  return undetermined(subject, open.cause, open.said, evidence)
}

type Judged = {
  readonly verdict: Verdict
  readonly cause?: UndeterminedCause
  readonly said: string
}

function judge(instance: ComponentInstance, flag: string, wanted: Wanted): Judged {
  const { want, values } = wanted
  const unknown = unknownOf(instance, flag, wanted)
  if (unknown !== undefined)
    return { verdict: 'undetermined', cause: 'out-of-reach', said: unknown }
  const known = COMPONENT_FLAGS[flag]
  if (known === undefined) throw new Error(`not a flag that checks ask for: ${flag}`)
  const set = instance.flags.get(flag)
  const said = set === undefined ? unsetText(flag, known.unset) : flagText(flag, set)
  const value = set === undefined ? known.unset : set.value
  const isSet = set !== undefined && set.value !== ''
  const good =
    want === 'set' || want === 'unset'
      ? isSet === (want === 'set')
      : value !== undefined && isWanted(known, value, want, values)
  if (good !== undefined) return { verdict: good ? 'pass' : 'fail', said }
  const strange = `--${flag} has a value that is not understood`
  return { verdict: 'undetermined', cause: 'untranslated', said: strange }
}

/**
 * Why nothing can be concluded from a command line; undefined when something can. That a flag is set is enough for what wants it set; any other
 * may be overridden, or added to, by words that are not seen.
 */
function unknownOf(
  instance: ComponentInstance,
  flag: string,
  { want, unless }: Wanted,
): string | undefined {
  const elsewhere = decidedElsewhere(instance, unless)
  if (elsewhere !== undefined) return elsewhere
  const { component, flags, open, environment } = instance
  const set = flags.get(flag)
  if (set !== undefined) {
    if (want === 'set' || want === 'unset') return undefined
    if (set.value === undefined)
      return `the value of --${flag} was redacted or comes from a variable`
    return open === undefined ? undefined : `what --${flag} is set to is not known: ${open}`
  }
  if (open !== undefined) return `whether --${flag} is set is not known: ${open}`
  const isVariable = [etcdVariable(flag), '*'].some((each) => environment.includes(each))
  return component === 'etcd' && isVariable
    ? `whether --${flag} is set is not known: etcd takes it from its environment`
    : undefined
}

function unsetText(flag: string, unset: string | undefined): string {
  const means = unset === undefined || unset === '' ? '' : `, which means ${unset}`
  return `--${flag} is not set${means}`
}
