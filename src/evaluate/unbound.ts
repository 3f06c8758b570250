import type { CheckAnswer, CheckInput } from '../model/check.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { Rights, RightsSubject, RoleBinding } from '../model/rights.ts'
import { bySubject, counted, fail, objectEvidence, pass, someOf } from './answers.ts'
import { noBinding } from './no-binding.ts'
import { describeHolder, holderSubject } from './rights-holders.ts'

/** One binding that names somebody, and where. */
export type Bond = {
  readonly binding: RoleBinding
  readonly subject: RightsSubject
  readonly evidence: Evidence
}

/** The bindings that name somebody beyond those that Kubernetes makes itself, in the order of their keys, whether their role is there or not. */
export function bondsOf(
  { cluster, defaults }: CheckInput,
  isMeant: (subject: RightsSubject) => boolean,
): readonly Bond[] {
  return everyBond(cluster.facts.rights, isMeant).filter(
    ({ binding, subject }) => !defaults.binds(binding, subject),
  )
}

function everyBond(
  { bindings }: Rights,
  isMeant: (subject: RightsSubject) => boolean,
): readonly Bond[] {
  return bindings.flatMap((binding) =>
    binding.subjects.flatMap(({ pointer, ...subject }) =>
      isMeant(subject)
        ? [{ binding, subject, evidence: bondEvidence(binding, pointer, subject) }]
        : [],
    ),
  )
}

function bondEvidence({ key }: RoleBinding, pointer: string, subject: RightsSubject): Evidence {
  return { object: key, pointer, value: describeHolder(subject) }
}

/** `ClusterRole view by ClusterRoleBinding ops`, `Role r by RoleBinding shop/ops`: each binding once. */
export function describeBonds(bonds: readonly Bond[]): string {
  const said = bonds.map(({ binding: { role, namespace, name } }) => {
    const place =
      namespace === undefined ? `ClusterRoleBinding ${name}` : `RoleBinding ${namespace}/${name}`
    return `${role.kind} ${role.name} by ${place}`
  })
  return someOf([...new Set(said)])
}

/** Whether each of some users and groups is bound by Kubernetes itself alone; undetermined where a cluster has no bindings at all. Sorted by subject. */
export function unbound(input: CheckInput, who: readonly RightsSubject[]): readonly CheckAnswer[] {
  const { bindings } = input.cluster.facts.rights
  const [first] = bindings
  if (first === undefined) return [noBinding(input.cluster.name)]
  return who
    .map((each) => {
      const subject = holderSubject(input.cluster.name, each)
      const isMeant = (other: RightsSubject) => describeHolder(other) === describeHolder(each)
      const all = everyBond(input.cluster.facts.rights, isMeant)
      const own = all.filter((bond) => !input.defaults.binds(bond.binding, bond.subject))
      if (own.length > 0) return fail(subject, `bound to ${describeBonds(own)}`, evidenceOf(own))
      const said = `none of ${counted(bindings.length, 'binding')} names it but as Kubernetes itself does`
      return pass(subject, said, all.length > 0 ? evidenceOf(all) : [objectEvidence(first.key)])
    })
    .sort(bySubject)
}

function evidenceOf(bonds: readonly Bond[]): readonly Evidence[] {
  return bonds.map(({ evidence }) => evidence)
}

/** What names a service account, itself or as one of its namespace, by namespace and name; the bindings of Kubernetes itself too. */
export function bondsTo(rights: Rights): (namespace: string, name: string) => readonly Bond[] {
  const found = Map.groupBy(
    everyBond(rights, () => true),
    ({ subject }) => describeHolder(subject),
  )
  return (namespace, name) => [
    ...(found.get(describeHolder({ kind: 'ServiceAccount', namespace, name })) ?? []),
    ...(found.get(`Group system:serviceaccounts:${namespace}`) ?? []),
  ]
}
