import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import { bySubject, fail, pass } from '../answers.ts'
import { noBinding } from '../no-binding.ts'
import { RIGHTS } from '../reads.ts'
import { describeHolder, holderSubject, holdersOf } from '../rights-holders.ts'
import type { Holder } from '../rights-holders.ts'
import { bondsOf, describeBonds } from '../unbound.ts'
import type { Bond } from '../unbound.ts'

/** Who comes without showing who he is. */
const NOBODY = ['User system:anonymous', 'Group system:unauthenticated']

/** The users and groups that a cluster knows: by what its bindings name. */
export const peopleBound: Check = {
  id: 'people-bound',
  version: 1,
  title: 'Users and groups that bindings name are listed, and nobody acts without an identity',
  logic:
    'Every user and group that a binding names is listed with what it is bound to. Those without an identity (system:anonymous, system:unauthenticated) fail where somebody bound them beyond what Kubernetes does itself. Whether a name is one person, and who is in a group, is known to the identity provider and not to a cluster.',
  reads: RIGHTS,
  needs: [],
  parameters: {},
  evaluate(input) {
    if (input.cluster.facts.rights.bindings.length === 0) return [noBinding(input.cluster.name)]
    const bonds = Map.groupBy(
      bondsOf(input, ({ kind }) => kind !== 'ServiceAccount'),
      ({ subject }) => describeHolder(subject),
    )
    return holdersOf(input.cluster.facts.rights)
      .filter(({ subject }) => subject.kind !== 'ServiceAccount')
      .map((holder) => answer(input, holder, bonds.get(describeHolder(holder.subject)) ?? []))
      .sort(bySubject)
  },
}

function answer(
  { cluster }: CheckInput,
  { subject: who, evidence }: Holder,
  bonds: readonly Bond[],
): CheckAnswer {
  const subject = holderSubject(cluster.name, who)
  if (bonds.length === 0) return pass(subject, 'only as Kubernetes itself binds it', [evidence])
  const seen = bonds.map((each) => each.evidence)
  const bound = `bound to ${describeBonds(bonds)}`
  if (NOBODY.includes(describeHolder(who)))
    return fail(subject, `${bound}, without any identity`, seen)
  const ask =
    who.kind === 'User' ? 'whether it is one person is' : 'who is in it, and by which names, is'
  return pass(subject, `${bound}; ${ask} for a person to say`, seen)
}
