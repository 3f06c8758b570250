import { objectKeyParts } from '../../../core/object-key.ts'
import { dayOfInstant } from '../../../core/time-zone.ts'
import type { PeriodSource } from '../../../model/period.ts'
import { prose, visible } from '../../text.ts'
import { fitted } from '../../view/fitted.ts'
import { anchorOf } from '../../view/anchor.ts'
import { POLICY_CHANGE_WORDS } from '../words.ts'

/** One line with the place that says more. */
type Line = { readonly said: string; readonly anchor: string }

/** So much room has what may be long. */
const ROOM = { object: 80, cluster: 30 }

/** Changes of policy objects that no entry of the file of changes lists, in the order of time, those of labels or annotations alone last: which object, where, and the first snapshot that shows it. */
export function unlistedLines({ changes, period }: PeriodSource): readonly Line[] {
  const unlisted = changes.policies.filter(({ listed }) => listed === undefined)
  const isQuiet = ({ change }: (typeof unlisted)[number]) => change === 'relabelled'
  return [...unlisted.filter((one) => !isQuiet(one)), ...unlisted.filter(isQuiet)].map(
    ({ cluster, key, change, digest, to }) => {
      const { kind, namespace, name } = objectKeyParts(key)
      const object = visible(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`)
      return {
        said: `${fitted(object, ROOM.object)} ${POLICY_CHANGE_WORDS[change]} in ${fitted(visible(cluster), ROOM.cluster)}, first seen ${dayOfInstant(to.asOf, period.timeZone)}`,
        anchor: anchorOf('change', cluster, key, digest),
      }
    },
  )
}

/**
 * Ways from outside into the CDE that opened, as the scope of their time has it, and that closed, to workloads that the scope of the newest run has in the CDE; in the
 * order of time.
 */
export function waysInto(source: PeriodSource): readonly Line[] {
  const { changes, period } = source
  const opened = changes.significant
    .filter(({ kind }) => kind === 'exposure')
    .flatMap(({ cluster, to, what }) => what.map((said) => ({ cluster, at: to.asOf, said })))
  const closed = changes.connectivity.flatMap(({ cluster, to, openings }) => {
    const cde = workloadsOfCde(source, cluster)
    return openings
      .filter((one) => one.change === 'closed' && cde.has(one.workload))
      .map(({ kind, source: by, workload }) => {
        const parts = objectKeyParts(by)
        return {
          ...{ cluster, at: to.asOf },
          said: `closed: ${kind} by ${parts.kind} ${parts.namespace}/${parts.name} to ${workload}`,
        }
      })
  })
  return [...opened, ...closed]
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map(({ cluster, at, said }) => ({
      said: `${fitted(prose(said), ROOM.object + ROOM.cluster)} in ${fitted(visible(cluster), ROOM.cluster)}, first seen ${dayOfInstant(at, period.timeZone)}`,
      anchor: 'changes',
    }))
}

function workloadsOfCde({ newest }: PeriodSource, cluster: string): ReadonlySet<string> {
  const scope = newest?.clusters.find(({ name }) => name === cluster)?.evaluation?.scope ?? []
  return new Set(
    scope
      .filter((one) => one.class === 'cde')
      .map(({ namespace, workload }) => `${namespace}/${workload}`),
  )
}
