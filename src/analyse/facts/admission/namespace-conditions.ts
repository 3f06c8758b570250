import type { NamespaceCondition } from '../../../model/pod-admission.ts'
import type { Untranslated } from '../../../model/policy.ts'
import { readSelector } from '../../../policy/selector.ts'
import { pointerOf, textsOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'

/** The condition that a label selector for namespaces is; none where it is absent or selects all. */
export function selectedBy(field: Field): readonly NamespaceCondition[] {
  if (field.value === undefined || field.value === null) return []
  const faults: Untranslated[] = []
  const selector = readSelector(field.value, pointerOf(field), faults)
  if (selector === undefined) return [{ kind: 'not-read' }]
  return selector.length === 0 ? [] : [{ kind: 'selected', selector }]
}

/** The condition that a list of names of namespaces is; none where it is absent or empty. */
export function namedIn(field: Field): readonly NamespaceCondition[] {
  const names = textsOf(field)
  return names.length === 0 ? [] : [{ kind: 'named', names }]
}

/** The condition that a policy means its own namespace alone; none where it is of the cluster. */
export function homeOf(namespace: string | undefined): readonly NamespaceCondition[] {
  return namespace === undefined ? [] : [{ kind: 'named', names: [namespace] }]
}

/** Whether a label selector selects some only: it is there and not empty. */
export function isSelective(field: Field): boolean {
  return selectedBy(field).length > 0
}
