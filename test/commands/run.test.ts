import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

const SLOT = '2026-11-23T02:00:00Z'
const run = (context: TestContext, ...more: readonly string[]) =>
  context.exhibit('run', '--no-pdf', ...more)

/** What `exhibit run -o json` says. */
async function outcome(context: TestContext, ...more: readonly string[]) {
  const { code, out } = await run(context, '-o', 'json', ...more)
  return { code, ...(JSON.parse(out) as Record<string, unknown>) } as Record<string, unknown>
}

function manifestOf(context: TestContext, folder: unknown): Record<string, unknown> {
  const path = join(context.folder, 'archive', String(folder), 'manifest.json')
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
}

describe('exhibit run', function () {
  this.timeout(60_000)

  it('commits a slot once: asked again it does nothing', async () => {
    const context = installed(testContext())
    const first = await outcome(context, '--slot', SLOT)
    expect(first).to.include({ code: 0, kind: 'committed', entry: 0 })
    expect(manifestOf(context, first.folder)).to.include({
      slot: SLOT,
      trigger: 'scheduled',
      attempt: 1,
    })
    expect(await outcome(context, '--slot', SLOT)).to.include({
      code: 0,
      kind: 'already',
      status: 'complete',
    })
    expect(readdirSync(join(context.folder, 'archive', 'runs'))).to.have.length(1)
  })

  it('gives a slot with only partial runs a numbered new attempt on --retry, and only then', async () => {
    const context = installed(testContext(), { collected: collectedYaml(['namespaces']) })
    expect((await outcome(context, '--slot', SLOT)).kind).to.equal('committed')
    expect(await outcome(context, '--slot', SLOT)).to.include({
      kind: 'already',
      status: 'partial',
    })
    const second = await outcome(context, '--slot', SLOT, '--retry')
    expect(manifestOf(context, second.folder)).to.include({ slot: SLOT, attempt: 2 })
  })

  it('calls a run beyond the starting deadline late, and one outside its slot ad-hoc', async () => {
    const context = installed(testContext(), {
      collected: collectedYaml().replace('T02:00:00Z', 'T04:00:00Z'),
    })
    const late = await outcome(context, '--slot', SLOT)
    expect(manifestOf(context, late.folder)).to.include({ trigger: 'late' })
    const early = await outcome(context, '--slot', '2026-11-24T02:00:00Z')
    expect(manifestOf(context, early.folder)).to.include({ trigger: 'ad-hoc' })
  })

  it('lets an ad-hoc run for a later slot take nothing from the slots that come', async () => {
    const context = installed(testContext())
    await run(context, '--slot', '2027-11-23T02:00:00Z')
    const next = await outcome(context, '--slot', SLOT)
    expect(manifestOf(context, next.folder)).to.include({ trigger: 'scheduled' })
  })

  it('takes the slot from the name of its Job, and is ad-hoc when the name holds none', async () => {
    const minutes = Date.parse(SLOT) / 60_000
    for (const [job, trigger] of [
      [`exhibit-${minutes}`, 'scheduled'],
      ['exhibit-manual-x2f', 'ad-hoc'],
    ] as const) {
      const plain = testContext()
      const context = installed(testContext({ env: { ...plain.env, EXHIBIT_JOB_NAME: job } }))
      const { folder } = await outcome(context)
      expect(manifestOf(context, folder)).to.include({ trigger })
    }
  })

  it('archives nothing in a dry run and says where its folder is', async () => {
    const context = installed(testContext())
    const { kind, folder } = await outcome(context, '--dry-run')
    expect(kind).to.equal('dry-run')
    expect(readdirSync(String(folder))).to.include('report.html')
    expect(readdirSync(context.folder)).to.not.include('archive')
    rmSync(join(String(folder), '..'), { recursive: true })
  })

  it('exits 20 or 3 when --fail-on is met', async () => {
    const partial = installed(testContext(), { collected: collectedYaml(['namespaces']) })
    expect((await run(partial, '--fail-on', 'partial')).code).to.equal(3)
    const failing = installed(testContext())
    failing.write('prod/more.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: legacy}\n')
    expect((await run(failing, '--fail-on', 'fail')).code).to.equal(20)
  })

  it('says in every report that local keys are its own', async () => {
    const context = installed(testContext())
    const { folder } = await outcome(context)
    const html = readFileSync(
      join(context.folder, 'archive', folder as string, 'report.html'),
      'utf8',
    )
    expect(html).to.include('self-signed by this installation')
  })
})

