import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import {
  ALL,
  clusterOf,
  estate,
  networkPolicy,
  node,
  NOTHING,
  object,
  pod,
  SHOP,
} from './builders.ts'
import { ALLOW, DENY, globalPolicy, shopPolicy } from './calico-objects.ts'

const denyAll = networkPolicy('shop', 'deny', { podSelector: {} })

describe('what policies of Calico mean in a cluster', () => {
  it('asks of the endpoint itself what a rule says of its own side', async () => {
    const rule = { ...ALLOW, destination: { selector: "app == 'db'" } }
    const { allowed } = await estate([...SHOP, shopPolicy('p', { ingress: [rule] })])
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(allowed('other/client', 'shop/web')).to.equal(NOTHING)
    const nets = { ...ALLOW, destination: { nets: ['10.0.0.2/32'] } }
    const byAddress = await estate([...SHOP, shopPolicy('p', { ingress: [nets] })])
    expect(byAddress.allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(byAddress.allowed('other/client', 'shop/web')).to.equal(NOTHING)
  })

  it('keeps policies of a tier that is not there undecided', async () => {
    const lost = shopPolicy('lost.a', { tier: 'lost', ingress: [DENY] })
    const { undecided, cluster } = await estate([...SHOP, lost])
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    expect(cluster.settled.assumptions.join()).to.include('tier lost was not found')
  })

  it('counts once what is both stored and served', async () => {
    const served = shopPolicy('p', { ingress: [{ ...ALLOW, protocol: 'TCP' }] })
    const stored = {
      ...served,
      apiVersion: 'crd.projectcalico.org/v1',
      metadata: { ...served.metadata, name: 'default.p' },
    }
    const { cluster } = await estate([...SHOP, served, stored])
    expect(cluster.policies.map(({ source }) => source)).to.deep.equal([
      'projectcalico.org/v3/NetworkPolicy/shop/p',
    ])
  })

  it('decides protocols without ports, as Calico does', async () => {
    const { reachability, at } = await estate([...SHOP, denyAll, shopPolicy('p', {})])
    const { indeterminate } = reachability.between(at('other/client'), at('shop/db'))
    expect(indeterminate.ranges).to.deep.equal([])
  })

  it('finds sets of addresses by labels that Calico stores in an annotation', async () => {
    const set = (annotation: string) =>
      object({
        apiVersion: 'crd.projectcalico.org/v1',
        kind: 'GlobalNetworkSet',
        metadata: { name: 'bad', annotations: { 'projectcalico.org/metadata': annotation } },
        spec: { nets: ['8.8.8.8'] },
      })
    const deny = globalPolicy('p', {
      ingress: [{ ...DENY, source: { selector: "feed == 'bad'" } }, ALLOW],
    })
    const read = await estate([...SHOP, deny, set('{"labels":{"feed":"bad"}}')])
    expect(read.allowed('8.8.8.8', 'shop/db')).to.equal(NOTHING)
    for (const text of ['[redacted]', '{"labels":{"feed":"[redacted]"}}']) {
      const redacted = await estate([...SHOP, deny, set(text)])
      expect(redacted.undecided('8.8.8.8', 'shop/db')).to.equal(ALL)
    }
  })

  const withPlugin = (daemonSet: string, image: string, ...policies: KubeObject[]) =>
    clusterOf(
      [
        ...SHOP,
        node('n1', '10.9.0.1'),
        pod('kube-system', 'x', {
          owner: `DaemonSet/${daemonSet}`,
          node: 'n1',
          ready: true,
          image,
        }),
        ...policies,
      ],
      {},
      { platformNamespaces: ['kube-system'] },
    )

  it('leaves out what the plugin that was found does not enforce', async () => {
    const policy = shopPolicy('p', {})
    const other = await withPlugin('antrea-agent', 'antrea/antrea-ubuntu:v2', policy)
    expect(other.enforcer.kind).to.equal('present')
    expect(other.policies).to.deep.equal([])
    expect(other.settled.assumptions.join()).to.include('1 policy of Calico is not enforced')
    const own = await withPlugin('calico-node', 'calico/node:v3.32.0', policy)
    expect(own.policies).to.have.length(1)
  })

  it('decides protocols without ports by NetworkPolicy alone too, where Calico runs', async () => {
    const undefinedFor = async (daemonSet: string, image: string) =>
      (await withPlugin(daemonSet, image, denyAll)).policies.map(({ tier }) => tier.undefinedFor)
    expect(await undefinedFor('calico-node', 'calico/node:v3.32.0')).to.deep.equal([undefined])
    expect(await undefinedFor('antrea-agent', 'antrea/antrea-ubuntu:v2')).to.deep.equal([
      ['ICMP', 'ICMPv6', 'OTHER'],
    ])
  })

  it('takes a policy that cannot be read for one that may do anything', async () => {
    for (const broken of [
      shopPolicy('p', { order: 'first' }),
      shopPolicy('p', { selector: 'app = web' }),
      globalPolicy('p', { preDNAT: 'yes' }),
    ]) {
      const { undecided } = await estate([...SHOP, denyAll, broken])
      expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    }
  })
})
