import { expect } from 'chai'
import { Fault, isFault } from '../../../src/core/fault.ts'
import { parseOrganisation } from '../../../src/evaluate/organisation/organisation.ts'
import type { OrganisationFiles } from '../../../src/evaluate/organisation/organisation.ts'

const SCOPE = `format: scope/v1
entity: { name: Example Payments, kind: merchant }
rules:
  - id: payments
    class: cde
    subjects: { clusters: [prod-*], namespaces: [payments] }
    owner: Payments team
    storesAccountData: false
    publicService: { ports: [443] }
    dmz: true
  - id: labelled
    class: connected
    subjects:
      namespaces: [shop]
      podLabels: { matchLabels: { tier: web }, matchExpressions: [{ key: app, operator: In, values: [b, a] }] }
  - id: blog
    class: out-of-scope
    subjects: { namespaces: [blog] }
    justification: public texts
platformNamespaces: [kube-system]
networks:
  - { id: acquirer, kind: third-party, cidrs: [203.0.113.0/24, "2001:db8::/32"] }
`

const FLOWS = `format: flows/v1
flows:
  - id: F-1
    from: { subjects: { namespaces: [shop] } }
    to: { network: acquirer }
    protocol: TCP
    ports: [443, 8000-8010]
    need: checkout
    approvedBy: Network owner
    approvedOn: 2026-01-10
    reviewBy: 2027-01-10
`

const WAIVERS = `format: waivers/v1
waivers:
  - id: W-1
    check: flows-approved
    subjects: [prod-*/payments/*/*]
    reason: migration
    requestedBy: Payments team
    approvedBy: Risk owner
    approvedOn: 2026-01-10
    expires: 2027-01-11
    maxSubjects: 2
`

/** The lines of the fault that files end in. */
function faultsOf(texts: Readonly<Partial<Record<keyof OrganisationFiles, string>>>): string[] {
  try {
    parseOrganisation(filesOf(texts))
  } catch (error) {
    if (!isFault(error)) throw error
    expect(error).to.be.instanceOf(Fault)
    expect(error.code).to.equal('CONFIGURATION')
    expect(error.hint).not.to.equal(undefined)
    return error.message.split('\n')
  }
  return []
}

function filesOf(
  texts: Readonly<Partial<Record<keyof OrganisationFiles, string>>>,
): OrganisationFiles {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, { path: `${name}.yaml`, text }]),
  )
}

describe('the ports of a public service', () => {
  const portsOf = (ports: string) => {
    const file = { path: 'scope.yaml', text: SCOPE.replace('[443]', ports) }
    const service = parseOrganisation({ scope: file }).scope?.rules[0]?.publicService
    return service === false ? [] : service?.ports
  }

  it('are of TCP unless they say otherwise', () => {
    expect(portsOf('[443, 53/UDP, 8443/TCP, 5060/SCTP]')).to.deep.equal([
      443,
      '53/UDP',
      8443,
      '5060/SCTP',
    ])
  })

  it('are numbers and known protocols', () => {
    for (const [wrong, why] of [
      ['https', 'not a port, as in 443 or 53/UDP'],
      ['443/udp', 'not a port, as in 443 or 53/UDP'],
      ['70000/UDP', 'above 65535'],
    ] as const)
      expect(() => portsOf(`[${wrong}]`), wrong).to.throw(
        `scope.yaml:9: rules[0].publicService.ports[0]: ${why}`,
      )
  })
})

