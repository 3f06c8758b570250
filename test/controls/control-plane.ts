import type { KubeObject } from '../../src/model/object.ts'
import { namespace, node } from '../evaluate/objects.ts'

/** A node of the control plane. */
export function controlNode(name: string): KubeObject {
  const plain = node(name)
  const labels = { 'node-role.kubernetes.io/control-plane': '' }
  return { ...plain, metadata: { ...plain.metadata, labels } }
}

/** What a test says of a static pod; everything has a default. */
export type StaticPod = {
  /** absent: the program and the words */
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: readonly string[]
}

/** The mirror pod of a component on a node, as kubeadm makes it. */
export function mirrorPod(
  component: string,
  nodeName: string,
  words: readonly string[],
  changes: StaticPod = {},
): KubeObject {
  const { command = [component, ...words], args, env = [] } = changes
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${component}-${nodeName}`,
      namespace: 'kube-system',
      labels: { component, tier: 'control-plane' },
      annotations: { 'kubernetes.io/config.mirror': 'd3b0' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: nodeName, controller: true }],
    },
    spec: {
      nodeName,
      hostNetwork: true,
      containers: [
        {
          name: component,
          ...(command.length > 0 ? { command: [...command] } : {}),
          ...(args === undefined ? {} : { args: [...args] }),
          env: env.map((name) => ({ name, value: 'x' })),
        },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }
}

/** A cluster whose control plane of two nodes runs a component with the given words on each. */
export function planeOf(
  component: string,
  first: readonly string[],
  second: readonly string[] = first,
): readonly KubeObject[] {
  return [
    namespace('kube-system'),
    controlNode('cp-1'),
    controlNode('cp-2'),
    mirrorPod(component, 'cp-1', first),
    mirrorPod(component, 'cp-2', second),
  ]
}
