import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RunEntry } from '../../src/model/log-entry.ts'
import type { Manifest } from '../../src/model/manifest.ts'
import { nodeFlags } from '../node-flags.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'
import { evaluatorHook, isAlive, until, type EvaluatorHook } from './stages/evaluator-hook.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

const ESTATE = `clusters:
  - {name: prod, folder: prod}
  - {name: spare, folder: spare}
`
const WAIVERS = `format: waivers/v1
waivers:
  - id: for-spare
    check: namespace-default-deny
    subjects: ['spare/*/*/*']
    reason: a test
    requestedBy: A. Person
    approvedBy: B. Person
    approvedOn: 2026-11-01
    expires: 2026-12-31
    maxSubjects: 5
`

const KILL = `process.kill(process.pid, 'SIGKILL')`
const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli.ts')

type TwoClusters = TestContext & { readonly hook: EvaluatorHook }

/** An installation of two clusters; the evaluating process runs `code` before it evaluates `spare`. */
function twoClusters(code: string): TwoClusters {
  const hook = evaluatorHook(`if (task.folder.endsWith('/spare')) { ${code} }`)
  const env = { ...testContext().env, ...hook.env }
  const context = installed(testContext({ env, ownEvaluator: true }), { estate: ESTATE })
  context.write('spare/objects.yaml', 'kind: Namespace\napiVersion: v1\nmetadata: {name: one}\n')
  context.write('spare/collected.yaml', collectedYaml())
  context.write('waivers.yaml', WAIVERS)
  return { ...context, hook }
}

describe('a run whose evaluating process dies', function () {
  this.timeout(120_000)
  const context = twoClusters(KILL)
  let said: string
  let folder: string
  before(async () => {
    said = (await context.exhibit('run', '--no-pdf')).out
    const [run = ''] = readdirSync(join(context.folder, 'archive', 'runs'))
    folder = join(context.folder, 'archive', 'runs', run)
  })
  const text = (name: string) => readFileSync(join(folder, name), 'utf8')
  const evaluation = (cluster: string) => readEvaluation(join(folder, 'clusters', cluster))!

  it('has an error with the reason as every result of that cluster', () => {
    const { controls, failed } = evaluation('spare')
    const results = controls.flatMap((control) => control.results)
    expect(failed).to.include('killed (SIGKILL)')
    expect(results.length).to.be.greaterThan(10)
    for (const { verdict, cause, reason } of results)
      expect({ verdict, cause, reason }).to.deep.equal({
        verdict: 'undetermined',
        cause: 'error',
        reason: failed,
      })
    const outcomes = new Set(controls.map(({ outcome }) => outcome))
    expect([...outcomes].filter((one) => !['undetermined', 'needs-sign-off'].includes(one))).to.be
      .empty
  })

  it('keeps the results of the other one', () => {
    const { failed, controls } = evaluation('prod')
    expect(failed).to.equal(undefined)
    const causes = controls.flatMap(({ results }) => results.map(({ cause }) => cause))
    expect(causes).to.not.include('error')
  })

  it('says so in its log, its summary and its report', () => {
    expect(context.err()).to.match(/warning: cluster not evaluated.* cluster=spare why=.*SIGKILL/)
    expect(said).to.match(/^error +spare: evaluating the cluster ended in an error: .*SIGKILL/m)
    const html = text('report.html')
    expect(html).to.include('Cluster spare was not evaluated, and all of its results are errors')
    expect(html).to.include('Nothing was evaluated: evaluating the cluster ended in an error')
    expect(html).to.include('2 expected: 2 complete; 1 of them not evaluated')
    expect(said).to.match(/^clusters +2 complete of 2 expected; 1 not evaluated$/m)
  })

  it('claims of no waiver for that cluster that it lies over nothing', () => {
    expect(said).to.match(/^waiver +for-spare not known: spare was not evaluated$/m)
  })

  it('is committed, and verifies', async () => {
    const { out } = await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem')
    expect(out).to.match(/^VALID/)
  })

  it('exits 3 under --fail-on partial, since not all of it could be answered', async () => {
    const { code, out } = await context.exhibit(
      ...['run', '--no-pdf', '--fail-on', 'partial', '-o', 'json'],
    )
    expect(code).to.equal(3)
    const { clusters } = JSON.parse(out) as { clusters: Record<string, string>[] }
    expect(clusters.map(({ name, notEvaluated }) => [name, notEvaluated !== undefined])).to.eql([
      ['prod', false],
      ['spare', true],
    ])
  })

  it('is never held against another one', async () => {
    const { out } = await context.exhibit(
      ...['compare', folder, folder, '--view', 'controls', '-o', 'json'],
    )
    const { controls } = JSON.parse(out) as { controls: { cluster: string; state: string }[] }
    const states = controls.filter(({ cluster }) => cluster === 'spare').map(({ state }) => state)
    expect([...new Set(states)]).to.deep.equal(['incomparable'])
    const args = ['compare', folder, folder, '--cluster', 'spare', '--view', 'controls']
    const fault = await context.faultOf(...args)
    expect(fault.exitCode).to.equal(3)
    expect(fault.message).to.include('no controls were compared').and.include('killed (SIGKILL)')
  })
})

describe('a run whose evaluating process finds no end', function () {
  this.timeout(120_000)

  it('has an error with the limit of exhibit.yaml as every result of that cluster', async () => {
    const context = twoClusters('for (;;);')
    const file = join(context.folder, 'exhibit.yaml')
    context.write('exhibit.yaml', `${readFileSync(file, 'utf8')}evaluation: {deadlineSeconds: 5}\n`)
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { clusters } = JSON.parse(out) as { clusters: Record<string, string>[] }
    const spare = clusters.find(({ name }) => name === 'spare')
    expect(spare?.notEvaluated).to.include(
      'it took longer than 5 s (evaluation.deadlineSeconds in exhibit.yaml)',
    )
    expect(context.hook.pids().filter(isAlive)).to.deep.equal([])
  })
})

