import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { authorshipWords, setAsideBecause } from '../../src/evaluate/authorship.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import type { OrganisationFiles } from '../../src/evaluate/organisation/organisation.ts'
import type { Authorship } from '../../src/model/sign-off.ts'
import { evaluated } from './builders.ts'
import { namespace, node, pod } from './objects.ts'
import { kubeBench } from './outside/builders.ts'

const KEY = 'SHA256:abc'
const SIGNED: Authorship = { kind: 'signed', by: 'J. Doe', key: KEY }
const BY_CERTIFICATE: Authorship = {
  kind: 'by-certificate',
  by: 'J. Doe',
  certificate: 'SHA256:0a',
  signedAt: '2026-11-20T10:00:00Z',
}
const COMMITTED: Authorship = { kind: 'committed', by: 'J. Doe', key: KEY, commit: 'a1'.repeat(20) }
const ASSERTED: Authorship = { kind: 'asserted' }
const REFUSED: Authorship = { kind: 'refused', why: 'the file was altered' }

const FILE = kubeBench({ '4.1.1': 'PASS' }, { version: 'cis-2.0', detected: '1.35' })

const SCOPE = `format: scope/v1
entity: {name: E, kind: merchant}
rules: [{id: all, class: cde, subjects: {namespaces: [shop]}}]
`
const FLOWS = 'format: flows/v1\nflows: []\n'
const WAIVERS = `format: waivers/v1
waivers:
  - {id: W-1, check: namespace-has-policy, subjects: [prod//Namespace/shop], reason: r, requestedBy: a, approvedBy: b, approvedOn: 2026-01-01, expires: 2026-12-31, maxSubjects: 1}
`
const CHANGES = `format: changes/v1
changes:
  - {id: CHG-1, objects: [prod/shop/NetworkPolicy/deny], ticket: OPS-1, approvedBy: Network owner, date: 2026-11-23}
`
const OUTSIDE = `format: outside-evidence/v1
evidence:
  - id: kb-1
    tool: kube-bench
    toolVersion: 0.16.0
    benchmark: cis-2.0
    cluster: prod
    nodes: [worker-1]
    takenOn: 2026-11-20
    by: {name: Platform owner, role: platform engineer}
    reviewed: {by: {name: Platform security, role: security engineer}, performedOn: 2026-11-21}
    file: worker-1.json
    digest: ${digestOf(FILE)}
`
const APPLICABILITY = 'format: applicability/v1\nentity: {designatedEntity: false}\n'
const approvers = (requireSigned: boolean) =>
  `format: approvers/v1\nrequireSigned: ${requireSigned}\napprovers: []\n`

function filesBy(authorship: Authorship, requireSigned = false): OrganisationFiles {
  const file = (path: string, text: string) => ({ path, text, authorship })
  return {
    scope: file('/etc/s.yaml', SCOPE),
    flows: file('/etc/f.yaml', FLOWS),
    changes: file('/etc/c.yaml', CHANGES),
    waivers: file('/etc/w.yaml', WAIVERS),
    outside: [
      {
        ...file('/etc/outside/o.yaml', OUTSIDE),
        attached: () => ({ text: FILE, digest: digestOf(FILE) }),
      },
    ],
    applicability: file('/etc/a.yaml', APPLICABILITY),
    approvers: { path: '/etc/k.yaml', text: approvers(requireSigned) },
  }
}

describe('authorshipWords', () => {
  it('says how it was established', () => {
    expect(
      [SIGNED, BY_CERTIFICATE, COMMITTED, ASSERTED, REFUSED].map(authorshipWords),
    ).to.deep.equal([
      'signed by SHA256:abc (J. Doe)',
      'signed by certificate SHA256:0a (J. Doe), signing-time 2026-11-20T10:00:00Z',
      'git commit a1a1a1a1a1a1, signature verified: SHA256:abc (J. Doe)',
      'asserted in file only',
      'signature does not hold: the file was altered',
    ])
  })
})

