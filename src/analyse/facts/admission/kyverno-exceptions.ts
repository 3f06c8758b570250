import type { KubeObject } from '../../../model/object.ts'
import type { AdmissionException, PodRule } from '../../../model/pod-admission.ts'
import { at, itemsOf, textOf, wholeOf } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { matchFilters } from './kyverno-match.ts'

/** What a PolicyException lets past some policies. Whether Kyverno heeds it is a setting of its own that is not read. */
export type PolicyException = {
  /** `namespace/name` of its own */
  readonly name: string
  /** names of policies, `namespace/name` for those of a namespace */
  readonly policies: ReadonlySet<string>
  readonly exceptions: readonly AdmissionException[]
}

/** Reads the PolicyExceptions of both policy APIs of Kyverno. */
export function kyvernoExceptionsReader(): FactReader<readonly PolicyException[]> {
  const found: PolicyException[] = []
  return {
    kinds: ['kyverno.io/PolicyException', 'policies.kyverno.io/PolicyException'],
    take: (object) => found.push(exceptionOf(object)),
    done: () => found.sort((one, other) => (one.name < other.name ? -1 : 1)),
  }
}

function exceptionOf(object: KubeObject): PolicyException {
  const spec = at(wholeOf(object), 'spec')
  const { name, namespace = 'default' } = object.metadata
  const named = [
    ...itemsOf(at(spec, 'exceptions')).map((each) => textOf(at(each, 'policyName'))),
    ...itemsOf(at(spec, 'policyRefs')).map((each) => textOf(at(each, 'name'))),
  ]
  const pods = `what PolicyException ${namespace}/${name} says`
  const filters =
    at(spec, 'match').value === undefined
      ? [{ where: [], named: false }]
      : matchFilters(at(spec, 'match'))
  return {
    name: `${namespace}/${name}`,
    policies: new Set(named.flatMap((each) => each ?? [])),
    exceptions: filters.map(({ where, named }) => ({ where, pods, ...(named ? { named } : {}) })),
  }
}

/** Rules with what the PolicyExceptions that name their policy let past them. */
export function withExceptions(
  rules: readonly PodRule[],
  found: readonly PolicyException[],
): readonly PodRule[] {
  if (found.length === 0) return rules
  return rules.map((rule) => ({
    ...rule,
    exceptions: [
      ...rule.exceptions,
      ...found.flatMap(({ policies, exceptions }) =>
        policies.has(nameOf(rule)) ? exceptions : [],
      ),
    ],
  }))
}

function nameOf({ key, policy }: PodRule): string {
  const [, , , namespace = ''] = key.split('/')
  return namespace === '' ? policy : `${namespace}/${policy}`
}
