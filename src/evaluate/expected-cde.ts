import type { CheckAnswer, CheckInput } from '../model/check.ts'
import { undetermined } from './answers.ts'
import { matchesAnyGlob } from './glob.ts'
import { classOfNode } from './scope-of.ts'
import { clusterSubject } from './subject.ts'

/**
 * What a check over the cardholder-data environment says of a cluster that has none although the scope expects some there, by a rule that names the
 * cluster or by a node of the environment that it has: a misspelt name takes the environment out of sight, and nothing may be concluded. Empty where
 * there are workloads of the environment, or none are expected.
 */
export function missingCde(input: CheckInput): readonly CheckAnswer[] {
  const { cluster, organisation, workloads } = input
  if (workloads.some((each) => each.class === 'cde')) return []
  const rule = organisation.scope?.rules.find(
    ({ class: of, subjects }) =>
      of === 'cde' &&
      subjects.clusters !== undefined &&
      matchesAnyGlob(subjects.clusters, cluster.name),
  )
  const node = [...cluster.nodes.keys()].find(
    (name) => classOfNode(organisation.scope, cluster.name, name) === 'cde',
  )
  if (rule === undefined && node === undefined) return []
  const why = rule === undefined ? `node ${node ?? ''}` : `rule ${rule.id}`
  const said = `by ${why} the scope has a cardholder-data environment here, and no workload is in it`
  return [undetermined(clusterSubject(cluster.name), 'scope-silent', said)]
}
