import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import { bySubject, fail, pass } from '../answers.ts'
import { environmentsOf } from '../environments.ts'
import { RIGHTS, WORKLOADS } from '../reads.ts'
import { describeHoldings, holdingsEvidence } from '../rights-held.ts'
import type { Holding } from '../rights-held.ts'
import { holderSubject, holdersOf } from '../rights-holders.ts'
import { rightsInto } from '../rights-into.ts'

/** Whether the same people may change what is for pre-production and what is in use. */
export const preProductionPeopleApart: Check = {
  id: 'pre-production-people-apart',
  version: 2,
  title: 'Nobody may change both pre-production and the cardholder-data environment in use',
  logic:
    'Each user and group that a binding names fails who may create, change or delete anything both in a namespace with workloads declared for pre-production and in one with CDE workloads that are not, beyond what Kubernetes itself binds. Rights over the whole cluster are rights in both. Service accounts are left out: those that deliver changes hold rights in both.',
  reads: [...RIGHTS, ...WORKLOADS],
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const { preProduction, production, silent } = environmentsOf(input)
    if (preProduction.length === 0) return silent
    const pre = changesIn(input, preProduction)
    const live = changesIn(input, production)
    const answers = holdersOf(input.cluster.facts.rights)
      .filter(({ subject }) => subject.kind !== 'ServiceAccount')
      .map(({ subject: who, evidence }): CheckAnswer => {
        const subject = holderSubject(input.cluster.name, who)
        const [there, here] = [pre(subject), live(subject)]
        if (there.length === 0 || here.length === 0)
          return pass(subject, 'may change things in one of them at the most', [evidence])
        const said = `in pre-production may ${describeHoldings(there)}; in production may ${describeHoldings(here)}`
        return fail(subject, said, holdingsEvidence([...there, ...here]))
      })
    return [...answers, ...silent].sort(bySubject)
  },
}

const VERBS: readonly string[] = ['*', 'create', 'update', 'patch', 'delete', 'deletecollection']

function changesIn(
  input: CheckInput,
  workloads: readonly ScopedWorkload[],
): (subject: string) => readonly Holding[] {
  const namespaces = new Set(workloads.map(({ namespace }) => namespace))
  const held = namespaces.size === 0 ? new Map<string, Holding[]>() : rightsInto(input, namespaces)
  return (subject) =>
    (held.get(subject) ?? []).filter(({ grant }) =>
      grant.rule.verbs.some((verb) => VERBS.includes(verb)),
    )
}
