import { matchesGlob } from '../../../core/glob.ts'
import { objectKeyParts } from '../../../core/object-key.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { AdmissionException, PodRule } from '../../../model/pod-admission.ts'
import { at, itemsOf, textOf, textsOf, wholeOf } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { matchFilters, meansEphemeral } from './kyverno-match.ts'
import { withoutEphemeral } from './pod-ways.ts'

/** What a PolicyException lets past some policies. Whether Kyverno heeds it is a setting of its own that is not read. */
export type PolicyException = {
  /** `namespace/name` of its own */
  readonly name: string
  readonly spares: readonly SparedRules[]
  readonly exceptions: readonly AdmissionException[]
  /** it may mean ephemeral containers alone */
  readonly ephemeral: boolean
}

/** What is spared: by patterns of the names of policies, `namespace/name` for those of a namespace, and of their rules; or policies in CEL, by kind and name. */
type SparedRules =
  | { readonly policy: string; readonly rules: readonly string[] }
  | { readonly policy: string; readonly kind: string }

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
  const spares = [
    ...itemsOf(at(spec, 'exceptions')).map((each) => ({
      policy: textOf(at(each, 'policyName')) ?? '',
      rules: textsOf(at(each, 'ruleNames')),
    })),
    ...itemsOf(at(spec, 'policyRefs')).map((each) => ({
      policy: textOf(at(each, 'name')) ?? '',
      kind: textOf(at(each, 'kind')) ?? '',
    })),
  ]
  const pods = `what PolicyException ${namespace}/${name} says`
  const filters =
    at(spec, 'match').value === undefined
      ? [{ where: [], named: false }]
      : matchFilters(at(spec, 'match'))
  return {
    name: `${namespace}/${name}`,
    spares,
    exceptions: filters.map(({ where, named }) => ({ where, pods, ...(named ? { named } : {}) })),
    ephemeral: meansEphemeral(at(spec, 'match')),
  }
}

/** Rules with what the PolicyExceptions that name them let past them. */
export function withExceptions(
  rules: readonly PodRule[],
  found: readonly PolicyException[],
): readonly PodRule[] {
  return rules.map((rule) => {
    const meant = found.filter(({ spares }) => spares.some((each) => isSpared(rule, each)))
    const isWhole = meant.every(({ ephemeral }) => !ephemeral)
    return {
      ...rule,
      refuses: isWhole ? rule.refuses : withoutEphemeral(rule.refuses),
      exceptions: [...rule.exceptions, ...meant.flatMap(({ exceptions }) => exceptions)],
    }
  })
}

/** As Kyverno compares policy and rule (kyverno api/kyverno/v2, Exception.Contains), and kind and name (pkg/cel/policies/vpol/engine, listExceptions). Of the first a policy without rules is spared whole. */
function isSpared(rule: PodRule, spared: SparedRules): boolean {
  const { policy } = spared
  if ('kind' in spared)
    return objectKeyParts(rule.key).kind === spared.kind && rule.policy === policy
  const isRule = rule.rule === undefined ? () => true : fits(rule.rule)
  return fits(nameOf(rule))(policy) && spared.rules.some(isRule)
}

/** `?` is taken for any run of characters, which is more than Kyverno lets past. */
function fits(name: string): (pattern: string) => boolean {
  return (pattern) => matchesGlob(pattern.replaceAll('?', '*'), name)
}

function nameOf({ key, policy }: PodRule): string {
  const { namespace } = objectKeyParts(key)
  return namespace === '' ? policy : `${namespace}/${policy}`
}
