import { expect } from 'chai'
import { isFault } from '../../../src/core/fault.ts'
import { parseOrganisation } from '../../../src/evaluate/organisation/organisation.ts'
import type { OrganisationFiles } from '../../../src/evaluate/organisation/organisation.ts'
import { wire } from './ssh-wire.ts'

const KNOWN = {
  controls: new Map([['pci-dss-4.0.1', ['1.2.7', '11.4.5']]]),
  customChecks: ['org.services-inside'],
}
const KEY = `ssh-ed25519 ${wire('ssh-ed25519', 32)}`
const DIGEST = `sha256:${'a'.repeat(64)}`

const SIGN_OFF = `format: sign-offs/v1
signOffs:
  - id: SO-1
    framework: pci-dss-4.0.1
    control: "1.2.7"
    by: {name: J. Doe, role: network security lead}
    performedOn: 2026-10-02
    clusters:
      - {name: prod-eu, digests: {rule-set: "${DIGEST}"}}
    evidence: [{link: "https://wiki.example/1", digest: "${DIGEST}"}]
    missed: {noticedOn: 2026-09-20, cause: absence, doneOn: 2026-10-02, newSchedule: each April and October}
`
const APPLICABILITY = `format: applicability/v1
entity: {multiTenantProvider: false}
notApplicable:
  - {id: NA-1, framework: pci-dss-4.0.1, control: "11.4.5", reason: none, approvedBy: CISO, approvedOn: 2026-11-01}
`

function faultsOf(files: OrganisationFiles): readonly string[] {
  try {
    parseOrganisation(files, KNOWN)
  } catch (error) {
    if (!isFault(error)) throw error
    return error.message.split('\n')
  }
  return []
}

const signOffs = (...changes: readonly (readonly [string, string])[]): OrganisationFiles => ({
  signOffs: [
    {
      path: 'so.yaml',
      text: changes.reduce((text, [old, now]) => text.replace(old, now), SIGN_OFF),
    },
  ],
})

describe('the statements of the organisation', () => {
  it('are read from their files', () => {
    const {
      signOffs: read,
      applicability,
      approvers,
    } = parseOrganisation(
      {
        ...signOffs(),
        applicability: { path: 'a.yaml', text: APPLICABILITY },
        approvers: {
          path: 'k.yaml',
          text: `format: approvers/v1\napprovers: [{name: J. Doe, keys: [${KEY}]}]\n`,
        },
      },
      KNOWN,
    )
    expect(read?.map(({ id, authorship }) => [id, authorship.kind])).to.deep.equal([
      ['SO-1', 'asserted'],
    ])
    expect(applicability).to.deep.include({ multiTenantProvider: false })
    expect(approvers?.requireSigned).to.equal(false)
  })

  it('tell every fault with file, line, path and the nearest value', () => {
    const bad = signOffs(
      ['framework: pci-dss-4.0.1', 'framework: pci-dss-4.0'],
      ['2026-10-02\n', '2026-13-02\n'],
      ['rule-set:', 'ruleset:'],
      ['doneOn: 2026-10-02', 'doneOn: 2026-09-01'],
      ['role: network', 'rol: network'],
    )
    expect(faultsOf(bad)).to.deep.equal([
      'so.yaml:4: signOffs[0].framework: unknown framework, did you mean "pci-dss-4.0.1"?',
      'so.yaml:6: signOffs[0].by.rol: unknown key "rol", did you mean "role"?',
      'so.yaml:7: signOffs[0].performedOn: not a day, as in 2026-11-02',
      'so.yaml:9: signOffs[0].clusters[0].digests.ruleset: unknown key "ruleset", did you mean "rule-set"?',
      'so.yaml:11: signOffs[0].missed.doneOn: before the day on which it was noticed',
    ])
  })

  it('refuse an interval that is none or too long, and days of an activity still to come', () => {
    const say = (line: string) => signOffs(['    evidence:', `    ${line}\n    evidence:`])
    const [good] = parseOrganisation(say('cadence: P7D'), KNOWN).signOffs ?? []
    expect(good?.cadence).to.equal('P7D')
    for (const interval of ['P2M', 'P0D', '7D'])
      expect(faultsOf(say(`cadence: ${interval}`)), interval).to.deep.equal([
        'so.yaml:10: signOffs[0].cadence: not an interval, as in P7D, P1M, P3M, P6M or P12M',
      ])
    expect(faultsOf(say('cadence: P367D'))).to.deep.equal([
      'so.yaml:10: signOffs[0].cadence: longer than 366 days',
    ])
    expect(faultsOf(say('period: {from: 2026-09-01, to: 2026-10-03}'))).to.deep.equal([
      'so.yaml:10: signOffs[0].period.to: after the day of the statement',
    ])
    expect(faultsOf(say('period: {from: 2026-09-01, to: 2026-08-31}'))).to.deep.equal([
      'so.yaml:10: signOffs[0].period.to: before the first day of the period',
    ])
  })

  it('may be gaps in the cadence and reports that were signed off, with nothing else', () => {
    const by = '{name: Platform lead, role: who runs exhibit}'
    const text = `format: sign-offs/v1
missedRuns:
  - {id: G-1, from: "2026-10-26T02:00:00Z", to: "2026-10-27T02:00:00Z", cause: maintenance, noticedOn: 2026-10-28, by: ${by}}
reports:
  - {id: R-1, report: 2026-q3-0a1b2c3d, digest: "${DIGEST}", by: ${by}, signedOffOn: 2026-10-12}
`
    const found = parseOrganisation({ signOffs: [{ path: 'so.yaml', text }] }, KNOWN)
    expect(found.signOffs).to.deep.equal([])
    expect(found.missedRuns?.[0]).to.deep.include({
      ...{ id: 'G-1', cause: 'maintenance', file: 'sign-offs/so.yaml' },
      authorship: { kind: 'asserted' },
    })
    expect(found.reportSignOffs?.[0]).to.deep.include({ id: 'R-1', report: '2026-q3-0a1b2c3d' })
    const wrong = text
      .replace('to: "2026-10-27T02', 'to: "2026-10-25T02')
      .replace('2026-q3-0a1b2c3d', 'last quarter')
    expect(faultsOf({ signOffs: [{ path: 'so.yaml', text: wrong }] })).to.deep.equal([
      'so.yaml:3: missedRuns[0].to: before the first slot',
      'so.yaml:5: reports[0].report: not the id of a report',
    ])
  })

  it('refuse digests of more than one cluster', () => {
    expect(faultsOf(signOffs(['name: prod-eu', 'name: "prod-*"']))).to.deep.equal([
      'so.yaml:9: signOffs[0].clusters[0].name: a pattern; digests are of one cluster',
    ])
  })

  it('refuse a control that the framework does not have, and an id that stands in two files', () => {
    expect(faultsOf(signOffs(['"1.2.7"', '"1.2.8"']))).to.deep.equal([
      'so.yaml:5: signOffs[0].control: unknown control, did you mean "1.2.7"?',
    ])
    const [one] = signOffs().signOffs ?? []
    if (one === undefined) throw new Error('no file')
    expect(faultsOf({ signOffs: [one, { ...one, path: 'two.yaml' }] })).to.deep.equal([
      'two.yaml:3: signOffs[0].id: the id SO-1 stands twice (so.yaml:3: signOffs[0].id)',
    ])
    const text = APPLICABILITY.replace('11.4.5', '11.4.6')
    expect(faultsOf({ applicability: { path: 'a.yaml', text } })).to.deep.equal([
      'a.yaml:4: notApplicable[0].control: unknown control, did you mean "11.4.5"?',
    ])
  })
})
