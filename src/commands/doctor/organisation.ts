import { numbered } from '../../core/numbered.ts'
import { join } from 'node:path'
import type { Instant } from '../../core/clock.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { catalogueInUse, loadOrganisation, type WantedCatalogue } from '../stages/catalogue.ts'
import { guarded, ok, warn, type Diagnosis } from './diagnosis.ts'

/** The catalogue as a run would load it: whole, or not at all. */
export function checkCatalogue(
  configuration: WantedCatalogue,
  context: Context,
): Promise<readonly Diagnosis[]> {
  return guarded('catalogue', 'mend the catalogue file', () => {
    const controls = join(context.packageRoot, 'controls')
    const { frameworks, digest } = catalogueInUse(controls, configuration)
    const names = frameworks.map(({ id, controls: all }) => `${id} (${all.length} controls)`)
    return [ok('catalogue', `${names.join(', ')}; digest ${digest}`)]
  })
}

/** The organisation's files: valid, there, and not overdue. */
export function checkOrganisation(
  { organisation: files }: Pick<Configuration, 'organisation'>,
  context: Context,
): Promise<readonly Diagnosis[]> {
  return guarded("organisation's files", 'mend the file', () => {
    const organisation = loadOrganisation(files)
    const today = context.clock.now()
    return [
      checkScope(organisation),
      ...checkFlows(organisation, today),
      ...checkWaivers(organisation, today),
    ]
  })
}

function checkScope({ scope }: Organisation): Diagnosis {
  if (scope === undefined) {
    const what = 'none: whatever needs it is undetermined, and everything counts as in scope'
    return warn('scope', what, 'write a scope file and name it as organisation.scope')
  }
  const { rules, nodes, networks, platformNamespaces } = scope
  const counts = [
    numbered(rules.length, 'rule', 'rules'),
    numbered(nodes.length, 'node rule', 'node rules'),
    numbered(networks.length, 'network', 'networks'),
    numbered(platformNamespaces.length, 'platform namespace', 'platform namespaces'),
  ]
  return ok('scope', `${scope.entity.name}: ${counts.join(', ')}`)
}

function checkFlows({ flows }: Organisation, now: Instant): readonly Diagnosis[] {
  if (flows === undefined) {
    const what = 'none: whatever needs the register of approved flows is undetermined'
    return [warn('flows', what, 'write a register and name it as organisation.flows')]
  }
  const overdue = flows.filter(({ reviewBy }) => reviewBy < now.slice(0, 10)).map(({ id }) => id)
  const counted = numbered(flows.length, 'approved flow', 'approved flows')
  if (overdue.length === 0) return [ok('flows', `${counted}, none overdue for review`)]
  const what = `${overdue.length} of ${counted} are overdue for review: ${firstOf(overdue)}`
  return [warn('flows', what, 'review them, and set approvedOn and reviewBy')]
}

function checkWaivers({ waivers }: Organisation, now: Instant): readonly Diagnosis[] {
  const expired = waivers.filter(({ expires }) => expires < now.slice(0, 10)).map(({ id }) => id)
  if (expired.length === 0) return [ok('waivers', `${waivers.length} waivers, none expired`)]
  const what = `${expired.length} of ${waivers.length} waivers have expired: ${firstOf(expired)}`
  return [warn('waivers', what, 'mend what they cover, or have them approved anew')]
}

/** A few names and how many more there are: one line stays one line. */
function firstOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length <= 5 ? shown : `${shown} and ${names.length - 5} more`
}
