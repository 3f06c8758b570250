import { expect } from 'chai'
import { connectivityDiff } from '../../src/analyse/diff/connectivity-diff.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, namespace, networkPolicy, node, object, pod } from './builders.ts'

const NODE = node('n1', '192.168.0.1')

/** The agent of a network plugin on the only node, ready. */
function agent(name: string, image = 'example/agent:1'): KubeObject {
  return pod('kube-system', `${name}-x`, {
    owner: `DaemonSet/${name}`,
    node: 'n1',
    hostNetwork: true,
    ready: true,
    image,
  })
}

function ciliumConfig(data: Record<string, string>): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

const SHOP = [
  namespace('shop'),
  NODE,
  pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'], node: 'n1' }),
  pod('shop', 'db', { labels: { app: 'db' }, ips: ['10.0.0.2'], node: 'n1' }),
]
const ofDb = (ports: readonly object[]) =>
  networkPolicy('shop', 'db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: ports.length === 0 ? [] : [{ from: [{ podSelector: {} }], ports }],
  })
const SHUT = ofDb([])
const SQL = ofDb([{ port: 5432 }])

/** What changed from web to db, with its causes. */
async function fromWebToDb(earlier: readonly KubeObject[], later: readonly KubeObject[]) {
  const analysed = async (objects: readonly KubeObject[]) => {
    const cluster = await clusterOf(
      [...SHOP, ...objects],
      {},
      { platformNamespaces: ['kube-system'] },
    )
    return { cluster, reachability: analyse(cluster) }
  }
  return connectivityDiff(await analysed(earlier), await analysed(later))
    .filter(({ from, to }) => from === 'shop/Pod/web' && to === 'shop/Pod/db')
    .map(({ change, cause }) => [change, ...cause].join('; '))
}

const GONE = 'network plugin changed from Calico to Flannel (enforces no policy)'

describe('causes that are network plugins', () => {
  it('are named where one that enforces nothing takes the place of one that does, and back', async () => {
    const [calico, flannel] = [agent('calico-node'), agent('kube-flannel-ds')]
    expect(await fromWebToDb([calico, SHUT], [flannel, SHUT])).to.deep.equal([`opened; ${GONE}`])
    expect(await fromWebToDb([flannel, SHUT], [calico, SHUT])).to.deep.equal([
      'closed; network plugin changed from Flannel (enforces no policy) to Calico',
    ])
    expect(await fromWebToDb([flannel, SHUT], [flannel])).to.deep.equal([])
  })

  it('name the setting that switched Cilium off', async () => {
    const cilium = agent('cilium', 'quay.io/cilium/cilium:v1.18.1')
    const sides = (value: string) => [cilium, ciliumConfig({ 'enable-policy': value }), SHUT]
    expect(await fromWebToDb(sides('default'), sides('never'))).to.deep.equal([
      'opened; ConfigMap kube-system/cilium-config changed, network plugin changed from Cilium to Cilium with enable-policy: never (enforces no policy)',
    ])
  })

  it('name the version where it alone decides', async () => {
    const admin = object({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'deny' },
      spec: {
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    })
    const sides = (tag: string) => [agent('calico-node', `calico/node:${tag}`), admin]
    expect(await fromWebToDb(sides('v3.28.2'), sides('v3.29.0'))).to.deep.equal([
      'closed; network plugin changed from Calico v3.28.2 to Calico v3.29.0',
    ])
  })

  it('do not name a policy that changed as well and changes nothing by itself', async () => {
    const [calico, flannel] = [agent('calico-node'), agent('kube-flannel-ds')]
    const labelled = { ...SHUT, spec: { ...(SHUT.spec as object), policyTypes: ['Ingress'] } }
    const idle = networkPolicy('shop', 'idle', { podSelector: { matchLabels: { app: 'none' } } })
    expect(await fromWebToDb([calico, SHUT], [flannel, labelled, idle])).to.deep.equal([
      `opened; ${GONE}`,
    ])
    // The policy alone would have opened one port, the plugin opens all of them.
    expect(await fromWebToDb([calico, SHUT], [flannel, SQL])).to.deep.equal([`opened; ${GONE}`])
    // What either would do alone has two causes.
    expect(await fromWebToDb([calico, SHUT], [flannel])).to.deep.equal([
      `opened; NetworkPolicy shop/db removed; ${GONE}`,
    ])
  })
})
