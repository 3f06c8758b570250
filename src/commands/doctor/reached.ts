import type { Probe, ProbedResource } from '../../collect/probe.ts'
import type { EstateMember } from '../../model/estate.ts'
import { reachesFurther } from '../../collect/rules.ts'
import type { CollectionAccount } from '../../model/snapshot.ts'
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts'
import { grantOf } from './grant.ts'

type Reached = Extract<Probe, { kind: 'reached' }>

/** What is said of a cluster that answered: how it was reached, as whom, and what of the registry can be listed. */
export function checkReached(member: EstateMember, probe: Reached): readonly Diagnosis[] {
  const { name } = member
  return [
    checkServer(name, probe),
    ...checkAccount(member, probe.account),
    ...checkLists(member, probe.resources),
    ...checkUnknown(name, probe.unknownPolicyApis),
  ]
}

function checkServer(name: string, { identity, verified }: Reached): Diagnosis {
  const version = identity.version === undefined ? '' : `, Kubernetes ${identity.version}`
  const what = `reached ${identity.server ?? 'it'}${version}`
  if (verified) return ok(`cluster ${name}`, what)
  return warn(
    `cluster ${name}`,
    `${what}, but its certificate is not verified: anybody may have answered`,
    'give certificate-authority in the kubeconfig instead of insecure-skip-tls-verify',
  )
}

function checkAccount(
  member: EstateMember,
  { user, rules = [] }: CollectionAccount,
): readonly Diagnosis[] {
  const subject = `account in ${member.name}`
  if (user === 'system:anonymous')
    return [fail(subject, 'not authenticated: the server took us for anybody', grantOf(member))]
  const known =
    user === 'unknown'
      ? warn(subject, 'the server does not say who we are', 'allow selfsubjectreviews')
      : ok(subject, `authenticated as ${user}`)
  const wide = rules.filter(isWide)
  if (wide.length === 0) return [known]
  const what = `it may do more than list: ${wide.slice(0, 3).join('; ')}`
  return [known, warn(subject, what, grantOf(member))]
}

/** Whether a rule, as the collection record writes it (`list pods in core`), reaches further than reading. */
function isWide(rule: string): boolean {
  const [verbs = '', resources = '', word, groups = ''] = rule.split(' ')
  if (word !== 'in') return false
  const named = groups.split(',').map((group) => (group === 'core' ? '' : group))
  return reachesFurther(verbs.split(','), named, resources.split(','))
}

/** One line for all lists that are refused, and one for each other cause. */
function checkLists(
  member: EstateMember,
  resources: readonly ProbedResource[],
): readonly Diagnosis[] {
  const subject = `lists of ${member.name}`
  const served = resources.filter(({ status }) => status !== 'not-served')
  const wrong = served.filter(({ status }) => status !== 'ok')
  const counted = `${served.length - wrong.length} of ${served.length} served kinds can be listed`
  if (wrong.length === 0)
    return [ok(subject, `${counted}, ${resources.length - served.length} are not served`)]
  const groups = Map.groupBy(wrong, ({ status, reason = '' }) =>
    status === 'forbidden' ? status : `${status}: ${reason}`,
  )
  return [...groups].map(([cause, group]) => {
    const names = group.map(({ resource }) => resource)
    const what = `${counted}; ${group.length} ${cause}: ${names.join(', ')}`
    const fix =
      cause === 'forbidden'
        ? grantOf(member, names)
        : (group[0]?.hint ?? 'look into the log of the API server')
    return fail(subject, what, fix)
  })
}

function checkUnknown(name: string, unknown: readonly string[]): readonly Diagnosis[] {
  if (unknown.length === 0) return []
  const what = `not understood: ${unknown.join(', ')}; segmentation is undetermined there`
  return [warn(`policy APIs of ${name}`, what, 'say in the report how these policies are reviewed')]
}
