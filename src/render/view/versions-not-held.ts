import type { Framework } from '../../model/control.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { ControlView, FrameworkView } from '../report-schema.ts'
import { prose } from '../text.ts'

/**
 * What a chapter says first where the versions of Kubernetes that its benchmark is written for are not known: its results stand, and whether it
 * speaks of these clusters is for the reader. Nothing where it is for none of them.
 */
export function versionsNotHeld(
  { kubernetes }: Framework,
  controls: readonly ControlView[],
  clusters: readonly ReportCluster[],
): Pick<FrameworkView, 'versionsNotHeld'> {
  if (kubernetes !== 'not-held') return {}
  const spokenOf = clusters.filter((_, index) =>
    controls.some(({ clusters: each }) => each[index]?.outcome !== 'not-applicable'),
  )
  if (spokenOf.length === 0) return {}
  const named = spokenOf.map(
    ({ name, snapshot }) => `${name} (${snapshot.identity.version ?? 'version not read'})`,
  )
  const said = `Which versions of Kubernetes this benchmark is written for is not known here. Whether it speaks of ${oneOf(named)} is for the reader to say; the applicability file takes it out of a cluster.`
  return { versionsNotHeld: prose(said) }
}

/** `a`, `a or b`, `a, b or c`. */
function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
}
