import { canonicalJson } from '../core/canonical-json.ts'
import { digestOf } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { CheckInput, SegmentClass } from '../model/check.ts'
import type { PublicPort, Scope, ScopeRule } from '../model/scope.ts'
import { matchesGlob } from '../core/glob.ts'
import { byText } from './answers.ts'
import { matchesAnyGlob } from './glob.ts'
import { ruleOfNamespace } from './scope-of.ts'
import { tenantsByNamespace } from './tenants.ts'

/** What the scope says of a namespace, or of a workload in scope. */
export type ScopedItem = Declared & { readonly namespace: string; readonly workload?: string }

/** One thing that a scope says of one cluster. */
export type ScopeItem =
  | { readonly entity: string }
  | ScopedItem
  | { readonly nodes: string; readonly class: SegmentClass }
  | { readonly network: string; readonly cidr: string }
  | { readonly platform: string }
  | { readonly namespace: string; readonly tenant: string }

/** The scope as it classifies one cluster: what a person confirms, some of it more than once. Undefined where there is no scope file. */
export function scopeItems(input: CheckInput): readonly ScopeItem[] | undefined {
  const { cluster, workloads, organisation } = input
  const { scope } = organisation
  if (scope === undefined) return undefined
  const namespaces = [...cluster.namespaces.keys()].map((name) => ({
    namespace: name,
    ...saidOf(ruleOfNamespace(scope, cluster.name, name)),
  }))
  const classified = workloads
    .filter(({ class: each }) => each !== 'out-of-scope')
    .map(({ namespace, workload, rule }) => ({ namespace, workload, ...saidOf(rule) }))
  return [
    { entity: scope.entity.kind },
    ...namespaces,
    ...classified,
    ...nodeLines(scope, cluster.name, [...cluster.nodes.keys()]),
    ...scope.networks.flatMap(({ kind, cidrs }) => cidrs.map((cidr) => ({ network: kind, cidr }))),
    ...scope.platformNamespaces.map((platform) => ({ platform })),
    ...[...tenantsByNamespace(input)].map(([namespace, tenant]) => ({ namespace, tenant })),
  ]
}

/** The same, one line each, sorted. */
export function scopeLines(input: CheckInput): readonly string[] | undefined {
  const items = scopeItems(input)?.map((item) => canonicalJson(item))
  return items && [...new Set(items)].sort()
}

/** The digest of a scope as it classifies one cluster (SHA-256 over its lines). */
export function scopeDigest(lines: readonly string[]): Digest {
  return digestOf(lines.map((line) => `${line}\n`).join(''))
}

type Declared = Omit<ScopeRule, 'id' | 'subjects' | 'owner' | 'class'> & {
  readonly class: SegmentClass
}

/** What a rule says of whatever it classifies; its id and its owner are no part of the scope. */
function saidOf(rule: ScopeRule | undefined): Declared {
  if (rule === undefined) return { class: 'unclassified' }
  const { justification, storesAccountData, publicService, dmz, environment } = rule
  return {
    class: rule.class,
    ...(justification === undefined ? {} : { justification }),
    ...(storesAccountData === undefined ? {} : { storesAccountData }),
    ...(publicService === undefined ? {} : { publicService: publicServiceOf(publicService) }),
    ...(dmz === undefined ? {} : { dmz }),
    ...(environment === undefined ? {} : { environment }),
  }
}

function publicServiceOf(written: NonNullable<ScopeRule['publicService']>) {
  if (!written) return false
  // by number, and of one number TCP first
  const ports = [...new Set(written.ports)].sort(
    (one, other) => numberOf(one) - numberOf(other) || byText(String(one), String(other)),
  )
  return { ports, sourceRanges: [...new Set(written.sourceRanges)].sort() }
}

function numberOf(port: PublicPort): number {
  return typeof port === 'number' ? port : Number.parseInt(port, 10)
}

/** The patterns that put nodes into a class: a further node of a known pool changes nothing. */
export function nodeLines(
  { nodes: rules }: Scope,
  cluster: string,
  nodes: readonly string[],
): readonly { readonly nodes: string; readonly class: SegmentClass }[] {
  return nodes.map((node) => {
    const rule = rules.find(
      (each) => matchesAnyGlob(each.clusters, cluster) && matchesAnyGlob(each.nodes, node),
    )
    const pattern = rule?.nodes.find((each) => matchesGlob(each, node)) ?? ''
    return { nodes: pattern, class: rule?.class ?? 'unclassified' }
  })
}
