import { readdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { fixedClock } from '../fixed-clock.ts'
import { smallPdf } from '../archive/evidence.ts'
import { CILIUM, ESTATE } from './compare/objects.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

/** An installation with two runs a day apart; between them a namespace without owner appears. */
async function twoRuns(): Promise<TestContext> {
  const context = installed(testContext(), { estate: ESTATE })
  context.write('prod/cilium.yaml', CILIUM)
  await context.exhibit('run', '--no-pdf', '--slot', '2026-11-23T02:00:00Z')
  context.write('prod/more.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: legacy}\n')
  context.write('prod/collected.yaml', collectedYaml().replaceAll('2026-11-23', '2026-11-24'))
  const { folder } = context
  const next = testContext({ ...context, clock: fixedClock('2026-11-24T02:00:10Z'), cwd: folder })
  await next.exhibit('run', '--no-pdf', '--slot', '2026-11-24T02:00:00Z')
  return context
}

describe('commands that read an archive', function () {
  this.timeout(60_000)
  let context: TestContext

  before(async () => {
    context = await twoRuns()
  })

  it('lists what is committed', async () => {
    const { out } = await context.exhibit('archive', 'list')
    expect(out.split('\n')[0]).to.match(/^# +kind +id +slot/)
    expect(out).to.include('2026-11-24T02:00:00Z')
    const { out: json } = await context.exhibit('archive', 'list', '-o', 'json')
    expect((JSON.parse(json) as { entries: unknown[] }).entries).to.have.length(2)
  })

  it('compares two dates: what regressed, and which objects came', async () => {
    const { out, code } = await context.exhibit(
      'compare',
      '2026-11-23',
      '2026-11-24',
      '--detailed-exitcode',
    )
    expect(code).to.equal(11)
    expect(out)
      .to.include('prod//Namespace/legacy')
      .and.include('added    prod /v1/Namespace//legacy')
  })

  it('compares two folders, view by view, as JSON and as files', async () => {
    const args = ['compare', 'prod', 'prod', '--view', 'connectivity', '-o', 'json']
    const { out } = await context.exhibit(...args)
    expect(JSON.parse(out)).to.include({ format: 'comparison/v1' })
    await context.exhibit('compare', 'prod', 'prod', '--out', 'compared', '--no-pdf')
    expect(readdirSync(join(context.folder, 'compared'))).to.deep.equal([
      'comparison-connections.csv',
      'comparison-controls.csv',
      'comparison-objects.csv',
      'comparison-openings.csv',
      'comparison.html',
      'comparison.json',
    ])
  })

  it('says when there is no archive', async () => {
    const fault = await context.faultOf('archive', 'list', '--archive', 'nowhere')
    expect(fault.code).to.equal('MISSING')
    expect(fault.message).to.match(/^the archive's folder is not there: .*nowhere$/)
    for (const command of [
      ['report', '2025-Q4'],
      ['report', '--run', 'x'],
    ]) {
      const other = await context.faultOf(...command, '--archive', 'nowhere')
      expect(other.message, command.join(' ')).to.equal(fault.message)
    }
    const empty = await context.faultOf('archive', 'list', '--archive', 'prod')
    expect(empty.message).to.include('there is no archive in')
  })

  it('says which side of a comparison it does not know', async () => {
    for (const name of ['nothing', '2025-13-45', '/nowhere/folder']) {
      expect((await context.faultOf('compare', name, 'prod')).message).to.include(
        `${name} is neither`,
      )
    }
    expect((await context.faultOf('compare', '2025-01-01', '2026-11-24')).message).to.include(
      'no run up to 2025-01-01',
    )
  })

  it('verifies with the root, with the fingerprint, and never without either', async () => {
    const trusted = await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem', '--deep')
    expect(trusted).to.include({ code: 0 })
    const fingerprint = /SHA256:[0-9a-f]{64}/.exec(trusted.out)?.[0] ?? ''
    expect((await context.exhibit('verify', 'archive', '--signer', fingerprint)).code).to.equal(0)
    const blind = await context.exhibit('verify', 'archive')
    expect(blind.code).to.equal(3)
    expect(blind.out).to.match(/^CONSISTENT; SIGNER NOT TRUSTED/)
  })

  it('could not check a PDF that was never signed, and does not call it consistent', async () => {
    writeFileSync(join(context.folder, 'comparison.pdf'), smallPdf())
    for (const trust of [['--trust', 'keys/root.pem'], []]) {
      const { code, out } = await context.exhibit('verify', 'comparison.pdf', ...trust)
      expect(code).to.equal(3)
      expect(out).to.match(/^COULD NOT CHECK: comparison\.pdf/)
      expect(out).to.include('the PDF carries no signature')
    }
  })

  it('refuses two kinds of trust, and a fingerprint that is none', async () => {
    expect(
      (await context.faultOf('verify', 'archive', '--trust', 'keys/root.pem', '--signer', 'x'))
        .code,
    ).to.equal('USAGE')
    expect((await context.faultOf('verify', 'archive', '--signer', 'x')).hint).to.include(
      'openssl x509',
    )
    expect((await context.faultOf('verify', 'archive', '--trust', 'none.pem')).code).to.equal(
      'CONFIGURATION',
    )
  })

  it('names the file when one byte is another, and exits 4', async () => {
    const [run = ''] = readdirSync(join(context.folder, 'archive', 'runs'))
    const file = join(context.folder, 'archive', 'runs', run, 'check-results.csv')
    const bytes = readFileSync(file)
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    chmodSync(file, 0o600)
    writeFileSync(file, bytes)
    const { code, out } = await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem')
    expect(code).to.equal(4)
    expect(out).to.include(`runs/${run}/check-results.csv`)
    expect((await context.faultOf('compare', '2026-11-23', '2026-11-24')).code).to.equal(
      'VERIFICATION_FAILED',
    )
  })
})