describe('parseOrganisation', () => {
  it('reads scope, flows and waivers into the model', () => {
    const { scope, flows, waivers } = parseOrganisation(
      filesOf({ scope: SCOPE, flows: FLOWS, waivers: WAIVERS }),
    )
    expect(scope?.rules[0]?.publicService).to.deep.equal({ ports: [443], sourceRanges: [] })
    expect(scope?.rules[1]?.subjects.podLabels).to.deep.equal([
      { key: 'app', operator: 'In', values: ['a', 'b'] },
      { key: 'tier', operator: 'In', values: ['web'] },
    ])
    expect(scope?.nodes).to.deep.equal([])
    expect(flows?.[0]).to.deep.equal({
      id: 'F-1',
      from: { kind: 'subjects', subjects: { namespaces: ['shop'] } },
      to: { kind: 'network', network: 'acquirer' },
      protocol: 'TCP',
      ports: [
        { from: 443, to: 443 },
        { from: 8000, to: 8010 },
      ],
      need: 'checkout',
      approvedBy: 'Network owner',
      approvedOn: '2026-01-10',
      reviewBy: '2027-01-10',
    })
    expect(waivers[0]?.maxSubjects).to.equal(2)
  })

  it('leaves out what is not given: no files is no scope, no register and no waivers', () => {
    expect(parseOrganisation({})).to.deep.equal({ waivers: [], files: [] })
  })

  it('tells all faults of all files at once, each with file, line and path', () => {
    const scope = SCOPE.replace('class: cde', 'class: cd')
      .replace('owner:', 'ownr:')
      .replace('    justification: public texts\n', '')
      .replace('203.0.113.0/24', '203.0.113.0/33')
    const flows = FLOWS.replace('TCP', 'TC')
      .replace('8000-8010', '8010-8000')
      .replace('2027-01-10', '2026-02-30')
    const waivers = WAIVERS.replace('Risk owner', 'payments  TEAM').replace(
      'expires: 2027-01-11',
      'expires: 2027-01-12',
    )
    expect(faultsOf({ scope, flows, waivers })).to.deep.equal([
      'scope.yaml:5: rules[0].class: unknown value, did you mean "cde"?',
      'scope.yaml:7: rules[0].ownr: unknown key "ownr", did you mean "owner"?',
      'scope.yaml:16: rules[2].justification: missing; what is out of scope needs a reason',
      'scope.yaml:21: networks[0].cidrs[0]: not a CIDR',
      'flows.yaml:6: flows[0].protocol: unknown value, did you mean "TCP"?',
      'flows.yaml:7: flows[0].ports[1]: not a range of ports between 1 and 65535',
      'flows.yaml:11: flows[0].reviewBy: not a day, as in 2026-11-02',
      'waivers.yaml:8: waivers[0].approvedBy: the same as requestedBy; someone else approves',
      'waivers.yaml:10: waivers[0].expires: 367 days after its approval; at most 366',
    ])
  })

  it('refuses an unknown check of a waiver with the nearest known one', () => {
    const waivers = WAIVERS.replace('flows-approved', 'flow-approved')
    expect(faultsOf({ waivers })).to.deep.equal([
      'waivers.yaml:4: waivers[0].check: unknown check, did you mean "flows-approved"?',
    ])
  })

  it('refuses a waiver that expires before its approval, or that matches no four-part subject', () => {
    const waivers = WAIVERS.replace('expires: 2027-01-11', 'expires: 2026-01-09').replace(
      'prod-*/payments/*/*',
      'payments/*',
    )
    expect(faultsOf({ waivers })).to.deep.equal([
      'waivers.yaml:5: waivers[0].subjects[0]: not cluster/namespace/Kind/name',
      'waivers.yaml:10: waivers[0].expires: before the day of approval',
    ])
  })

  it('refuses a flow whose network the scope does not define, with the nearest one', () => {
    const flows = FLOWS.replace('acquirer', 'aquirer')
    expect(faultsOf({ scope: SCOPE, flows })).to.deep.equal([
      'flows.yaml:5: flows[0].to.network: unknown network, did you mean "acquirer"?',
    ])
    expect(faultsOf({ flows })).to.deep.equal([
      'flows.yaml:5: flows[0].to.network: unknown network',
    ])
  })

  it('tells of unknown networks also where the register is wrong elsewhere', () => {
    const flows = FLOWS.replace('acquirer', 'aquirer').replace('protocol: TCP', 'protocol: tpc')
    expect(faultsOf({ scope: SCOPE, flows })).to.have.length(2)
  })

  it('does not call a network unknown when the scope could not be read', () => {
    const broken = SCOPE.replace('kind: merchant', 'kind: butcher')
    expect(faultsOf({ scope: broken, flows: FLOWS })).to.have.length(1)
    const fault = new Fault('CONFIGURATION', 'cannot read scope file', { hint: 'check the path' })
    const files = { ...filesOf({ flows: FLOWS }), scope: { path: 'scope.yaml', text: fault } }
    expect(() => parseOrganisation(files)).to.throw(Fault, /^cannot read scope file$/)
  })

  it('refuses a side of a flow that is nothing or two things', () => {
    const two = FLOWS.replace('{ network: acquirer }', '{ network: acquirer, fqdn: [a.example] }')
    const said = 'exactly one of subjects, cidrs, network, fqdn is needed'
    expect(faultsOf({ scope: SCOPE, flows: two })).to.deep.equal([
      `flows.yaml:5: flows[0].to: ${said}`,
    ])
    const none = FLOWS.replace('{ network: acquirer }', '{}')
    expect(faultsOf({ flows: none })).to.deep.equal([`flows.yaml:5: flows[0].to: ${said}`])
  })

  it('refuses repeated ids and a rule that can never decide', () => {
    const scope = SCOPE.replace('id: blog', 'id: payments').replace(
      'subjects: { namespaces: [blog] }',
      'subjects: { clusters: [prod-*], namespaces: [payments] }',
    )
    expect(faultsOf({ scope })).to.deep.equal([
      'scope.yaml:16: rules[2].id: the id payments stands twice',
      'scope.yaml:18: rules[2].subjects: the same as rules[0], which decides first',
    ])
  })

  it('refuses selectors that select everything by accident', () => {
    const empty = SCOPE.replace('{ namespaces: [blog] }', '{}')
    expect(faultsOf({ scope: empty })[0]).to.contain('rules[2].subjects: selects everything')
    const labels = SCOPE.replace('{ namespaces: [blog] }', '{ podLabels: {} }')
    expect(faultsOf({ scope: labels })[0]).to.contain('podLabels: selects everything')
  })

  it('refuses a store of account data that is out of scope', () => {
    const scope = SCOPE.replace(
      'justification: public texts',
      'justification: public texts\n    storesAccountData: true',
    )
    expect(faultsOf({ scope })).to.deep.equal([
      'scope.yaml:20: rules[2].storesAccountData: a store of account data cannot be out of scope',
    ])
  })

  it('refuses an unknown format, a second document and an empty file', () => {
    expect(faultsOf({ scope: SCOPE.replace('scope/v1', 'scope/v2') })[0]).to.match(
      /^scope\.yaml:1: format: unknown value, did you mean "scope\/v1"\?$/,
    )
    expect(faultsOf({ flows: `${FLOWS}---\na: 1\n` })[0]).to.contain('a second document')
    expect(faultsOf({ waivers: '' })[0]).to.contain('the file is empty')
  })

  it('bears any wrong shape in any place', () => {
    for (const wrong of ['1', '[]', 'null', 'text', '{ a: [1] }']) {
      for (const name of ['rules', 'networks', 'nodes', 'platformNamespaces', 'entity'])
        expect(faultsOf({ scope: `format: scope/v1\n${name}: ${wrong}\n` })).not.to.deep.equal([])
      expect(faultsOf({ flows: `format: flows/v1\nflows: [${wrong}]\n` })).not.to.deep.equal([])
      expect(faultsOf({ waivers: `format: waivers/v1\nwaivers: [${wrong}]\n` })).not.to.deep.equal(
        [],
      )
    }
  })
})
