import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { policiesOf } from '../../src/policy/apis.ts'
import { ALL, NOTHING, SHOP, estate, networkPolicy, node, object, pod } from './builders.ts'

const ANP = 'network-policy-api, apis/v1alpha1'
const CNP = 'network-policy-api, apis/v1alpha2'
const EVERYONE = { namespaces: {} }
const OTHER = { namespaces: { matchLabels: { team: 'other' } } }
const SHOP_PODS = { namespaces: { matchLabels: { team: 'shop' } } }
const NETWORKS = { networks: ['0.0.0.0/0'] }

function admin(name: string, spec: object): KubeObject {
  return policy('v1alpha1', 'AdminNetworkPolicy', name, {
    priority: 5,
    subject: SHOP_PODS,
    ...spec,
  })
}

function baseline(spec: object, name = 'default'): KubeObject {
  return policy('v1alpha1', 'BaselineAdminNetworkPolicy', name, {
    subject: SHOP_PODS,
    ...spec,
  })
}

type AdminRule = { readonly action: string; readonly from: readonly object[] }

/** A rule of ClusterNetworkPolicy in the words of the two older kinds. */
function inAdmin(rule: AdminRule): object {
  return rule.action === 'Accept' ? { ...rule, action: 'Allow' } : rule
}

function cluster(name: string, spec: object): KubeObject {
  const base = { tier: 'Admin', priority: 5, subject: SHOP_PODS }
  return policy('v1alpha2', 'ClusterNetworkPolicy', name, { ...base, ...spec })
}

function policy(version: string, kind: string, name: string, spec: object): KubeObject {
  const apiVersion = `policy.networking.k8s.io/${version}`
  return object({ apiVersion, kind, metadata: { name }, spec })
}

const denyAll = networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress'] })

