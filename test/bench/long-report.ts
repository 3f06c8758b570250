import { digestOf } from '../../src/core/digest.ts'
import { reportView } from '../../src/render/view/report.ts'
import type { ReportView } from '../../src/render/view/report.ts'
import { policies } from '../render/fixture-policies.ts'
import { reportSource } from '../render/fixture.ts'

/** Namespaces of the estate: policies are spread over them. */
const NAMESPACES = 200

/** The fixture's estate with this many policies in its annex, each with its own name and text. */
export function longReport(count: number): ReportView {
  const source = reportSource()
  const [policy] = policies('prod-eu')
  const many = Array.from({ length: count }, (_, index) => {
    const namespace = `team-${String(index % NAMESPACES).padStart(3, '0')}`
    const name = `policy-${String(index).padStart(5, '0')}`
    return {
      key: `networking.k8s.io/v1/NetworkPolicy/${namespace}/${name}`,
      digest: digestOf(name),
      yaml: policy!.yaml.replaceAll('edge', namespace).replaceAll('gateway', name),
    }
  })
  const clusters = source.clusters.map((cluster, index) => ({
    ...cluster,
    policies: index === 0 ? many : [],
  }))
  return reportView({ ...source, clusters })
}
