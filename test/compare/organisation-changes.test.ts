import { expect } from 'chai'
import { organisationChanges } from '../../src/compare/organisation-changes.ts'
import { organisationOf } from '../evaluate/builders.ts'

const rules = (...lines: readonly string[]) => `format: scope/v1
entity: {name: Example, kind: merchant}
rules:
${lines.map((line) => `  - ${line}\n`).join('')}`
const PAY = '{id: pay, class: cde, owner: A, subjects: {namespaces: [pay]}}'
const OPS = '{id: ops, class: connected, subjects: {namespaces: [ops]}}'
const WAIVER = `format: waivers/v1
waivers:
  - id: W-1
    check: namespace-has-policy
    subjects: [prod/shop/*/*]
    reason: on its way
    requestedBy: A. Example
    approvedBy: B. Example
    approvedOn: 2026-11-01
    expires: 2026-12-01
    maxSubjects: 2
`

describe('what changed in the files of the organisation', () => {
  const base = organisationOf({
    scope: rules(PAY, OPS),
    waivers: 'format: waivers/v1\nwaivers: []\n',
  })

  it('is nothing where they say the same', () => {
    const same = organisationOf({ scope: `# a remark\n${rules(PAY, OPS)}` })
    expect(organisationChanges(base, same)).to.deep.equal([])
  })

  it('is a waiver that appeared', () => {
    const now = organisationOf({ scope: rules(PAY, OPS), waivers: WAIVER })
    const [change, ...others] = organisationChanges(base, now)
    expect(others).to.deep.equal([])
    expect(change).to.include({ file: 'waivers.yaml', entry: 'W-1', change: 'added' })
    expect(change?.what).to.include('approvedBy: B. Example\napprovedOn: 2026-11-01\n')
    expect(organisationChanges(now, base)[0]?.change).to.equal('removed')
  })

  it('is a rule of the scope with another class, each field with what it was', () => {
    const other = PAY.replace('cde', 'out-of-scope').replace('owner: A', 'justification: sold')
    expect(organisationChanges(base, organisationOf({ scope: rules(other, OPS) }))).to.deep.equal([
      {
        file: 'scope.yaml',
        entry: 'rules pay',
        change: 'changed',
        what: 'class: cde -> out-of-scope\njustification: nothing -> sold\nowner: A -> nothing',
      },
    ])
  })

  it('is another order of rules, since the first that matches decides', () => {
    const now = organisationOf({ scope: rules(OPS, PAY) })
    expect(organisationChanges(base, now)).to.deep.equal([
      {
        file: 'scope.yaml',
        entry: 'rules',
        change: 'changed',
        what: 'they stand in another order',
      },
    ])
  })

  it('is a file that came or went, entry by entry', () => {
    const gone = organisationChanges(base, organisationOf({}))
    expect(gone.map(({ entry, change }) => `${entry} ${change}`)).to.include.members([
      'rules pay removed',
      'entity removed',
    ])
  })
})
