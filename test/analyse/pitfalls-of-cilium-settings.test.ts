import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import {
  ALL,
  askedOf,
  clusterOf,
  NOTHING,
  SHOP,
  networkPolicy,
  node,
  object,
  pod,
} from './builders.ts'

const CELL = 'cilium 1.20, pkg/policy/k8s/cell.go'
const ZTUNNEL = 'cilium 1.20, Documentation/security/network/encryption-ztunnel.rst'

const DB = { endpointSelector: { matchLabels: { app: 'db' } } }
const CLOSED = { ...DB, ingress: [{}] }

const SWITCHES = {
  NetworkPolicy: 'enable-k8s-networkpolicy',
  CiliumNetworkPolicy: 'enable-cilium-network-policy',
  CiliumClusterwideNetworkPolicy: 'enable-cilium-clusterwide-network-policy',
} as const
type Kind = keyof typeof SWITCHES
const KINDS = Object.keys(SWITCHES) as Kind[]

/** A policy of a kind that isolates the database at ingress. */
const CLOSING: Readonly<Record<Kind, KubeObject>> = {
  NetworkPolicy: networkPolicy('shop', 'closed', { podSelector: { matchLabels: { app: 'db' } } }),
  CiliumNetworkPolicy: cilium('CiliumNetworkPolicy', CLOSED, 'shop'),
  CiliumClusterwideNetworkPolicy: cilium('CiliumClusterwideNetworkPolicy', CLOSED),
}

/** By it Cilium is known to be there also where only a NetworkPolicy is asked about. */
const ELSEWHERE = cilium('CiliumNetworkPolicy', { endpointSelector: {}, egress: [{}] }, 'away')

function cilium(kind: string, spec: object, namespace?: string): KubeObject {
  const metadata = { name: 'closed', ...(namespace === undefined ? {} : { namespace }) }
  return object({ apiVersion: 'cilium.io/v2', kind, metadata, spec })
}

function config(data: object): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

function onSomeNodes(defaults: object): KubeObject {
  const metadata = { name: 'slow', namespace: 'kube-system' }
  const spec = { nodeSelector: { matchLabels: { slow: 'yes' } }, defaults }
  return object({ apiVersion: 'cilium.io/v2', kind: 'CiliumNodeConfig', metadata, spec })
}

/** What becomes of traffic from the web to the database, with what is said of it. */
async function shop(...objects: readonly KubeObject[]) {
  const platform = { platformNamespaces: ['kube-system'] }
  const cluster = await clusterOf([...SHOP, ...objects], {}, platform)
  const reachability = analyse(cluster)
  const { allowed, undecided } = askedOf(cluster, reachability)
  const asked = ['shop/web', 'shop/db'] as const
  const all = allowed(...asked) === ALL
  const [from, to] = asked.map((name) => reachability.classOf(`/v1/Pod/${name}`)!)
  const { egress, ingress } = reachability.explain(from!, to!, 'TCP', 80)
  return {
    cluster,
    because: `${egress.because}; ${ingress.because}`,
    answer: all ? 'allowed' : undecided(...asked) === NOTHING ? 'denied' : 'undecided',
    said: [...reachability.assumptions, ...reachability.blockers].join('; '),
  }
}

/** Cilium on the one node, in a version. */
function agents(image: string): readonly KubeObject[] {
  const made = pod('kube-system', 'cilium-x', {
    owner: 'DaemonSet/cilium',
    node: 'n1',
    ready: true,
  })
  const containers = [{ name: 'cilium-agent', image }]
  return [
    node('n1', '10.9.0.1'),
    object({ ...made, spec: { ...(made.spec as object), containers } }),
  ]
}

describe('pitfalls of Cilium: what its settings switch off', () => {
  for (const kind of KINDS) {
    const setting = SWITCHES[kind]
    const others = kind === 'NetworkPolicy' ? [ELSEWHERE] : []

    it(`${kind} is enforced unless ${setting} is false, and then is listed (${CELL})`, async () => {
      for (const word of ['true', '1'])
        expect(await shop(CLOSING[kind], ...others, config({ [setting]: word }))).to.include({
          answer: 'denied',
        })
      expect(await shop(CLOSING[kind], ...others, config({}))).to.include({ answer: 'denied' })
      const off = await shop(CLOSING[kind], ...others, config({ [setting]: 'False' }))
      expect(off.answer).to.equal('allowed')
      const why = `Cilium does not enforce ${kind} (${setting}: false)`
      const gone = off.cluster.notEnforced.filter(({ policy }) => policy.endsWith('/closed'))
      expect(gone.find(({ policy }) => policy.includes(`/${kind}/`))).to.deep.include({
        why,
        evidence: {
          object: '/v1/ConfigMap/kube-system/cilium-config',
          pointer: `/data/${setting}`,
          value: 'false',
        },
      })
      expect(off.said).to.contain(why)
    })

    it(`${kind} is uncertain where ${setting} differs between nodes or was redacted`, async () => {
      for (const [all, some] of [
        ['true', 'false'],
        ['false', 'true'],
      ]) {
        const settings = [config({ [setting]: all }), onSomeNodes({ [setting]: some })]
        const found = await shop(CLOSING[kind], ...others, ...settings)
        expect(found.answer).to.equal('undecided')
        expect(found.cluster.notEnforced).to.deep.equal([])
      }
      const same = [config({ [setting]: 'true' }), onSomeNodes({ [setting]: 'true' })]
      expect(await shop(CLOSING[kind], ...others, ...same)).to.include({ answer: 'denied' })
      const redacted = config({ [setting]: '[redacted]' })
      expect(await shop(CLOSING[kind], ...others, redacted)).to.include({ answer: 'undecided' })
    })
  }

  it('other kinds are in force all the same, also where Cilium is found on all nodes', async () => {
    for (const off of KINDS)
      for (const kind of KINDS) {
        const settings = config({ [SWITCHES[off]]: 'false' })
        const found = await shop(...agents('cilium/cilium:v1.20.1'), CLOSING[kind], settings)
        expect(found.cluster.enforcer).to.include({ kind: 'present', name: 'Cilium' })
        expect(found.answer).to.equal(off === kind ? 'allowed' : 'denied')
      }
  })

  it('says why a policy is uncertain', async () => {
    const key = SWITCHES.CiliumNetworkPolicy
    const { because } = await shop(CLOSING.CiliumNetworkPolicy, onSomeNodes({ [key]: 'false' }))
    expect(because).to.contain(`CiliumNodeConfig kube-system/slow sets ${key} on some nodes`)
  })

  it('settings that were not read are assumed to be the defaults', async () => {
    const { answer, said } = await shop(CLOSING.CiliumNetworkPolicy)
    expect(answer).to.equal('denied')
    expect(said).to.contain('the settings of Cilium were not read: its defaults are assumed')
  })

  it('versions before 1.17 look at no switch for policies of Cilium (pkg/option/config.go)', async () => {
    const settings = config({ 'enable-cilium-network-policy': 'false' })
    const under = async (...images: readonly string[]) =>
      (await shop(...images.flatMap(agents), CLOSING.CiliumNetworkPolicy, settings)).answer
    expect(await under('cilium/cilium:v1.16.9')).to.equal('denied')
    expect(await under('cilium/cilium:v1.17.0')).to.equal('allowed')
    expect(await under('cilium/cilium@sha256:0')).to.equal('allowed')
  })
})

