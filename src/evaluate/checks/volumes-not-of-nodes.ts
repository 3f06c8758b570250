import type { Check, CheckAnswer } from '../../model/check.ts'
import type { PersistentVolume } from '../../model/persistent-volumes.ts'
import { bySubject, fail, notApplicable, objectEvidence, pass } from '../answers.ts'
import { listOf } from '../baseline.ts'
import { objectSubject } from '../subject.ts'

/** Whether persistent volumes are folders or disks of nodes, which pods get through claims where admission lets no hostPath pass. */
export const volumesNotOfNodes: Check = {
  id: 'volumes-not-of-nodes',
  version: 1,
  title: 'No persistent volume is a folder of a node',
  logic:
    'A persistent volume of the kind hostPath or local fails, with the claim that it is bound to; one that no claim is bound to fails too, for any claim may get it. Volumes bound to claims of listed namespaces are shown and left out.',
  reads: ['persistentvolumes'],
  needs: [],
  parameters: { except: 'list' },
  evaluate(input) {
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    return input.cluster.facts.persistentVolumes
      .map((each) => answer(input.cluster.name, each, except.get(each.claim?.namespace ?? '')))
      .sort(bySubject)
  },
}

function answer(
  cluster: string,
  { key, onNode, claim }: PersistentVolume,
  excepted: string | undefined,
): CheckAnswer {
  const subject = objectSubject(cluster, key)
  if (onNode === undefined) return pass(subject, 'it is no folder of a node', [objectEvidence(key)])
  const { kind, path } = onNode
  const holder =
    claim === undefined
      ? 'bound to no claim now'
      : `bound to claim ${claim.namespace}/${claim.name}`
  const said = `it is the path ${path} of a node (${kind}), ${holder}`
  const evidence = [
    path === '' ? objectEvidence(key) : { object: key, pointer: `/spec/${kind}/path`, value: path },
    ...(claim === undefined
      ? []
      : [{ object: key, pointer: '/spec/claimRef/name', value: claim.name }]),
  ]
  return excepted === undefined
    ? fail(subject, said, evidence)
    : notApplicable(subject, `left out by the baseline: ${excepted}; ${said}`, evidence)
}
