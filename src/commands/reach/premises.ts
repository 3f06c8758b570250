import { enforcerStatus } from '../../analyse/enforcer/enforcers.ts'
import { describeObject } from '../../analyse/names.ts'
import { blockersOf, isAboutEnforcer } from '../../analyse/premises.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Cluster } from '../../model/cluster.ts'

/** What an answer rests on, as members of its JSON: who enforces the policies, what was assumed, and what makes every answer uncertain. */
export function premisesData(cluster: Cluster, assumptions: readonly string[]): JsonObject {
  return { enforcer: enforcerStatus(cluster), assumptions, blockers: blockersOf(cluster) }
}

/** Who enforces the policies and what was assumed, a line each: for forms that hold rows only. */
export function premiseLines(cluster: Cluster, assumptions: readonly string[]): readonly string[] {
  const { said, evidence, meshes } = enforcerStatus(cluster)
  const shown = evidence.map(describeObject).join(', ')
  return [
    shown === '' ? said : `${said} (${shown})`,
    ...meshes,
    ...assumptions
      .filter((assumption) => !isAboutEnforcer(assumption))
      .map((assumption) => `assumed: ${assumption}`),
  ]
}
