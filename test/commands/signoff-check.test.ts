import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Report } from '../../src/render/report-schema.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'

const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - id: shop
    class: out-of-scope
    subjects: {clusters: [prod, pord], namespaces: [shop]}
    justification: no account data
`
const APPLICABILITY = `format: applicability/v1
notApplicable:
  - {id: NA-1, framework: pci-dss-4.0.1, control: "1.3.1", reason: none, approvedBy: CISO, approvedOn: 2027-01-01}
  - {id: NA-2, framework: pci-dss-4.0.1, control: "1.3.2", clusters: [nope], reason: none, approvedBy: CISO, approvedOn: 2026-01-01}
`
const SIGN_OFFS = `format: sign-offs/v1
signOffs:
  - id: SO-1
    framework: pci-dss-4.0.1
    control: "1.2.1"
    by: {name: J. Doe, role: lead}
    performedOn: 2026-12-25
    clusters: [{name: prod}]
`
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1sBZz2Pvb5gq5r0nq5wqRzq0yVYw9xq2Y3m1J3b0aH'

function stated(): TestContext {
  const context = installed(testContext())
  const more = 'applicability: applicability.yaml, signOffs: so.yaml, approvers: approvers.yaml, '
  const written = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
  context.write('exhibit.yaml', written.replace('organisation: {', `organisation: {${more}`))
  context.write('scope.yaml', SCOPE)
  context.write('applicability.yaml', APPLICABILITY)
  context.write('so.yaml', SIGN_OFFS)
  context.write(
    'approvers.yaml',
    `format: approvers/v1\napprovers: [{name: J. Doe, keys: ["${KEY}"]}]\n`,
  )
  return context
}

describe('exhibit signoff check', function () {
  this.timeout(60_000)

  it('tells clusters that the estate does not have, and days to come, with file, line and path', async () => {
    const context = stated()
    expect((await context.exhibit('signoff', 'check')).code).to.equal(0)
    const told = context
      .err()
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(`exhibit: warning: ${context.folder}/`, ''))
    const later = 'is still to come: it does not count before that day'
    expect(told).to.deep.equal([
      'scope.yaml:6: rules[0].subjects.clusters[1]: no cluster of the estate is named "pord", did you mean "prod"?',
      'applicability.yaml:4: notApplicable[1].clusters[0]: no cluster of the estate is named "nope"',
      `applicability.yaml:3: notApplicable[0].approvedOn: 2027-01-01 ${later}`,
      `so.yaml:7: signOffs[0].performedOn: 2026-12-25 ${later}`,
    ])
  })

  it('says of every file who wrote it, and whether it counts', async () => {
    const context = stated()
    await context.exhibit('signoff', 'check')
    const told = (file: string) => new RegExp(`^${file} .*$`, 'm').exec(context.out())?.[0]
    for (const file of ['scope.yaml', 'applicability.yaml', 'sign-offs/so.yaml'])
      expect(told(file)).to.match(/ asserted in file only +counts$/)
    expect(told('approvers.yaml')).to.equal(undefined)
  })

  for (const name of ['scope', 'flows', 'waivers', 'changes', 'applicability'])
    it(`ends in exit code 4 where the signature of ${name}.yaml does not hold`, async () => {
      const context = stated()
      const written = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
      if (!written.includes(`${name}: `)) {
        const given = `organisation: {${name}: ${name}.yaml, `
        context.write('exhibit.yaml', written.replace('organisation: {', given))
        context.write(`${name}.yaml`, `format: ${name}/v1\n${name}: []\n`)
      }
      context.write(`${name}.yaml.sig`, 'no signature\n')
      const fault = await context.faultOf('signoff', 'check')
      expect(fault.exitCode).to.equal(4)
      expect(fault.message).to.match(new RegExp(`/${name}\\.yaml: signature does not hold: `))
      expect(context.out()).to.match(
        new RegExp(`^${name}\\.yaml +signature does not hold: .* counts as missing$`, 'm'),
      )
    })

  it('ends in exit code 4 where a signature does not hold, with every such file', async () => {
    const context = stated()
    context.write('so.yaml.sig', 'no signature\n')
    context.write('scope.yaml.sig', 'no signature\n')
    const fault = await context.faultOf('signoff', 'check')
    expect(fault.exitCode).to.equal(4)
    expect(context.out()).to.include('SO-1')
    const lines = fault.message.split('\n')
    expect(lines).to.have.length(2)
    expect(lines[0]).to.match(/\/scope\.yaml: signature does not hold: /)
    expect(lines[1]).to.match(/\/so\.yaml: signature does not hold: /)
  })

  it('is said by a run, too, which goes on: on stderr, first of all, and beside the entries', async () => {
    const context = stated()
    const dry = await context.exhibit('run', '--no-pdf', '--dry-run')
    expect(dry.code).to.equal(0)
    const warnings = context.err().match(/warning: .*no cluster of the estate.*/g) ?? []
    expect(warnings).to.have.length(2)
    const kept = /kept in (\S+)/.exec(dry.out)?.[1] ?? ''
    const report = JSON.parse(readFileSync(join(kept, 'report.json'), 'utf8')) as Report
    expect(report.readFirst).to.include(
      'These files name clusters that the estate does not have: scope.yaml (pord) and applicability.yaml (nope).',
    )
    const said = 'no cluster of the estate is named "pord", did you mean "prod"?'
    expect(report.organisation.unknownClusters[0]).to.deep.equal({
      place: 'scope.yaml:6: rules[0].subjects.clusters[1]',
      what: said,
    })
    expect(report.organisation.scope[0]?.concerns).to.deep.equal([said])
    expect(report.statements.applicability?.entries.map(({ states }) => states)).to.deep.equal([
      ['approved on a day to come: not applied'],
      ['no cluster of the estate is named "nope"'],
    ])
    const page = readFileSync(join(kept, 'report.html'), 'utf8')
    expect(page).to.include('approved on a day to come: not applied')
    expect(page.match(/is named &quot;pord&quot;/g)).to.have.length(2)
  })

  it('is not said of a cluster that this run leaves out, or that is retired', async () => {
    const context = stated()
    context.write(
      'estate.yaml',
      `clusters: [{name: prod, folder: prod}, {name: pord, folder: prod}]
retired: [{name: nope, at: 2026-01-01, approvedBy: CISO, reason: gone}]
`,
    )
    const dry = await context.exhibit('run', '--no-pdf', '--dry-run', '--cluster', 'prod')
    expect(dry.code).to.equal(0)
    expect(context.err()).to.not.include('no cluster of the estate')
  })
})
