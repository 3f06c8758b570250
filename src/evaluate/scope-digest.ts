import { canonicalJson } from '../core/canonical-json.ts'
import { digestOf } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { CheckInput } from '../model/check.ts'
import type { Scope, ScopeRule } from '../model/scope.ts'
import { matchesGlob } from '../core/glob.ts'
import { matchesAnyGlob } from './glob.ts'
import { ruleOfNamespace } from './scope-of.ts'
import { tenantsByNamespace } from './tenants.ts'

/** The scope as it classifies one cluster: what a person confirms. Undefined where there is no scope file. */
export function scopeLines(input: CheckInput): readonly string[] | undefined {
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
  const lines = [
    { entity: scope.entity.kind },
    ...namespaces,
    ...classified,
    ...nodeLines(scope, cluster.name, [...cluster.nodes.keys()]),
    ...scope.networks.flatMap(({ kind, cidrs }) => cidrs.map((cidr) => ({ network: kind, cidr }))),
    ...scope.platformNamespaces.map((platform) => ({ platform })),
    ...[...tenantsByNamespace(input)].map(([namespace, tenant]) => ({ namespace, tenant })),
  ]
  return [...new Set(lines.map((line) => canonicalJson(line)))].sort()
}

/** The digest of a scope as it classifies one cluster (SHA-256 over its lines). */
export function scopeDigest(lines: readonly string[]): Digest {
  return digestOf(lines.map((line) => `${line}\n`).join(''))
}

/** What a rule says of whatever it classifies; its id and its owner are no part of the scope. */
function saidOf(rule: ScopeRule | undefined) {
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
  const ports = [...new Set(written.ports)].sort((a, b) => a - b)
  return { ports, sourceRanges: [...new Set(written.sourceRanges)].sort() }
}

/** The patterns that put nodes into a class: a further node of a known pool changes nothing. */
export function nodeLines({ nodes: rules }: Scope, cluster: string, nodes: readonly string[]) {
  return nodes.map((node) => {
    const rule = rules.find(
      (each) => matchesAnyGlob(each.clusters, cluster) && matchesAnyGlob(each.nodes, node),
    )
    const pattern = rule?.nodes.find((each) => matchesGlob(each, node)) ?? ''
    return { nodes: pattern, class: rule?.class ?? 'unclassified' }
  })
}
