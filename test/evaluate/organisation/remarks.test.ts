import { expect } from 'chai'
import { futureDays } from '../../../src/evaluate/organisation/future-days.ts'
import { unknownClusters } from '../../../src/evaluate/organisation/unknown-clusters.ts'

const ESTATE = ['prod-eu', 'prod-us', 'old-eu']

/** By the name of a file: its text, and where it names the clusters `prod-ue` and `test-*`, which the estate does not have. */
const NAMING: Readonly<Record<string, readonly [text: string, ...told: readonly string[]]>> = {
  'scope.yaml': [
    `rules:
  - subjects: {clusters: [prod-eu, prod-ue]}
  - subjects: {namespaces: [a]}
nodes: [{clusters: ['test-*'], nodes: [a]}]
securityControls: [{subjects: {clusters: [old-eu, prod-ue]}}]
tenants: [{clusters: [prod-ue]}]
`,
    '2 rules[0].subjects.clusters[1] prod-ue',
    '4 nodes[0].clusters[0] test-*',
    '5 securityControls[0].subjects.clusters[1] prod-ue',
    '6 tenants[0].clusters[0] prod-ue',
  ],
  'flows.yaml': [
    `flows:
  - from: {subjects: {clusters: [prod-ue]}}
    to: {cidrs: [192.0.2.0/24]}
  - from: {subjects: {clusters: ['prod-*']}}
    to: {subjects: {clusters: ['test-*']}}
`,
    '2 flows[0].from.subjects.clusters[0] prod-ue',
    '5 flows[1].to.subjects.clusters[0] test-*',
  ],
  'changes.yaml': [
    'changes: [{objects: [prod-eu/a/NetworkPolicy/x, prod-ue/a/NetworkPolicy/x]}]\n',
    '1 changes[0].objects[1] prod-ue',
  ],
  'waivers.yaml': [
    "waivers: [{subjects: ['*/a/Pod/x', 'prod-ue//Node/*']}]\n",
    '1 waivers[0].subjects[1] prod-ue',
  ],
  'applicability.yaml': [
    'notApplicable:\n  - {clusters: [prod-ue]}\n  - {id: all}\n',
    '2 notApplicable[0].clusters[0] prod-ue',
  ],
  'sign-offs/2026.yaml': [
    "signOffs: [{clusters: [{name: prod-eu}, {name: 'test-*'}]}]\n",
    '1 signOffs[0].clusters[1].name test-*',
  ],
  'approvers.yaml': ['approvers: [{clusters: [prod-ue]}]\n'],
}

describe('unknownClusters', () => {
  for (const [file, [text, ...told]] of Object.entries(NAMING))
    it(`finds each place in ${file} that names a cluster which nobody has or had`, () => {
      const found = unknownClusters(text, file, ESTATE)
      expect(found.map(({ line, path, name }) => `${line} ${path} ${name}`)).to.deep.equal(told)
      for (const one of found) expect(one.file).to.equal(file)
    })

  it('says the nearest name, if one is near', () => {
    const said = (name: string) =>
      unknownClusters(`notApplicable: [{clusters: ['${name}']}]`, 'applicability.yaml', ESTATE)[0]
        ?.what
    expect(said('old-ue')).to.equal(
      'no cluster of the estate is named "old-ue", did you mean "old-eu"?',
    )
    expect(said('zz')).to.equal('no cluster of the estate is named "zz"')
    expect(said('prd-*')).to.match(/^no cluster of the estate matches "prd-\*"/)
    expect(said('*')).to.equal(undefined)
  })
})

describe('futureDays', () => {
  it('finds what was done on a day to come, in each file, and not what is still to be done', () => {
    const told = (file: string, text: string) =>
      futureDays(text, file, '2026-11-28').map(({ line, path, what }) => `${line} ${path}: ${what}`)
    const what = 'is still to come: it does not count before that day'
    expect(told('flows.yaml', 'flows: [{approvedOn: 2026-11-29, reviewBy: 2027-01-01}]')).to.eql([
      `1 flows[0].approvedOn: 2026-11-29 ${what}`,
    ])
    expect(
      told('waivers.yaml', 'waivers:\n- {approvedOn: 2027-01-01, expires: 2027-02-01}'),
    ).to.eql([`2 waivers[0].approvedOn: 2027-01-01 ${what}`])
    for (const [file, text] of [
      ['changes.yaml', 'changes: [{date: 2026-11-29}]'],
      ['applicability.yaml', 'notApplicable: [{approvedOn: 2026-11-29}]'],
      ['sign-offs/a.yaml', 'signOffs: [{performedOn: 2026-11-29}]'],
      ['sign-offs/a.yaml', 'signOffs: [{missed: {doneOn: 2026-11-29}}]'],
      ['outside-evidence/a.yaml', 'evidence: [{takenOn: 2026-11-29}]'],
      ['outside-evidence/a.yaml', 'evidence: [{reviewed: {performedOn: 2026-11-29}}]'],
    ] as const) {
      expect(told(file, text), text).to.have.length(1)
      expect(told(file, text.replace('2026-11-29', '2026-11-28')), text).to.eql([])
    }
  })
})
