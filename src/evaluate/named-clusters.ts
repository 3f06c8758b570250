import type { FlowSide, Organisation } from '../model/scope.ts'
import { matchesAnyGlob } from './glob.ts'

/** Whether an entry of the organisation's files holds for other clusters than one of this name. */
export function namesOtherClusters(organisation: Organisation, cluster: string): boolean {
  const { scope, flows = [], waivers } = organisation
  const selectors = [
    ...(scope?.rules ?? []).map(({ subjects }) => subjects.clusters),
    ...(scope?.nodes ?? []).map(({ clusters }) => clusters),
    ...flows.flatMap(({ from, to }) => [clustersOf(from), clustersOf(to)]),
    ...waivers.flatMap(({ subjects }) => subjects.map((one) => one.split('/').slice(0, 1))),
  ]
  return selectors.some((patterns) => !matchesAnyGlob(patterns, cluster))
}

function clustersOf(side: FlowSide): readonly string[] | undefined {
  return side.kind === 'subjects' ? side.subjects.clusters : undefined
}
