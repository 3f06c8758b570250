/** A period in which all that the executive summary may list is long, and there is too much of it. */
import { digestOf } from '../../../src/core/digest.ts'
import type { PeriodSource } from '../../../src/model/period.ts'
import { periodSource } from './fixture.ts'
import { CLUSTERS } from './fixture-runs.ts'

const LONG = 'WWW-a-name-of-three-hundred-letters-and-no-blank-anywhere'.repeat(6)

/** Names of three hundred letters, fourteen frameworks, forty failing controls in each, hundreds of changes and clusters. */
export function hugePeriod(): PeriodSource {
  const source = periodSource()
  const [cis, pci] = source.newest!.catalogue.frameworks
  const failing = source.controls.find(({ control }) => control === '1.3.1')!
  const frameworks = Array.from({ length: 14 }, (_, at) => ({
    ...(at % 2 === 0 ? cis! : pci!),
    ...{ id: `framework-${at}`, title: `${at} ${LONG}` },
    controls: Array.from({ length: 40 }, (_, row) => ({
      ...pci!.controls[1]!,
      ...{ id: `${row}-${LONG}`, framework: `framework-${at}` },
    })),
  }))
  const [policy] = source.changes.policies.filter(({ listed }) => listed === undefined)
  const [step] = source.changes.connectivity
  return {
    ...source,
    controls: frameworks.flatMap(({ id: framework, controls }) =>
      controls.flatMap(({ id: control }) =>
        CLUSTERS.map((cluster) => ({ ...failing, cluster, framework, control })),
      ),
    ),
    reviews: frameworks.flatMap(({ id: framework, controls }) =>
      controls.flatMap(({ id: control }) =>
        source.reviews.map((review) => ({ ...review, framework, control })),
      ),
    ),
    neverRead: Array.from({ length: 300 }, (_, at) => ({
      ...{ cluster: `${'W'.repeat(55)}${at}`, status: 'unreachable' as const },
    })),
    changes: {
      ...source.changes,
      policies: Array.from({ length: 400 }, (_, at) => ({
        ...policy!,
        ...{ cluster: LONG, digest: digestOf(`huge ${at}`) },
        key: `networking.k8s.io/v1/NetworkPolicy/${LONG}/${at}-${LONG}`,
      })),
      significant: Array.from({ length: 200 }, () => ({
        ...source.changes.significant[0]!,
        ...{ cluster: LONG, kind: 'exposure' as const, count: 1 },
        what: [`new: NodePort by Service ${LONG}/${LONG} to ${LONG}/Deployment/${LONG}`],
      })),
      connectivity: [step!],
    },
    newest: { ...source.newest!, catalogue: { ...source.newest!.catalogue, frameworks } },
  }
}
