import { matchesGlob } from '../../core/glob.ts'
import type { ScopeRemark } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import type { ScopeRule } from '../../model/scope.ts'
import { counted, listed, visible } from '../text.ts'
import { CLASS_WORDS } from '../words.ts'

/** Where the scope and a cluster do not meet, one sentence each. */
export function remarkWords(remark: ScopeRemark): string {
  switch (remark.kind) {
    case 'idle-rule':
      return visible(
        `rule ${remark.rule} (${CLASS_WORDS[remark.class]}) names no namespace and no pod of this cluster`,
      )
    case 'idle-nodes':
      return visible(
        `nodes ${remark.nodes.join(', ')} (${CLASS_WORDS[remark.class]}): there is none in this cluster`,
      )
    case 'no-node-rules':
      return `no rule speaks of its nodes: ${counted(remark.nodes, 'node')} unclassified`
    case 'unclassified-nodes':
      return visible(`nodes that no rule names: ${remark.nodes.join(', ')}`)
    case 'node-runs-cde':
      return visible(
        `node ${remark.node} (${CLASS_WORDS[remark.class]}) runs ${remark.workload} of the CDE`,
      )
    case 'node-cde-by-later-rule':
      return visible(
        `node ${remark.node} is ${CLASS_WORDS[remark.class]} by the first rule that names it, and CDE by a later one`,
      )
  }
}

/** Rules that name nothing in any cluster that they can mean, those of the CDE first. Of a rule that means a cluster that was not read that is not known. */
function idleRules({ organisation, clusters }: ReportSource): readonly ScopeRule[] {
  const rules = organisation.scope?.rules ?? []
  const idle = rules.filter((rule) => isIdle(rule, clusters))
  const isCde = (rule: ScopeRule) => rule.class === 'cde'
  return [...idle.filter(isCde), ...idle.filter((rule) => !isCde(rule))]
}

function isIdle({ id, subjects }: ScopeRule, clusters: readonly ReportCluster[]): boolean {
  const meant = clusters.filter(
    ({ name }) => subjects.clusters?.some((pattern) => matchesGlob(pattern, name)) ?? true,
  )
  return (
    meant.length > 0 &&
    meant.every(({ evaluation }) =>
      (evaluation?.organisation.scopeRemarks ?? []).some(
        (each) => each.kind === 'idle-rule' && each.rule === id,
      ),
    )
  )
}

/** What a reader must know first of the scope: what of it names nothing, and nodes of the CDE that it says otherwise of. */
export function scopeFirst(source: ReportSource): readonly string[] {
  const idle = idleRules(source).map(({ id, class: of }) => visible(`${id} (${CLASS_WORDS[of]})`))
  const nodes = source.clusters.flatMap(({ name, evaluation }) =>
    (evaluation?.organisation.scopeRemarks ?? []).flatMap((each) =>
      each.kind === 'node-runs-cde' ? [visible(`${name}/${each.node}`)] : [],
    ),
  )
  return [
    ...(idle.length === 0
      ? []
      : [`Rules of the scope that name nothing in any cluster: ${listed(idle)}.`]),
    ...(nodes.length === 0
      ? []
      : [`Nodes that run pods of the CDE and are declared otherwise: ${listed(nodes)}.`]),
  ]
}
