import { objectKeyOf } from '../../../core/object-key.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { AdmissionException, PodRule } from '../../../model/pod-admission.ts'
import { at, itemsOf, textOf, textsOf, UnreadableField, wholeOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { isSelective, namedIn, selectedBy } from './namespace-conditions.ts'
import { ANY_FIELD, podFieldsIn } from './pod-fields.ts'

/** A constraint before its template is known. */
type Constraint = Omit<PodRule, 'fields'> & { readonly kind: string; readonly unread?: true }

/** Reads Gatekeeper's constraints that look at pods, with the fields that their templates name; what a template in Rego asks is not evaluated. A constraint without template is asked nothing. */
export function gatekeeperReader(): FactReader<readonly PodRule[]> {
  const templates = new Map<string, readonly string[]>()
  const constraints: Constraint[] = []
  const exempt: AdmissionException[] = []
  return {
    kinds: [
      'config.gatekeeper.sh/Config',
      'constraints.gatekeeper.sh/*',
      'templates.gatekeeper.sh/ConstraintTemplate',
    ],
    take: (object) => {
      const spec = at(wholeOf(object), 'spec')
      if (object.apiVersion.startsWith('constraints.')) constraints.push(...readable(object, spec))
      else if (object.kind === 'Config') exempt.push(...exemptBy(spec))
      else
        templates.set(
          textOf(at(spec, 'crd', 'spec', 'names', 'kind')) ?? '',
          podFieldsIn([at(spec, 'targets')]),
        )
    },
    done: () =>
      constraints.flatMap(({ kind, unread, ...rule }) => {
        const fields = unread === true ? [ANY_FIELD] : templates.get(kind)
        return fields === undefined
          ? []
          : [{ ...rule, fields, exceptions: [...rule.exceptions, ...exempt] }]
      }),
  }
}

/** Kinds of constraints are in no list of what checks read: one that cannot be read is kept as one that may refuse anything. */
function readable(object: KubeObject, spec: Field): readonly Constraint[] {
  try {
    return constraintsOf(object, spec)
  } catch (error) {
    if (!(error instanceof UnreadableField)) throw error
    const limits = [`it cannot be read: ${error.message}`]
    const actions = [{ where: [], refuses: true }]
    return [{ ...bareOf(object), where: [], exceptions: [], actions, limits, unread: true }]
  }
}

function bareOf(object: KubeObject) {
  return {
    kind: object.kind,
    engine: 'Gatekeeper',
    key: objectKeyOf(object),
    pointer: '/metadata/name',
    name: `constraint ${object.kind} ${object.metadata.name}`,
    ignores: false,
    controls: [],
    refuses: [],
    webhooks: 'gatekeeper',
    policy: object.metadata.name,
  } as const
}

function constraintsOf(object: KubeObject, spec: Field): readonly Constraint[] {
  const match = at(spec, 'match')
  const kinds = itemsOf(at(match, 'kinds'))
  const isOther =
    textOf(at(match, 'source')) === 'Generated' || textOf(at(match, 'scope')) === 'Cluster'
  if (isOther || (kinds.length > 0 && !kinds.some(isPod))) return []
  const name = textOf(at(match, 'name')) ?? ''
  const images = at(spec, 'parameters', 'exemptImages').value
  const excluded = namedIn(at(match, 'excludedNamespaces'))
  return [
    {
      ...bareOf(object),
      where: [...namedIn(at(match, 'namespaces')), ...selectedBy(at(match, 'namespaceSelector'))],
      exceptions: [
        ...(excluded.length === 0 ? [] : [{ where: excluded }]),
        ...(images === undefined ? [] : [{ where: [], pods: 'containers of exempt images' }]),
      ],
      actions: [{ where: [], refuses: refuses(spec) }],
      limits: [
        ...(isSelective(at(match, 'labelSelector'))
          ? ['it looks at pods of some labels only']
          : []),
        ...(name === '' || name === '*' ? [] : [`it looks at pods named ${name} only`]),
      ],
    },
  ]
}

/** Absent lists are any (gatekeeper pkg/mutation/match). */
function isPod(kinds: Field): boolean {
  const has = (name: string, words: readonly string[]) => {
    const items = itemsOf(at(kinds, name))
    return items.length === 0 || items.some((each) => words.includes(textOf(each) ?? ''))
  }
  return has('kinds', ['Pod', '*']) && has('apiGroups', ['', '*'])
}

function refuses(spec: Field): boolean {
  const action = textOf(at(spec, 'enforcementAction')) ?? 'deny'
  if (action !== 'scoped') return action === 'deny'
  return itemsOf(at(spec, 'scopedEnforcementActions')).some(
    (each) =>
      textOf(at(each, 'action')) === 'deny' &&
      itemsOf(at(each, 'enforcementPoints')).some((point) =>
        ['*', 'validation.gatekeeper.sh'].includes(textOf(at(point, 'name')) ?? ''),
      ),
  )
}

/** Namespaces that Gatekeeper itself leaves out of what its webhook is asked. */
function exemptBy(spec: Field): readonly AdmissionException[] {
  return itemsOf(at(spec, 'match')).flatMap((each) => {
    const processes = textsOf(at(each, 'processes'))
    const where = namedIn(at(each, 'excludedNamespaces'))
    const isMeant = processes.includes('*') || processes.includes('webhook')
    return isMeant && where.length > 0 ? [{ where }] : []
  })
}
