import type {
  InsecureService,
  Scope,
  ScopeLabel,
  ScopeRule,
  SecurityControl,
  Tenant,
} from '../../model/scope.ts'
import type { Report } from '../report-schema.ts'
import { prose, visible } from '../text.ts'
import { CLASS_WORDS } from '../words.ts'
import { trafficWords } from './evidence.ts'
import { selectorWords } from './selector.ts'
import type { UnknownIn } from './unknown-clusters.ts'

/** The part of a report's organisation that its scope file says. */
type ScopeView = Omit<
  Report['organisation'],
  'scopeAuthorship' | 'waivers' | 'flows' | 'unknownClusters' | 'missing'
>

const NOTHING: ScopeView = {
  entityKind: 'not stated',
  scope: [],
  nodes: [],
  platformNamespaces: [],
  networks: [],
}

/** The scope file as it was applied, in its own order. A list that the file leaves out stays absent: that says nothing, an empty one says that there are none. */
export function scopeView(scope: Scope | undefined, unknown: UnknownIn): ScopeView {
  if (scope === undefined) return NOTHING
  const { insecureServices, policyEditors, securityControls, tenants } = scope
  return {
    entityKind: scope.entity.kind.replace('-', ' '),
    scope: scope.rules.map((rule, index) => ({
      ...scopeRule(rule),
      concerns: unknown('scope.yaml', 'rules', index),
    })),
    nodes: scope.nodes.map((rule) => ({
      nodes: visible(rule.nodes.join(', ')),
      clusters: visible(rule.clusters?.join(', ') ?? 'all'),
      word: CLASS_WORDS[rule.class],
    })),
    ...(scope.labels === undefined ? {} : { label: labelMeaning(scope.labels) }),
    platformNamespaces: scope.platformNamespaces.map(visible),
    networks: scope.networks.map((zone) => ({
      id: visible(zone.id),
      kind: zone.kind,
      cidrs: visible(zone.cidrs.join(', ')),
      description: prose(zone.description ?? ''),
    })),
    ...(policyEditors === undefined ? {} : { policyEditors: policyEditors.map(visible) }),
    ...(insecureServices === undefined
      ? {}
      : { insecureServices: insecureServices.map(insecureService) }),
    ...(securityControls === undefined
      ? {}
      : { securityControls: securityControls.map(securityControl) }),
    ...(tenants === undefined ? {} : { tenants: tenants.map(tenant) }),
  }
}

/** What values of the label mean: `pci-scope (cde, in: CDE; out: declared out of scope)`. */
function labelMeaning({ key, classes }: ScopeLabel): string {
  const parts = CLASSES.flatMap((each) =>
    classes[each] === undefined ? [] : [`${classes[each].join(', ')}: ${CLASS_WORDS[each]}`],
  )
  return visible(`${key} (${parts.join('; ')})`)
}

const CLASSES = ['cde', 'connected', 'out-of-scope'] as const

function insecureService({ id, protocol, port, reason }: InsecureService) {
  return { id: visible(id), traffic: trafficWords(protocol, port, port), reason: prose(reason) }
}

function securityControl({ id, purpose, subjects }: SecurityControl) {
  return {
    id: visible(id),
    purpose: visible(purpose.replace('-', ' ')),
    subjects: selectorWords(subjects),
  }
}

function tenant({ id, namespaces, clusters }: Tenant) {
  const listed = visible(namespaces.join(', '))
  return { id: visible(id), namespaces: listed, clusters: visible(clusters?.join(', ') ?? 'all') }
}

function scopeRule(rule: ScopeRule): Omit<ScopeView['scope'][number], 'concerns'> {
  const { publicService, environment } = rule
  return {
    id: visible(rule.id),
    class: rule.class,
    word: CLASS_WORDS[rule.class],
    subjects: selectorWords(rule.subjects),
    declares: [
      ...declared('account data at rest', rule.storesAccountData),
      ...declared('demilitarised zone', rule.dmz),
      ...publicWords(publicService),
      ...(environment === undefined ? [] : [visible(`for ${environment}`)]),
    ],
    justification: prose(rule.justification ?? ''),
    owner: prose(rule.owner ?? ''),
  }
}

function declared(what: string, value: boolean | undefined): readonly string[] {
  return value === undefined ? [] : [value ? what : `no ${what}`]
}

function publicWords(service: ScopeRule['publicService']): readonly string[] {
  if (service === undefined) return []
  if (service === false) return ['no public service']
  const from = service.sourceRanges.length === 0 ? 'any address' : service.sourceRanges.join(', ')
  return [visible(`public service on ${service.ports.join(', ')} from ${from}`)]
}
