import { objectKeyParts } from '../../core/object-key.ts'
import { whoCan } from '../../analyse/queries/who-can.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { Grant, RightsSubject } from '../../model/rights.ts'
import { bySubject, counted, fail, pass, someOf } from '../answers.ts'
import { listOf } from '../baseline.ts'
import { RIGHTS } from '../reads.ts'
import { describeHolder, holderSubject, holdersOf } from '../rights-holders.ts'
import { wantedRight } from '../wanted-right.ts'

/** Who holds any of some rights, beyond the bindings that come with Kubernetes. */
export const rightsLimited: Check = {
  id: 'rights-limited',
  version: 1,
  title: 'Certain rights are held by nobody beyond the listed bindings',
  logic:
    'Every user, group and service account that a binding names is asked for each of the listed rights, as the authorizer of Kubernetes decides: wildcards, aggregated roles, subresources and bindings of one namespace. Rights over named objects only are left out. Bindings of the baseline pass. Who is in a group is not known to a cluster.',
  reads: RIGHTS,
  needs: [],
  parameters: { rights: 'list', except: 'list' },
  evaluate(input) {
    const { rights } = input.cluster.facts
    const except = new Set(listOf(input, 'except').map(({ value }) => value))
    const wanted = listOf(input, 'rights').map(({ value }) => value)
    const held = new Map<string, Holding[]>()
    for (const right of wanted)
      for (const grant of whoCan(rights, wantedRight(right)))
        keep(held, holderSubject(input.cluster.name, grant.subject), { right, grant })
    return holdersOf(rights)
      .map(({ subject, evidence }) => answer(input, subject, evidence, held, except))
      .sort(bySubject)
  },
}

/** A right together with one way to it. */
type Holding = { readonly right: string; readonly grant: Grant }

function answer(
  { cluster }: CheckInput,
  holder: RightsSubject,
  named: Evidence,
  held: ReadonlyMap<string, readonly Holding[]>,
  except: ReadonlySet<string>,
): CheckAnswer {
  const subject = holderSubject(cluster.name, holder)
  const holdings = held.get(subject) ?? []
  const beyond = holdings.filter(({ grant }) => !except.has(boundAs(grant)))
  if (beyond.length > 0)
    return fail(subject, `${describeHolder(holder)} may ${waysOf(beyond)}`, evidenceOf(beyond))
  return holdings.length > 0
    ? pass(subject, 'only through bindings that the baseline lists', evidenceOf(holdings))
    : pass(subject, 'holds none of them', [named])
}

/** How a baseline names what binds a subject: `ClusterRoleBinding cluster-admin: Group system:masters`, less the colon. */
function boundAs({ binding, subject }: Grant): string {
  const { kind, namespace, name } = objectKeyParts(binding)
  const place = namespace === '' ? name : `${namespace}/${name}`
  return `${kind} ${place} ${describeHolder(subject)}`
}

function waysOf(holdings: readonly Holding[]): string {
  const everywhere = holdings.filter(({ grant }) => grant.namespace === undefined)
  const shown = everywhere.length > 0 ? everywhere : holdings
  const rights = [...new Set(shown.map(({ right }) => right))]
  const places = [...new Set(holdings.flatMap(({ grant }) => grant.namespace ?? []))]
  const where =
    everywhere.length > 0
      ? 'in the whole cluster'
      : `in ${counted(places.length, 'namespace')} (${someOf(places)})`
  const through = [...new Set(shown.map(({ grant }) => objectKeyParts(grant.binding).name))]
  return `${someOf(rights)} ${where}, through ${someOf(through)}`
}

function evidenceOf(holdings: readonly Holding[]): readonly Evidence[] {
  const found = holdings.flatMap(({ right, grant }): readonly Evidence[] => [
    { object: grant.binding, pointer: grant.pointer, value: describeHolder(grant.subject) },
    { object: grant.rule.object, pointer: grant.rule.pointer, value: right },
  ])
  return [
    ...new Map(
      found.map((each) => [`${each.object} ${each.pointer} ${each.value}`, each]),
    ).values(),
  ]
}

function keep(held: Map<string, Holding[]>, subject: string, holding: Holding): void {
  const known = held.get(subject)
  if (known === undefined) held.set(subject, [holding])
  else known.push(holding)
}