describe('pitfalls of admin policies', () => {
  it('10: a named port with networks, nodes or domain names is refused by the API, and decides nothing for certain (network-policy-api apis/v1alpha2, CEL rules of ClusterNetworkPolicy)', async () => {
    const protocols = [{ destinationNamedPort: 'sql' }]
    for (const peer of [NETWORKS, { nodes: {} }, { domainNames: ['example.org'] }])
      for (const action of ['Accept', 'Deny', 'Pass']) {
        const made = cluster('named', { egress: [{ action, to: [peer], protocols }] })
        const [found] = policiesOf(made)
        expect(found?.untranslated.map(({ pointer }) => pointer)).to.include('/spec/egress/0')
        expect(found?.rules.every(({ conditional }) => conditional !== undefined)).to.equal(true)
        const { allowed, undecided } = await estate([...SHOP, made])
        const answer = action === 'Accept' ? allowed : undecided
        expect(answer('shop/web', '8.8.8.8'), JSON.stringify(peer)).to.equal(ALL)
      }
  })

  it(`a baseline policy that is not named default is refused by the API, and denies nothing for certain (${ANP}, baselineadminnetworkpolicy_types.go)`, async () => {
    const spec = { subject: SHOP_PODS, ingress: [{ action: 'Deny', from: [EVERYONE] }] }
    const other = policy('v1alpha1', 'BaselineAdminNetworkPolicy', 'other', spec)
    const { allowed, undecided } = await estate([...SHOP, other])
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/db', 'other/client')).to.equal(ALL)
    expect(policiesOf(other)[0]?.untranslated).to.deep.equal([
      { pointer: '/metadata/name', why: 'the name has to be default' },
    ])
  })

  it(`17: an admin policy that allows beats a NetworkPolicy that denies (${ANP})`, async () => {
    const rule = { action: 'Allow', from: [OTHER], ports: [{ portNumber: { port: 80 } }] }
    const { allowed } = await estate([...SHOP, denyAll, admin('a', { ingress: [rule] })])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 80')
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
  })

  it(`17: what passes is decided by NetworkPolicy where one isolates, and by the baseline where none does (${ANP})`, async () => {
    const pass = admin('a', {
      ingress: [
        { action: 'Pass', from: [EVERYONE] },
        { action: 'Deny', from: [EVERYONE] },
      ],
    })
    const deny = baseline({ ingress: [{ action: 'Deny', from: [OTHER] }] })
    const open = networkPolicy('shop', 'open', { podSelector: {}, ingress: [{}] })
    const isolated = await estate([...SHOP, pass, deny, open])
    expect(isolated.allowed('other/client', 'shop/db')).to.equal(ALL)
    const free = await estate([...SHOP, pass, deny])
    expect(free.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(free.allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it('18: a NetworkPolicy that isolates egress only does not shield ingress from the baseline (derived)', async () => {
    const egress = networkPolicy('shop', 'out', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{}],
    })
    const deny = baseline({ ingress: [{ action: 'Deny', from: [OTHER] }] })
    const { allowed } = await estate([...SHOP, egress, deny])
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(allowed('shop/db', 'other/client')).to.equal(ALL)
  })

  it(`19: of equal priority either may come first: where they differ there is no answer (${CNP})`, async () => {
    const allow = cluster('a', { ingress: [{ action: 'Accept', from: [OTHER] }] })
    const deny = cluster('b', { ingress: [{ action: 'Deny', from: [EVERYONE] }] })
    const { allowed, undecided, reachability, at } = await estate([...SHOP, allow, deny])
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(undecided('shop/web', 'shop/db')).to.equal(NOTHING)
    const { ingress } = reachability.explain(at('other/client'), at('shop/db'), 'TCP', 80)
    expect(ingress.rules.map(({ policy }) => policy.at(-1))).to.deep.equal(['a', 'b'])
  })

  it(`20: a peer without any field: Accept matches nothing, Deny and Pass deny all (${CNP})`, async () => {
    const rule = (action: string) => [{ action, from: [OTHER, {}] }]
    const accept = await estate([...SHOP, denyAll, cluster('a', { ingress: rule('Accept') })])
    expect(accept.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    for (const action of ['Deny', 'Pass']) {
      const { allowed } = await estate([...SHOP, cluster('a', { ingress: rule(action) })])
      expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
      expect(allowed('203.0.113.1', 'shop/db')).to.equal(NOTHING)
    }
  })

  it(`20: a peer with a field that is not known leaves the answer open (${CNP})`, async () => {
    for (const action of ['Deny', 'Pass']) {
      const rules = [{ action, from: [{ planets: {} }] }]
      const { allowed, undecided } = await estate([...SHOP, cluster('a', { ingress: rules })])
      expect(allowed('shop/web', 'shop/db'), action).to.equal(NOTHING)
      expect(undecided('shop/web', 'shop/db'), action).to.equal(ALL)
    }
  })

  it(`21: hostNetwork pods are neither subject nor peer by labels; networks and nodes reach them (${CNP})`, async () => {
    const host = pod('other', 'agent', { hostNetwork: true, node: 'n1', ips: ['192.168.0.1'] })
    const objects = [...SHOP, node('n1', '192.168.0.1'), host]
    const byLabels = await estate([
      ...objects,
      cluster('a', {
        ingress: [{ action: 'Deny', from: [OTHER] }],
        egress: [{ action: 'Deny', to: [OTHER] }],
      }),
      cluster('b', { priority: 6, subject: OTHER, egress: [{ action: 'Deny', to: [EVERYONE] }] }),
    ])
    expect(byLabels.allowed('other/agent', 'shop/db')).to.equal(ALL)
    expect(byLabels.allowed('shop/db', 'other/agent')).to.equal(ALL)
    for (const peer of [{ nodes: {} }, { networks: ['192.168.0.0/24'] }]) {
      const rules = [{ action: 'Deny', to: [peer] }]
      const { allowed } = await estate([...objects, cluster('a', { egress: rules })])
      expect(allowed('shop/db', 'other/agent')).to.equal(NOTHING)
      expect(allowed('shop/db', 'other/client')).to.equal(ALL)
    }
  })

  it(`22: networks hold pods too: 0.0.0.0/0 denies them unless they passed before (${CNP})`, async () => {
    const deny = { action: 'Deny', to: [NETWORKS] }
    const all = await estate([...SHOP, cluster('a', { egress: [deny] })])
    expect(all.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    const passed = [{ action: 'Pass', to: [EVERYONE] }, deny]
    const { allowed } = await estate([...SHOP, cluster('a', { egress: passed })])
    expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/web', '8.8.8.8')).to.equal(NOTHING)
    expect(allowed('shop/web', '2001:db8::1')).to.equal(ALL)
  })

  it(`7: a port without protocol is TCP, and a named port any protocol that the pod gives it (${ANP})`, async () => {
    const ports = [{ portNumber: { port: 80 } }, { namedPort: 'sql' }]
    const rules = [{ action: 'Allow', from: [EVERYONE], ports }]
    const { allowed } = await estate([...SHOP, denyAll, admin('a', { ingress: rules })])
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 80, TCP 5432')
  })

  for (const [place, policyOf] of Object.entries({
    'priority of an AdminNetworkPolicy': (rules: AdminRule[]) =>
      admin('a', { priority: 2000, ingress: rules.map(inAdmin) }),
    'name of a BaselineAdminNetworkPolicy': (rules: AdminRule[]) =>
      baseline({ ingress: rules.map(inAdmin) }, 'other'),
    'priority of a ClusterNetworkPolicy': (rules: AdminRule[]) =>
      cluster('a', { priority: 'high', ingress: rules }),
    'tier of a ClusterNetworkPolicy': (rules: AdminRule[]) =>
      cluster('a', { tier: 'Other', ingress: rules }),
  }))
    describe(`where the ${place} is none`, () => {
      it('it denies perhaps what its rules deny, and allows nothing', async () => {
        const wrong = policyOf([{ action: 'Deny', from: [OTHER] }])
        const { allowed, undecided } = await estate([...SHOP, wrong])
        expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
        expect(undecided('other/client', 'shop/db')).to.equal(ALL)
        expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
        const isolated = await estate([...SHOP, denyAll, wrong])
        expect(isolated.allowed('other/client', 'shop/db')).to.equal(NOTHING)
        expect(isolated.undecided('other/client', 'shop/db')).to.equal(NOTHING)
      })

      it('it allows perhaps what its rules allow, and denies nothing', async () => {
        const wrong = policyOf([{ action: 'Accept', from: [OTHER] }])
        const { allowed } = await estate([...SHOP, wrong])
        expect(allowed('other/client', 'shop/db')).to.equal(ALL)
      })
    })

  it('passes on perhaps to any tier where the tier of a policy is not known', async () => {
    const wrong = cluster('a', { tier: 'Other', ingress: [{ action: 'Pass', from: [OTHER] }] })
    const { allowed, undecided } = await estate([...SHOP, denyAll, wrong])
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
  })

  it('takes a domain name for any address outside, and for no pod, and says so', async () => {
    const egress = [
      { action: 'Accept', to: [{ domainNames: ['*.example.org'] }] },
      { action: 'Deny', to: [EVERYONE, NETWORKS] },
    ]
    const { undecided, allowed, reachability } = await estate([...SHOP, cluster('a', { egress })])
    expect(undecided('shop/web', '8.8.8.8')).to.equal(ALL)
    expect([allowed('shop/web', 'shop/db'), undecided('shop/web', 'shop/db')]).to.deep.equal([
      NOTHING,
      NOTHING,
    ])
    expect(reachability.assumptions.join()).to.contain('domain names resolve to addresses outside')
  })
})