describe('exhibit run --stage', function () {
  this.timeout(60_000)
  const stage = (context: TestContext, name: string) =>
    run(context, '--stage', name, '--work', 'work', '--slot', SLOT)

  it('gives in four calls what a run gives in one', async () => {
    const context = installed(testContext())
    await context.exhibit('init', 'keys')
    for (const name of ['open', 'collect', 'render', 'seal']) {
      expect((await stage(context, name)).code, name).to.equal(0)
    }
    const { out, code } = await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem')
    expect(out).to.match(/^VALID/)
    expect(code).to.equal(0)
  })

  it('signs nothing that is not what collect wrote', async () => {
    const context = installed(testContext())
    await context.exhibit('init', 'keys')
    for (const name of ['open', 'collect', 'render']) await stage(context, name)
    const report = join(context.folder, 'work', 'run', 'report.html')
    const original = readFileSync(report)
    for (const change of [`${original.toString()} `, undefined]) {
      if (change === undefined) rmSync(report)
      else writeFileSync(report, change)
      const fault = await context.faultOf('run', '--stage', 'seal', '--work', 'work')
      expect(fault.code).to.equal('SIGNING_FAILED')
      expect(fault.message).to.include('report.html is not what collect wrote')
    }
    writeFileSync(report, original)
    context.write('work/run/added.txt', 'x')
    const fault = await context.faultOf('run', '--stage', 'seal', '--work', 'work')
    expect(fault.message).to.include('added.txt')
  })

  it('makes local keys before the report says who signs it', async () => {
    const context = installed(testContext())
    for (const name of ['open', 'collect', 'render', 'seal']) await stage(context, name)
    const [id = ''] = readdirSync(join(context.folder, 'archive', 'runs'))
    const html = readFileSync(join(context.folder, 'archive/runs', id, 'report.html'), 'utf8')
    expect(html)
      .to.include('self-signed by this installation')
      .and.not.include('of the signer: not signed')
  })

  it('begins nothing without a key where it may make none', async () => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', PATH: process.env.PATH }
    const context = installed(testContext({ env }))
    const fault = await context.faultOf('run', '--stage', 'open', '--work', 'work')
    expect(fault.code).to.equal('KEY_MISSING')
  })

  it('seals no report that names another signer', async () => {
    const context = installed(testContext())
    for (const name of ['open', 'collect', 'render']) await stage(context, name)
    rmSync(join(context.folder, 'keys'), { recursive: true })
    await context.exhibit('init', 'keys')
    const fault = await context.faultOf('run', '--stage', 'seal', '--work', 'work')
    expect(fault.code).to.equal('SIGNING_FAILED')
    expect(fault.message).to.include('the report says')
    expect(readdirSync(context.folder)).to.not.include('archive')
  })

  it('exits 20 or 3 when --fail-on is met', async () => {
    const partial = installed(testContext(), { collected: collectedYaml(['namespaces']) })
    const failing = installed(testContext())
    failing.write('prod/more.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: legacy}\n')
    for (const [context, what, code] of [
      [partial, 'partial', 3],
      [failing, 'fail', 20],
    ] as const) {
      for (const name of ['open', 'collect', 'render']) await stage(context, name)
      const seal = ['--stage', 'seal', '--work', 'work', '--fail-on', what]
      expect((await run(context, ...seal)).code, what).to.equal(code)
    }
  })

  it('names the stage that is missing', async () => {
    const context = installed(testContext())
    expect((await context.faultOf('run', '--stage', 'collect', '--work', 'work')).hint).to.include(
      '--stage open',
    )
    await stage(context, 'open')
    expect(
      (await context.faultOf('run', '--stage', 'render', '--work', 'work')).message,
    ).to.include('was not collected')
    expect((await context.faultOf('run', '--stage', 'seal')).message).to.include('needs --work')
  })

  it('does nothing more once open finds the slot committed', async () => {
    const context = installed(testContext())
    await run(context, '--slot', SLOT)
    for (const name of ['open', 'collect', 'render', 'seal']) {
      expect((await stage(context, name)).code, name).to.equal(0)
    }
    expect(readdirSync(join(context.folder, 'archive', 'runs'))).to.have.length(1)
  })
})
