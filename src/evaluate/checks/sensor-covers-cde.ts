import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Pod } from '../../model/cluster.ts'
import {
  bySubject,
  fail,
  nodeEvidence,
  pass,
  placementEvidence,
  someOf,
  undetermined,
} from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { declaredGuards } from '../declared-guards.ts'
import { cdeNodes } from '../node-classes.ts'
import { WORKLOADS } from '../reads.ts'
import { ofClass } from '../scoped-workloads.ts'
import { clusterSubject, subjectOf } from '../subject.ts'
import { scopeIsSilent } from '../unclassified.ts'

const PURPOSES = ['intrusion-detection', 'change-detection'] as const

/** Whether sensors stand on every node of the cardholder-data environment. */
export const sensorCoversCde: Check = {
  id: 'sensor-covers-cde',
  version: 1,
  title: 'A sensor that the scope file names is ready on every node of the CDE',
  logic:
    'For each node that runs CDE pods, or that the scope names as CDE: a pod of a security control that the scope file names for the purpose runs there and is ready. Where the file names none, what watches is not seen. What a sensor looks at, and whether it warns anybody, is not seen.',
  reads: [...WORKLOADS, 'nodes'],
  needs: ['scope'],
  parameters: { purpose: PURPOSES },
  evaluate(input) {
    const purpose = wordOf(input, 'purpose', PURPOSES)
    const cde = ofClass(input.workloads, 'cde')
    const silent = ofClass(input.workloads, 'unclassified').map((each) =>
      scopeIsSilent(input, each),
    )
    const nodes = [...cdeNodes(input)]
    if (nodes.length === 0 && cde.length === 0) return silent
    const subject = clusterSubject(input.cluster.name)
    const declared = declaredGuards(input, [purpose])
    if (declared.length === 0) {
      const said = `the scope file names no workload of this cluster for ${purpose}; what watches it is not seen`
      return [undetermined(subject, 'out-of-reach', said), ...silent]
    }
    if (nodes.length === 0)
      return [undetermined(subject, 'gap', 'on which nodes the CDE runs is not known'), ...silent]
    const pods = declared.flatMap((each) => each.pods)
    return [...nodes.map((node) => answer(input, node, pods)), ...silent].sort(bySubject)
  },
}

function answer({ cluster }: CheckInput, name: string, sensors: readonly Pod[]): CheckAnswer {
  const subject = subjectOf(cluster.name, '', 'Node', name)
  const here = sensors.filter(({ node, standIn }) => node === name && !standIn)
  const node = cluster.nodes.get(name)
  const seen = [...(node === undefined ? [] : [nodeEvidence(node)]), ...here.map(placementEvidence)]
  const names = here.map((pod) => `${pod.namespace}/${pod.workload}`)
  if (here.length === 0)
    return fail(subject, 'no sensor that the scope file names runs there', seen)
  if (here.some(({ ready }) => ready === true))
    return pass(subject, `watched by ${someOf(names)}`, seen)
  return here.some(({ ready }) => ready === undefined)
    ? undetermined(subject, 'gap', `no status says whether ${someOf(names)} is ready`, seen)
    : fail(subject, `${someOf(names)} is not ready`, seen)
}