describe('a slot whose run could not evaluate a cluster', function () {
  this.timeout(120_000)
  const SLOT = '2026-11-23T02:00:00Z'
  const dying = twoClusters(KILL)
  const env = { ...dying.env, NODE_OPTIONS: undefined }
  const healthy = testContext({ cwd: dying.folder, env, ownEvaluator: true })
  const entries = async () =>
    (
      JSON.parse((await healthy.exhibit('archive', 'list', '-o', 'json')).out) as {
        entries: RunEntry[]
      }
    ).entries
  const attempts = async () =>
    (await entries()).map(({ attempt, summary: { status, clusters, complete } }) =>
      [attempt, status, complete, 'of', clusters].join(' '),
    )
  before(() => dying.exhibit('run', '--no-pdf', '--slot', SLOT))

  it('is partial, with the reason in the manifest', async () => {
    expect(await attempts()).to.deep.equal(['1 partial 1 of 2'])
    const [entry] = await entries()
    const path = join(dying.folder, 'archive', 'runs', entry?.runId ?? '', 'manifest.json')
    const { clusters } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
    const said = clusters.map(({ name, status, notEvaluated }) => [name, status, notEvaluated])
    expect(said[0]).to.deep.equal(['prod', 'complete', undefined])
    expect(said[1]?.slice(0, 2)).to.deep.equal(['spare', 'complete'])
    expect(said[1]?.[2]).to.match(/^evaluating the cluster ended in an error: .*SIGKILL/)
  })

  it('needs nothing unasked, and says how to try again', async () => {
    const { out } = await healthy.exhibit('run', '--no-pdf', '--slot', SLOT)
    expect(out).to.match(/^nothing to do: .*\(partial\).*--retry/)
  })

  it('gets a numbered attempt on --retry, which answers for it when it is complete', async () => {
    await dying.exhibit('run', '--no-pdf', '--slot', SLOT, '--retry')
    await healthy.exhibit('run', '--no-pdf', '--slot', SLOT, '--retry')
    expect(await attempts()).to.deep.equal([
      '1 partial 1 of 2',
      '2 partial 1 of 2',
      '3 complete 2 of 2',
    ])
    const { out } = await healthy.exhibit('run', '--no-pdf', '--slot', SLOT, '--retry')
    expect(out).to.include(`run ${(await entries())[2]?.runId} (complete) answers for this slot`)
  })

  it('is archived also where the reason has no end', async () => {
    const why = 'x'.repeat(20_000)
    const evaluate = () => Promise.resolve({ kind: 'failed', why } as const)
    const context = installed(testContext({ evaluate }))
    expect((await context.exhibit('run', '--no-pdf')).out).to.match(/x \(shortened\)$/m)
  })

  it('verifies, each entry recomputed from its run', async () => {
    const { out } = await healthy.exhibit('verify', 'archive', '--trust', 'keys/root.pem')
    expect(out).to.match(/^VALID/)
  })
})

describe('a disk that is full where a cluster is evaluated', function () {
  this.timeout(120_000)

  for (const [where, more] of [
    ['the temporary folder', []],
    ['--work', ['--work', 'work']],
  ] as const) {
    it(`ends the run as it does elsewhere, and archives nothing (${where})`, async function () {
      if (process.platform !== 'linux') {
        process.stdout.write('      (not run: /dev/full is there on Linux only)\n')
        this.skip()
      }
      const context = twoClusters(`symlinkSync('/dev/full', task.folder + '/evaluation.json')`)
      const fault = await context.faultOf('run', '--no-pdf', ...more)
      expect([fault.code, fault.exitCode]).to.deep.equal(['ARCHIVE_REFUSED', 5])
      expect(fault.message).to.match(/^(temporary|work) folder \/.*: the disk is full$/)
      expect(context.err()).to.not.match(/bug|not evaluated/)
      expect(readdirSync(context.folder)).to.not.include('archive')
    })
  }
})

describe('a command that ends while a cluster is evaluated', function () {
  this.timeout(120_000)

  /** The command, started as users do, when its evaluating process is at work. */
  async function atWork(code: string): Promise<{ context: TwoClusters; command: ChildProcess }> {
    const context = twoClusters(code)
    const command = spawn(process.execPath, [...nodeFlags(), CLI, 'run', '--no-pdf'], {
      cwd: context.folder,
      env: context.env,
      stdio: 'ignore',
    })
    await until(() => existsSync(join(context.folder, 'begun')))
    return { context, command }
  }
  const busy = (loop: string) => `writeFileSync('begun', ''); ${loop}`

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`leaves no process behind at ${signal}, and archives nothing`, async () => {
      const { context, command } = await atWork(busy('for (;;);'))
      command.kill(signal)
      expect(await once(command, 'exit')).to.deep.equal([130, null])
      await until(() => !context.hook.pids().some(isAlive))
      expect(readdirSync(context.folder)).to.not.include('archive')
    })
  }

  it('leaves no process behind when it is killed itself', async () => {
    const wait = 'const end = Date.now() + 500; while (Date.now() < end);'
    const { context, command } = await atWork(busy(wait))
    command.kill('SIGKILL')
    await once(command, 'exit')
    await until(() => !context.hook.pids().some(isAlive))
  })
})
