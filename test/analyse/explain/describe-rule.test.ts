import { expect } from 'chai'
import { describePolicy, describeRule } from '../../../src/analyse/explain/describe-rule.ts'
import type { Policy, Rule, Selector } from '../../../src/model/policy.ts'

const RULE: Rule = {
  pointer: '/spec/ingress/0',
  direction: 'ingress',
  action: 'allow',
  peers: [
    {
      kind: 'pods',
      namespaces: { kind: 'name', name: 'web' },
      pods: [{ key: 'app', operator: 'In', values: ['front'] }],
    },
    { kind: 'addresses', cidr: '10.0.0.0/8', except: ['10.1.0.0/16'], matchesPods: 'by-enforcer' },
  ],
  traffic: [
    { kind: 'ports', protocol: 'TCP', from: 8443, to: 8443 },
    { kind: 'ports', protocol: 'TCP', from: 9000, to: 9010 },
    { kind: 'named', name: 'https', protocol: 'TCP' },
  ],
}

const POLICY: Policy = {
  source: 'networking.k8s.io/v1/NetworkPolicy/payments/allow-api',
  api: 'network-policy',
  tier: { name: 'NetworkPolicy', order: 1000, combine: 'union', otherwise: 'next' },
  priority: 0,
  subject: {
    kind: 'pods',
    namespaces: { kind: 'name', name: 'payments' },
    pods: [{ key: 'app', operator: 'In', values: ['api'] }],
  },
  isolates: ['ingress'],
  rules: [RULE],
  untranslated: [],
}

describe('describeRule', () => {
  it('says what a rule does, from whom, and on which ports', () => {
    expect(describeRule(RULE)).to.equal(
      'allows ingress from pods with app=front in namespace web or 10.0.0.0/8 except 10.1.0.0/16: TCP 8443, TCP 9000-9010, TCP port named https',
    )
  })

  it('names namespaces that are selected by their names', () => {
    const key = 'kubernetes.io/metadata.name'
    const from = (selector: Selector) =>
      describeRule({
        ...RULE,
        traffic: 'all',
        peers: [{ kind: 'pods', namespaces: { kind: 'selector', selector }, pods: [] }],
      })
    const named = (...values: readonly string[]) => ({ key, operator: 'In', values }) as const
    expect(from([named('web')])).to.include('from pods in namespace web:')
    expect(from([named('a', 'b')])).to.include('from pods in namespaces a or b:')
    expect(from([{ ...named('web'), operator: 'NotIn' }])).to.include(`with ${key} not in (web):`)
    expect(from([named('web'), { key: 'team', operator: 'Exists', values: [] }])).to.include(
      `in namespaces with ${key}=web, team:`,
    )
    expect(from([])).to.include('from pods in any namespace:')
  })

  it('says what is everything, and what is nothing', () => {
    const wide: Rule = { ...RULE, direction: 'egress', action: 'deny', peers: [{ kind: 'any' }] }
    expect(describeRule({ ...wide, traffic: 'all' })).to.equal(
      'denies egress to anyone: all traffic',
    )
    expect(describeRule({ ...wide, peers: [], traffic: [] })).to.equal(
      'denies egress to nobody: no traffic',
    )
    const all = [
      { kind: 'ports', protocol: 'TCP' },
      { kind: 'ports', protocol: 'ICMP' },
    ] as const
    expect(describeRule({ ...wide, action: 'pass', traffic: all })).to.equal(
      'passes on egress to anyone: TCP all ports, ICMP',
    )
    const ports = [{ kind: 'ports', protocol: 'TCP', from: 22, to: 22 }] as const
    const less = [{ kind: 'less', of: 'all', less: ports }] as const
    expect(describeRule({ ...wide, traffic: less })).to.equal(
      'denies egress to anyone: all traffic but not TCP 22',
    )
  })

  it('says the condition of a rule, and what it would say if it did not fail closed', () => {
    const said = describeRule({
      ...RULE,
      peers: [{ kind: 'none' }],
      traffic: 'all',
      conditional: 'the method is GET',
      closed: { peers: [{ kind: 'any' }], traffic: [{ kind: 'ports', protocol: 'UDP' }] },
    })
    expect(said).to.equal(
      'allows ingress from nobody: all traffic, if the method is GET; a part of it says nothing, so that it matches nothing, the others say anyone: UDP all ports',
    )
  })
})

describe('describePolicy', () => {
  it('names the object, whom it is for, and what it isolates', () => {
    expect(describePolicy(POLICY)).to.equal(
      'NetworkPolicy payments/allow-api for pods with app=api in namespace payments; isolates ingress',
    )
  })

  it('names its place in an order, and on what it depends', () => {
    const said = describePolicy({
      ...POLICY,
      place: '/specs/1',
      tier: { name: 'admin', order: 1, combine: 'ordered', otherwise: 'next' },
      priority: 7,
      isolates: [],
      subject: {
        ...POLICY.subject,
        within: [{ kind: 'addresses', cidr: '10.0.0.1/32', except: [], matchesPods: 'yes' }],
        uncertain: 'labels were not read',
      },
      needs: ['enable-host-firewall'],
      under: { plugin: 'Cilium', of: ['Cilium', 'Calico'], why: 'both run' },
    })
    expect(said).to.equal(
      'NetworkPolicy payments/allow-api (/specs/1) for pods with app=api in namespace payments; of these only 10.0.0.1/32; tier admin, place 7; needs the setting enable-host-firewall; where Cilium enforces; not certain: labels were not read',
    )
  })
})