describe('setAsideBecause', () => {
  it('sets aside what is refused, and what nobody signed where a signature is required', () => {
    const said = (required: boolean) =>
      [SIGNED, BY_CERTIFICATE, COMMITTED, ASSERTED, REFUSED].map((each) =>
        setAsideBecause(each, required),
      )
    const refused = 'its signature does not hold: the file was altered'
    expect(said(false)).to.deep.equal([undefined, undefined, undefined, undefined, refused])
    expect(said(true)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      'asserted in file only, and a signature is required',
      refused,
    ])
  })
})

describe('the files of an organisation that count as missing', () => {
  it('are listed with why, and say nothing', () => {
    const { scope, flows, changes, waivers, files } = parseOrganisation(filesBy(ASSERTED, true))
    expect([scope, flows, changes]).to.deep.equal([undefined, undefined, undefined])
    expect(waivers.map(({ id }) => id)).to.deep.equal(['W-1'])
    const setAside = 'asserted in file only, and a signature is required'
    expect(files).to.deep.equal(
      [...['applicability', 'changes', 'flows'], ...['outside-evidence/o', 'scope', 'waivers']].map(
        (name) => ({
          name: `${name}.yaml`,
          authorship: ASSERTED,
          said: 'asserted in file only',
          setAside,
        }),
      ),
    )
  })

  it('count where they are signed, or where no signature is required', () => {
    for (const given of [
      filesBy(SIGNED, true),
      filesBy(BY_CERTIFICATE, true),
      filesBy(COMMITTED, true),
      filesBy(ASSERTED, false),
    ]) {
      const { scope, flows, changes, files } = parseOrganisation(given)
      expect(scope?.rules.length).to.equal(1)
      expect(changes?.map(({ id }) => id)).to.deep.equal(['CHG-1'])
      expect(flows).to.deep.equal([])
      expect(files?.filter(({ setAside }) => setAside !== undefined)).to.deep.equal([])
    }
  })

  it('leave what needs them undetermined, with the reason, and waive nothing', async () => {
    const objects = [namespace('shop'), pod('shop', 'web'), node('worker-1')]
    const said = async (files: OrganisationFiles) => {
      const { controls, organisation } = await evaluated(objects, parseOrganisation(files))
      const of = (framework: string, id: string) => {
        const found = controls.find((one) => one.framework === framework && one.control === id)
        const reasons = (found?.results ?? []).map(({ reason }) => reason)
        return `${found?.outcome ?? ''}: ${found?.reason ?? ''}; ${reasons.join('; ')}`
      }
      return {
        scope: of('pci-dss-4.0.1', '1.4.1'),
        flows: of('pci-dss-4.0.1', '1.2.5'),
        waived: of('cis-kubernetes-2.0.1', '5.3.2'),
        waiver: organisation.waivers.map(({ state }) => state),
        files: organisation.files?.map(({ name, authorship }) => `${name}: ${authorship}`),
        outside: organisation.outside?.map(({ state, authorship }) => `${state}: ${authorship}`),
      }
    }
    const required = await said(filesBy(ASSERTED, true))
    const missing = 'counts as missing: asserted in file only, and a signature is required'
    expect(required.scope).to.match(/^undetermined: /)
    expect(required.scope).to.include(`scope does not say: the scope file ${missing}`)
    expect(required.flows).to.match(/^undetermined: /)
    expect(required.flows).to.include(missing)
    expect(required.waived).to.match(/^fail: /)
    expect(required.waiver).to.deep.equal(['unsigned'])
    expect(required.outside).to.deep.equal(['unsigned: asserted in file only'])
    const free = await said(filesBy(ASSERTED))
    expect(free.waived).to.match(/^waived: .*waived \(W-1\)/)
    expect(free.waiver).to.deep.equal(['active'])
    expect(free.outside).to.deep.equal(['in-force: asserted in file only'])
    expect(free.files).to.include('scope.yaml: asserted in file only')
  })
})
