/** What became of a cluster of the fixture since earlier runs. */
import { digestOf } from '../../src/core/digest.ts'
import type { EvaluationHistory } from '../../src/model/history.ts'

const at = (day: number) => ({ run: `run-of-${day}`, asOf: `2026-11-${day}T02:00:04Z` })

/** A digest that changed, one with a gap, one that this run did not make; a change that this run found, and an earlier one. */
export const history: EvaluationHistory = {
  run: 'run-of-23',
  first: at(10),
  digests: {
    segmentation: {
      newest: { ...at(23), digest: digestOf('segmentation') },
      since: at(18),
      knownFrom: at(10),
      changed: { before: digestOf('before'), from: at(17), to: at(18) },
    },
    rights: {
      newest: { ...at(23), digest: digestOf('rights') },
      since: at(20),
      knownFrom: at(10),
      gaps: { count: 2, newest: { from: at(18), to: at(20) } },
    },
    scope: {
      newest: { ...at(20), digest: digestOf('scope') },
      since: at(10),
      knownFrom: at(10),
    },
  },
  changes: [
    {
      kind: 'exposure',
      from: at(22),
      to: at(23),
      what: ['new: NodePort by Service payments/debug (TCP port 30443) to payments/Deployment/api'],
      count: 1,
    },
    {
      kind: 'scope',
      from: at(17),
      to: at(18),
      what: ['namespace vault was connected and is cde'],
      count: 4,
    },
  ],
  unknown: ['what refuses objects when they are made: not known in this run'],
  equalEdits: [
    { key: 'networking.k8s.io/v1/NetworkPolicy/payments/default-deny', change: 'relabelled' },
    { key: 'networking.k8s.io/v1/NetworkPolicy/payments/split-two', change: 'added' },
  ],
  outcomes: {
    runs: [20, 21, 22, 23].map(at),
    controls: [
      ['pci-dss-4.0.1/1.3.1', 'PPFF'],
      ['pci-dss-4.0.1/12.5.2', '.NNS'],
    ],
  },
}