describe('pitfalls of Cilium: settings of some nodes, and settings that are not understood', () => {
  it('what may switch all policies off on some nodes leaves every answer open', async () => {
    for (const [all, some] of [
      ['default', 'never'],
      ['never', 'default'],
    ]) {
      const settings = [config({ 'enable-policy': all }), onSomeNodes({ 'enable-policy': some })]
      for (const kind of KINDS) {
        const known = await shop(...agents('cilium/cilium:v1.20.1'), CLOSING[kind], ...settings)
        expect(known.said).to.contain('enable-policy')
        expect(known.cluster.enforcer).to.include({ kind: 'unknown', cause: 'out-of-reach' })
        expect(analyse(known.cluster).blockers).to.not.deep.equal([])
      }
    }
  })

  it('the name of the cluster, families and what blocks match may differ between nodes', async () => {
    const allow = (rule: object) =>
      cilium('CiliumNetworkPolicy', { ...DB, ingress: [rule] }, 'shop')
    const named = { matchLabels: { 'k8s:io.cilium.k8s.policy.cluster': 'east' } }
    const byName = allow({ fromEndpoints: [named] })
    const east = config({ 'cluster-name': 'east' })
    expect((await shop(byName, east)).answer).to.equal('allowed')
    const west = onSomeNodes({ 'cluster-name': 'west' })
    expect((await shop(byName, east, west)).answer).to.equal('undecided')
    const byBlock = allow({ fromCIDR: ['10.0.0.0/8'] })
    const pods = config({ 'policy-cidr-match-mode': 'pods' })
    const none = onSomeNodes({ 'policy-cidr-match-mode': '' })
    expect((await shop(byBlock, pods)).answer).to.equal('allowed')
    expect((await shop(byBlock, pods, none)).answer).to.equal('undecided')
  })

  it('families that differ between nodes leave open which world an address is of', async () => {
    const world = { fromEntities: ['world-ipv4'] }
    const policy = cilium('CiliumNetworkPolicy', { ...DB, ingress: [world] }, 'shop')
    const both = config({ 'enable-ipv4': 'true', 'enable-ipv6': 'true' })
    const outside = async (...objects: readonly KubeObject[]) => {
      const cluster = await clusterOf([...SHOP, policy, ...objects])
      const { allowed } = askedOf(cluster, analyse(cluster, { splitAt: ['8.8.8.8/32'] }))
      return allowed('8.8.8.8', 'shop/db')
    }
    expect(await outside(both)).to.equal(ALL)
    expect(await outside(both, onSomeNodes({ 'enable-ipv6': 'false' }))).to.equal(NOTHING)
  })

  it(`what adds policies or hides traffic from them leaves every answer open (${ZTUNNEL})`, async () => {
    for (const [setting, word] of [
      ['static-cnp-path', '/etc/policies'],
      ['label-prefix-file', '/etc/labels.json'],
      ['node-labels', '!zone'],
      ['exclude-node-label-patterns', '^zone$'],
      ['exclude-local-address', '10.9.0.0/16'],
      ['enable-remote-node-identity', 'false'],
      ['enable-high-scale-ipcache', 'true'],
      ['enable-ztunnel', 'true'],
    ] as const) {
      const on = await shop(CLOSING.CiliumNetworkPolicy, config({ [setting]: word }))
      expect(on.said).to.contain(`the setting ${setting} of Cilium`)
      const some = await shop(CLOSING.CiliumNetworkPolicy, onSomeNodes({ [setting]: word }))
      expect(some.said).to.contain(`sets ${setting} on some nodes`)
    }
  })

  it('as a balancer of loads alone, it enforces nothing (daemon/cmd/daemon_main.go, up to 1.17)', async () => {
    const found = await shop(CLOSING.CiliumNetworkPolicy, config({ 'datapath-mode': 'lb-only' }))
    expect(found.answer).to.equal('allowed')
  })
})
