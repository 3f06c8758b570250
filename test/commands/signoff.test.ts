import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { dueStatements } from '../../src/commands/signoff-due.ts'
import { draftOf } from '../../src/commands/signoff-text.ts'
import { digestOf } from '../../src/core/digest.ts'
import { messageOf } from '../../src/core/fault.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import type { Control } from '../../src/model/control.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import type { SignOffReport } from '../../src/model/evaluation.ts'
import { CATALOGUE, evaluated, organisationOf } from '../evaluate/builders.ts'
import { caught } from '../core/caught.ts'
import { testContext } from './context.ts'
import { installed } from './installation.ts'
import { namespace } from '../evaluate/objects.ts'
import { certificate, party } from '../sign/certificates.ts'
import { cmsOver } from '../sign/file-cms.ts'

const control: Control = {
  id: '7.2.4',
  framework: 'pci-dss-4.0.1',
  title: 'Rights are reviewed',
  method: 'assisted',
  checks: [],
  signOff: { statement: 'that rights are right', cadence: 'P6M', binds: ['rights', 'scope'] },
  residual: 'x',
  procedures: [],
  related: [],
}

describe('exhibit signoff', () => {
  it('writes a file that is valid once it is completed, with the digests of the run', async () => {
    const evaluation = await evaluated([namespace('shop')], organisationOf({}))
    const draft = draftOf('RUN', control, [{ ...evaluation, cluster: 'prod\n- x: y' }])
    expect(draft).to.include('# scope: the scope of this cluster was not read whole')
    const text = draftOf('RUN', control, [evaluation])
      .replace('TO-BE-GIVEN', 'SO-1')
      .replace('{name: "", role: ""}', '{name: J. Doe, role: lead}')
      .replace('performedOn: ""', 'performedOn: 2026-11-24')
    const { signOffs } = parseOrganisation({ signOffs: [{ path: 'so.yaml', text }] })
    expect(signOffs?.[0]?.clusters).to.deep.equal([
      { name: 'prod', digests: { rights: evaluation.digests?.rights ?? digestOf('') } },
    ])
  })

  it('writes nothing to be given that would be taken as it stands', async () => {
    const evaluation = await evaluated([namespace('shop')], organisationOf({}))
    const statement = { statement: 'x', cadence: 'own', binds: [], period: true } as const
    const text = draftOf('RUN', { ...control, signOff: statement }, [evaluation])
    const lines = text.split('\n')
    const lineOf = (key: string) => lines.findIndex((line) => line.includes(`${key}:`)) + 1
    const read = () => parseOrganisation({ signOffs: [{ path: 'so.yaml', text }] })
    expect(caught(read).message.split('\n')).to.deep.equal([
      `so.yaml:${lineOf('- id')}: signOffs[0].id: still TO-BE-GIVEN; give an id of your own`,
      `so.yaml:${lineOf(' by')}: signOffs[0].by.name: empty text`,
      `so.yaml:${lineOf(' by')}: signOffs[0].by.role: empty text`,
      `so.yaml:${lineOf('performedOn')}: signOffs[0].performedOn: not a day, as in 2026-11-02`,
      `so.yaml:${lineOf('cadence')}: signOffs[0].cadence: not an interval, as in P7D, P1M, P3M, P6M or P12M`,
      `so.yaml:${lineOf('period')}: signOffs[0].period.from: not a day, as in 2026-11-02`,
      `so.yaml:${lineOf('period')}: signOffs[0].period.to: not a day, as in 2026-11-02`,
    ])
  })

  it('says of an empty list that there is nothing to review', async () => {
    const evaluation = await evaluated([namespace('shop')], organisationOf({}))
    const draft = draftOf('RUN', control, [{ ...evaluation, digests: { rights: digestOf('') } }])
    expect(draft).to.include('#   prod, rights: nothing to review: the list is empty')
    expect(draft).to.include(`"${digestOf('')}"   # of nothing: the list is empty`)
  })

  it('tells what is signed line by line, and counts what it leaves out', async () => {
    const read = await evaluated([namespace('shop')], organisationOf({}))
    const evaluation = { ...read, digests: { rights: digestOf('rights') } }
    const lines = Array.from({ length: 102 }, (_, at) => [`User u${at} everywhere: get pods`])
    const parts = new Map([[evaluation.cluster, { rights: [{ lines }] }]])
    const short = draftOf('RUN', control, [evaluation], { parts, whole: false })
    expect(short).to.include(`#   prod, rights: ${evaluation.digests.rights}\n#     User u0 `)
    expect(short).to.include('#     User u99 everywhere')
    expect(short).to.include('#     and 2 more lines, which --whole prints')
    expect(short).to.include('#   prod, scope: no digest, since it was not read whole')
    expect(short.indexOf('prod, rights')).to.be.lessThan(short.indexOf('prod, scope'))
    const whole = draftOf('RUN', control, [evaluation], { parts, whole: true })
    expect(whole).to.include('#     User u101 everywhere')
    expect(whole).to.not.include('--whole')
  })

  it('tells of no digest that the control does not bind', async () => {
    const evaluation = await evaluated([namespace('shop')], organisationOf({}))
    const signOff = { statement: 'that it is so', binds: [] }
    const draft = draftOf('RUN', { ...control, signOff }, [evaluation])
    expect(draft).to.include('#   nothing that a cluster shows: the statement alone\nformat:')
    expect(draft).to.not.include('digests:')
  })

  it('lists what controls ask for', async () => {
    const evaluation = await evaluated([namespace('shop')], organisationOf({}))
    const due = dueStatements([evaluation], CATALOGUE.frameworks)
    expect(due.length).to.be.greaterThan(0)
    expect(due.every(({ outcome }) => outcome !== 'pass')).to.equal(true)
    expect([...new Set(due.map(({ state }) => state))]).to.deep.equal(['missing'])
    const controls = evaluation.controls.map((each) => ({ ...each, unused: true as const }))
    const unasked = dueStatements([{ ...evaluation, controls }], CATALOGUE.frameworks)
    expect([...new Set(unasked.map(({ state }) => state))]).to.deep.equal(['not-asked'])
  })

  it('lists the most urgent first, and by its day what is due', async () => {
    const evaluation = await evaluated([namespace('shop')], organisationOf({}))
    const asked = evaluation.controls.filter(
      ({ framework, outcome, signOff }) =>
        framework === 'pci-dss-4.0.1' && signOff !== undefined && outcome !== 'not-applicable',
    )
    const states = [
      ...['in-force', 'due-soon', 'expired', 'changed', 'unsigned', 'superseded'],
      'expired',
    ] as const
    const signOffs = states.map((state, at): SignOffReport => {
      const { framework = '', control = '' } = asked[at] ?? {}
      const until = `2027-01-0${9 - at}`
      const said = { why: '', performedOn: '2026-01-01', authorship: 'asserted' }
      return { id: `S${at}`, framework, control, state: state, until, ...said }
    })
    const organisation = { ...evaluation.organisation, signOffs }
    const due = dueStatements([{ ...evaluation, organisation }], CATALOGUE.frameworks)
    expect(due.slice(0, 5).map((each) => `${each.state} ${each.due ?? ''}`)).to.deep.equal([
      'invalidated 2027-01-06',
      'overdue 2027-01-03',
      'overdue 2027-01-07',
      'due-soon 2027-01-08',
      'missing 2027-01-05',
    ])
  })

  it('lists nothing of an archive without a run, and of none', async () => {
    const context = installed(testContext())
    expect((await context.faultOf('signoff', 'list')).exitCode).to.equal(3)
    context.write('exhibit.yaml', 'estate: estate.yaml\n')
    const fault = await context.faultOf('signoff', 'list')
    expect([fault.exitCode, fault.message]).to.deep.equal([2, 'no archive is configured'])
    const draft = await context.faultOf('signoff', 'new', 'pci-dss-4.0.1/7.2.4')
    expect([draft.exitCode, draft.message]).to.deep.equal([2, 'which run is not said'])
  })

  it('goes from a run to a file that is valid', async function () {
    this.timeout(180_000)
    const context = installed(testContext())
    context.write(
      'exhibit.yaml',
      readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8').replace(
        'organisation: {',
        'organisation: {signOffs: so.yaml, ',
      ),
    )
    context.write('so.yaml', 'format: sign-offs/v1\nsignOffs: []\n')
    expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
    const [first] = await readEntries(directoryStore(join(context.folder, 'archive')))
    const run = first?.entry.runId ?? ''
    const list = await context.exhibit('signoff', 'list', '--run', run)
    expect(list.code).to.equal(0)
    expect((await context.exhibit('signoff', 'list')).out).to.equal(list.out)
    expect(context.err()).to.include(`no run is named: this is the newest one run=${run}`)
    const json = await context.exhibit('signoff', 'list', '-o', 'json')
    expect((JSON.parse(json.out) as { run: string }).run).to.equal(run)
    expect(list.out).to.match(/prod +cis-kubernetes-2.0.1 +5.6.1 /)
    const control = 'cis-kubernetes-2.0.1/5.6.1'
    const draft = await context.exhibit('signoff', 'new', control, '--run', run)
    expect(draft.code).to.equal(0)
    expect(draft.out).to.include('format: sign-offs/v1')
    const rights = await context.exhibit('signoff', 'new', 'pci-dss-4.0.1/7.2.4', '--run', run)
    expect(rights.out).to.match(/# {3}prod, rights: nothing to review: the list is empty\n/)
    expect(rights.out).to.match(/rights: "sha256:/)
    const wrong = context.exhibit('signoff', 'new', 'cis-kubernetes-2.0.1/5.6.11', '--run', run)
    expect(await wrong.catch(messageOf)).to.include('did you mean "cis-kubernetes-2.0.1/5.6.1"?')
    context.write(
      'so.yaml',
      draft.out
        .replace('TO-BE-GIVEN', 'SO-1')
        .replace('{name: "", role: ""}', '{name: J. Doe, role: lead}')
        .replace('performedOn: ""', 'performedOn: 2026-11-02'),
    )
    const check = await context.exhibit('signoff', 'check')
    expect(check.out).to.match(/SO-1 .*asserted in file only/)
    const doe = party('J. Doe')
    const der = certificate(doe, doe)
    const signed = readFileSync(join(context.folder, 'so.yaml'))
    writeFileSync(join(context.folder, 'so.yaml.p7s'), cmsOver(signed, doe, der))
    const line = `{name: J. Doe, certificates: [${fingerprintOf(der)}]}`
    context.write('approvers.yaml', `format: approvers/v1\napprovers: [${line}]\n`)
    const configuration = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
    const approvers = 'organisation: {approvers: approvers.yaml, '
    context.write('exhibit.yaml', configuration.replace('organisation: {', approvers))
    const again = await context.exhibit('signoff', 'check')
    expect(again.out).to.match(
      /SO-1 .*signed by certificate SHA256:[0-9a-f]{64} \(J\. Doe\), signing/,
    )
  })
})
