import { expect } from 'chai'
import type { Enforcer } from '../../../src/model/enforcer.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, listed, node, object, pod } from '../builders.ts'

const NODES = [node('n1', '192.168.0.1'), node('n2', '192.168.0.2')]
const PLATFORM = ['kube-system']

/** The agents of a DaemonSet on both nodes. */
function agents(
  name: string,
  options: { namespace?: string; image?: string; ready?: boolean[] } = {},
): KubeObject[] {
  const { namespace = 'kube-system', image = 'example/agent:1', ready = [true, true] } = options
  return ready.map((each, at) =>
    pod(namespace, `${name}-${at}`, {
      owner: `DaemonSet/${name}`,
      node: `n${at + 1}`,
      image,
      ready: each,
    }),
  )
}

async function enforcer(
  objects: readonly KubeObject[],
  platformNamespaces = PLATFORM,
): Promise<Enforcer> {
  return (await clusterOf(objects, {}, { platformNamespaces })).enforcer
}

describe('enforcerOf', () => {
  it('recognises a network plugin by its DaemonSet or its image, with the DaemonSet as evidence', async () => {
    expect(await enforcer([...NODES, ...agents('calico-node')])).to.deep.equal({
      kind: 'present',
      name: 'Calico',
      versions: [],
      evidence: ['apps/v1/DaemonSet/kube-system/calico-node'],
      ipBlockMatchesPods: true,
      directions: { ingress: 'yes', egress: 'yes' },
      further: {
        AdminNetworkPolicy: 'unknown',
        BaselineAdminNetworkPolicy: 'unknown',
        ClusterNetworkPolicy: 'unknown',
      },
    })
    const mirrored = agents('network', { image: 'registry.example/mirror/cilium/cilium:v1.18.1' })
    expect(await enforcer([...NODES, ...mirrored])).to.include({
      name: 'Cilium',
      ipBlockMatchesPods: false,
    })
  })

  it('changes nothing for a DaemonSet of that name outside of the platform namespaces', async () => {
    const tenant = agents('calico-node', { namespace: 'shop' })
    expect(await enforcer([...NODES, ...tenant])).to.include({ kind: 'unknown' })
    expect(await enforcer([...NODES, ...agents('calico-node')], [])).to.deep.equal({
      kind: 'unknown',
      why: 'no namespace is declared as platform',
    })
  })

  it('is unknown where the plugin is not ready on every node that can run pods', async () => {
    for (const ready of [[true, false], [true]])
      expect(await enforcer([...NODES, ...agents('calico-node', { ready })])).to.deep.equal({
        kind: 'unknown',
        why: 'Calico is not ready on 1 node that can run pods (n2)',
      })
  })

  it('asks for a plugin on a node that is not schedulable only while it runs pods of the pod network', async () => {
    const cordoned = object({ ...node('n2', '192.168.0.2'), spec: { unschedulable: true } })
    const [first] = agents('calico-node')
    const empty = [NODES[0]!, cordoned, first!]
    expect(await enforcer(empty)).to.include({ kind: 'present' })
    const ofNode = pod('kube-system', 'kube-proxy-b', { node: 'n2', hostNetwork: true })
    expect(await enforcer([...empty, ofNode])).to.include({ kind: 'present' })
    for (const place of ['n2', 'a node that the list lacks'])
      expect(await enforcer([...empty, pod('shop', 'web', { node: place })])).to.deep.equal({
        kind: 'unknown',
        why: `Calico is not ready on 1 node that can run pods (${place})`,
      })
  })

  it('finds none where Flannel is alone, and the enforcing one where it is not', async () => {
    const flannel = agents('kube-flannel-ds')
    expect(await enforcer([...NODES, ...flannel])).to.include({ kind: 'none', name: 'Flannel' })
    expect(await enforcer([...NODES, ...flannel, ...agents('canal')])).to.include({
      kind: 'present',
      name: 'Calico',
    })
  })

  it('is unknown where a setting or version that is not visible decides, or nothing is recognised', async () => {
    for (const name of ['aws-node', 'kindnet', 'sdn', 'something-else'])
      expect(await enforcer([...NODES, ...agents(name)]), name).to.include({ kind: 'unknown' })
    expect(await enforcer(agents('calico-node'))).to.deep.equal({
      kind: 'unknown',
      why: 'no node was read',
    })
  })

  describe('with the settings of Cilium', () => {
    const config = (data: Record<string, string>, namespace = 'kube-system') =>
      object({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'cilium-config', namespace },
        data,
      })
    const nodeConfig = (defaults: Record<string, string>) =>
      object({
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNodeConfig',
        metadata: { name: 'slow', namespace: 'kube-system' },
        spec: { nodeSelector: { matchLabels: { slow: 'yes' } }, defaults },
      })
    const withCilium = (...settings: KubeObject[]) =>
      enforcer([...NODES, ...agents('cilium'), ...settings])

    it('finds none where they switch policies off', async () => {
      for (const data of [
        { 'enable-policy': 'never' },
        { 'policy-audit-mode': 'true' },
        { 'datapath-mode': 'lb-only' },
        { 'enable-policy': 'default', 'policy-audit-mode': 'True' },
      ] as Record<string, string>[]) {
        const [last] = Object.entries(data).slice(-1)
        expect(await withCilium(config(data))).to.deep.equal({
          kind: 'none',
          name: `Cilium with ${last?.[0]}: ${last?.[1].toLowerCase()}`,
          evidence: [
            '/v1/ConfigMap/kube-system/cilium-config',
            'apps/v1/DaemonSet/kube-system/cilium',
          ],
        })
      }
    })

    it('takes its defaults where they say nothing, or stand outside of the platform', async () => {
      for (const settings of [
        config({}),
        config({ 'enable-policy': 'default', 'policy-cidr-match-mode': '' }),
        config({ 'enable-policy': 'never' }, 'shop'),
        nodeConfig({ mtu: '1400' }),
      ])
        expect(await withCilium(settings)).to.include({
          kind: 'present',
          ipBlockMatchesPods: false,
        })
    })

    it('reads whether address blocks match pods', async () => {
      for (const [mode, answer] of [
        ['pods', true],
        ['nodes,pods', true],
        ['nodes', false],
      ] as const)
        expect(await withCilium(config({ 'policy-cidr-match-mode': mode }))).to.include({
          ipBlockMatchesPods: answer,
        })
      const both = [config({}), nodeConfig({ 'policy-cidr-match-mode': 'pods' })]
      expect(await withCilium(...both)).to.include({ ipBlockMatchesPods: 'unknown' })
      const pods = config({ 'policy-cidr-match-mode': 'pods' })
      expect(await withCilium(pods, nodeConfig({ mtu: '1400' }))).to.include({
        ipBlockMatchesPods: true,
      })
    })

    it('says where NetworkPolicy alone is off, and that policies of Cilium are not', async () => {
      const key = 'enable-k8s-networkpolicy'
      const evidence = '/v1/ConfigMap/kube-system/cilium-config'
      const found = await withCilium(config({ [key]: 'false' }))
      expect(found).to.deep.include({
        kind: 'present',
        withoutNetworkPolicy: { everywhere: true, setting: `${key}: false`, evidence },
      })
      const some = await withCilium(config({ [key]: 'false' }), nodeConfig({ [key]: 'true' }))
      expect(some).to.deep.include({
        kind: 'present',
        withoutNetworkPolicy: {
          everywhere: false,
          setting: `ConfigMap kube-system/cilium-config sets ${key}: false`,
          evidence,
        },
      })
      const beside = await withCilium(config({ [key]: 'false' }), ...agents('calico-node'))
      expect(beside).to.include({ name: 'Calico, Cilium' })
      expect(beside).to.not.have.property('withoutNetworkPolicy')
    })

    it('is unknown where policies are off on some nodes, or a setting was redacted or not read', async () => {
      expect(await withCilium(config({}), nodeConfig({ 'enable-policy': 'never' }))).to.deep.equal({
        kind: 'unknown',
        why: 'CiliumNodeConfig kube-system/slow sets enable-policy: never on some nodes',
        cause: 'out-of-reach',
      })
      const off = config({ 'enable-policy': 'never' })
      expect(await withCilium(off, nodeConfig({ 'enable-policy': 'default' }))).to.deep.equal({
        kind: 'unknown',
        why: 'ConfigMap kube-system/cilium-config sets enable-policy: never, and CiliumNodeConfig kube-system/slow otherwise on some nodes',
        cause: 'out-of-reach',
      })
      expect(await withCilium(config({ 'enable-policy': '[redacted]' }))).to.deep.equal({
        kind: 'unknown',
        why: 'ConfigMap kube-system/cilium-config sets enable-policy, redacted',
        cause: 'out-of-reach',
      })
      const resources = [listed('configmaps', { status: 'forbidden', reason: 'refused' })]
      const { enforcer: unread } = await clusterOf(
        [...NODES, ...agents('cilium')],
        { resources },
        { platformNamespaces: PLATFORM },
      )
      expect(unread).to.deep.equal({
        kind: 'unknown',
        why: 'configmaps: forbidden (refused): settings of Cilium',
        cause: 'gap',
      })
    })

    it('counts another plugin that enforces beside it', async () => {
      const off = config({ 'enable-policy': 'never' })
      expect(await withCilium(off, ...agents('calico-node'))).to.include({ name: 'Calico' })
    })
  })
})
