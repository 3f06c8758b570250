import type { Expression, PodChoice, Selector } from '../../model/policy.ts'
import type { Unsure } from './peer-doubts.ts'
import type { Engine } from '../engine/engine.ts'
import { holds } from '../objects/label-match.ts'
import type { LabelView } from '../objects/label-match.ts'
import { describeEndpoint, describeObject } from '../names.ts'
import { some } from './explain-tier.ts'
import { viewOfPod } from '../engine/selectors.ts'

type Requirement = Extract<Expression, { kind: 'requirement' }>

/** Which labels leave it open whether a choice of pods finds an endpoint. */
export function whyLabels(engine: Engine, choice: PodChoice, endpoint: number): Unsure {
  const { podClass, sample } = engine.records[endpoint] ?? {}
  if (podClass === undefined || sample === undefined)
    return { kind: 'labels', why: 'labels that decide were not read or were redacted' }
  const view = viewOfPod(sample, engine.cluster)
  const names = {
    pod: describeEndpoint(podClass),
    namespace: describeObject(`/v1/Namespace//${sample.namespace}`),
    'service-account': describeObject(
      `/v1/ServiceAccount/${sample.namespace}/${sample.serviceAccount}`,
    ),
    facts: describeEndpoint(podClass),
  }
  const open = requirementsOf(choice).filter((each) => holds(each, view) === 'maybe')
  const said = open.map(
    (each) => `label ${each.key} of ${names[each.of]} ${isRead(each, view) ? REDACTED : UNREAD}`,
  )
  return { kind: 'labels', why: some(said) }
}

const UNREAD = 'was not read'
const REDACTED = 'or what the policy asks of it was redacted'

function isRead({ of, key }: Requirement, view: LabelView): boolean {
  return view[of].complete || Object.hasOwn(view[of].labels, key)
}

function requirementsOf({ namespaces, pods, where }: PodChoice): readonly Requirement[] {
  return [
    ...(namespaces.kind === 'selector' ? required(namespaces.selector, 'namespace') : []),
    ...required(pods, 'pod'),
    ...(where === undefined ? [] : leavesOf(where)),
  ]
}

function required(selector: Selector, of: 'namespace' | 'pod'): readonly Requirement[] {
  return selector.map((each) => ({ kind: 'requirement', of, ...each }))
}

function leavesOf(expression: Expression): readonly Requirement[] {
  switch (expression.kind) {
    case 'requirement':
      return [expression]
    case 'not':
      return leavesOf(expression.of)
    case 'all':
    case 'any':
      return expression.of.flatMap(leavesOf)
  }
}
