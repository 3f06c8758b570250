import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../../src/core/log.ts'
import { loadCatalogue, loadOrganisation } from '../../../src/commands/stages/catalogue.ts'
import { evaluateCluster } from '../../../src/commands/stages/evaluate-cluster.ts'
import { withEvaluator } from '../../../src/commands/stages/evaluator.ts'
import type { EvaluationTask } from '../../../src/commands/stages/evaluator-messages.ts'
import { PINNED_CATALOGUE, pinnedOrganisation } from '../../../src/commands/stages/inputs.ts'
import { readEarlier } from '../../../src/commands/stages/memory-file.ts'
import { readSnapshot } from '../../../src/snapshot/read.ts'
import { NOW, testContext } from '../context.ts'
import { installed } from '../installation.ts'
import { evaluatorHook, isAlive, until } from './evaluator-hook.ts'

/** The one framework of the catalogue that is used. */
const FRAMEWORK = 'pci-dss-4.0.1'
const signal = new AbortController().signal

/** The run folder of a collected installation. */
async function collectedRun(): Promise<string> {
  const context = installed(testContext())
  await context.exhibit('init', 'keys')
  for (const stage of ['open', 'collect'])
    await context.exhibit('run', '--no-pdf', '--stage', stage, '--work', 'work')
  return join(context.folder, 'work', 'run')
}

function taskOf(run: string, cluster = 'prod'): EvaluationTask {
  const folder = join(run, 'clusters', cluster)
  return {
    run,
    folder,
    frameworks: [FRAMEWORK],
    options: { platformNamespaces: ['kube-system'] },
    evaluatedAt: NOW,
    deadlineSeconds: 60,
    runId: 'RUN',
  }
}

const kill = (name: string) => `process.kill(process.pid, '${name}')`

describe('the evaluating process', function () {
  this.timeout(120_000)
  let run: string
  before(async () => (run = await collectedRun()))
  const evaluation = () => readFileSync(join(run, 'clusters', 'prod', 'evaluation.json'), 'utf8')

  it('writes the bytes that evaluating in this process gives', async () => {
    const { folder, options } = taskOf(run)
    const basis = {
      catalogue: loadCatalogue(join(run, PINNED_CATALOGUE), { frameworks: [FRAMEWORK] }),
      organisation: loadOrganisation(pinnedOrganisation(run, existsSync)),
      evaluatedAt: NOW,
      history: { run: 'RUN', earlier: readEarlier(folder) },
      deadlineSeconds: 60,
    }
    await evaluateCluster(folder, readSnapshot(folder), basis, options, silentLog)
    const here = evaluation()
    writeFileSync(join(folder, 'evaluation.json'), '')
    await withEvaluator({ env: {}, signal }, async (evaluate) => {
      const ended = await evaluate(taskOf(run), silentLog)
      expect(ended.kind).to.equal('evaluated')
      expect(ended).to.have.property('peakMegabytes').that.is.greaterThan(20)
    })
    expect(evaluation()).to.equal(here)
  })

  it('is given nothing of our environment but how Node runs', async () => {
    const hook = evaluatorHook('')
    const secrets = {
      AWS_SECRET_ACCESS_KEY: 'secret',
      KUBECONFIG: '/secret',
      HTTPS_PROXY: 'secret',
    }
    await withEvaluator({ env: { ...secrets, ...hook.env }, signal }, (evaluate) =>
      evaluate(taskOf(run), silentLog),
    )
    expect(JSON.stringify(hook.environment())).to.not.include('secret')
    expect(Object.keys(hook.environment())).to.include('NODE_OPTIONS')
  })

  for (const [name, code, why] of [
    ['is killed', kill('SIGKILL'), 'its process was killed (SIGKILL)'],
    [
      'runs out of memory',
      'const all = []; for (;;) all.push(new Array(1e5).fill(task))',
      'its process ran out of memory',
    ],
    ['ends with a code', 'process.exit(7)', 'its process ended with 7'],
    ['throws', 'throw new Error("not foreseen")', 'its process ended with 1'],
  ] as const) {
    it(`costs one task when it ${name}: the next one gets a new process`, async () => {
      const first = `if (task.evaluatedAt === 'fatal') { ${code} }`
      const hook = evaluatorHook(first)
      const options = { NODE_OPTIONS: `--max-old-space-size=64 ${hook.env.NODE_OPTIONS}` }
      await withEvaluator({ env: options, signal }, async (evaluate) => {
        const ended = await evaluate({ ...taskOf(run), evaluatedAt: 'fatal' }, silentLog)
        expect(ended.kind).to.equal('failed')
        expect(ended).to.have.property('why').that.includes(why)
        expect((await evaluate(taskOf(run), silentLog)).kind).to.equal('evaluated')
      })
      expect(hook.pids()).to.have.length(2)
      expect(hook.pids().filter(isAlive)).to.deep.equal([])
    })
  }

  it('costs one task when it takes too long: the next one gets a new process', async () => {
    const hook = evaluatorHook("if (task.evaluatedAt === 'endless') for (;;);")
    await withEvaluator({ env: hook.env, signal }, async (evaluate) => {
      const ended = await evaluate(
        { ...taskOf(run), evaluatedAt: 'endless', deadlineSeconds: 4 },
        silentLog,
      )
      expect(ended).to.deep.equal({
        kind: 'failed',
        why: 'it took longer than 4 s (evaluation.deadlineSeconds in exhibit.yaml)',
      })
      expect(hook.pids().filter(isAlive)).to.deep.equal([])
      expect((await evaluate(taskOf(run), silentLog)).kind).to.equal('evaluated')
    })
    expect(hook.pids()).to.have.length(2)
    expect(hook.pids().filter(isAlive)).to.deep.equal([])
  })

  it('says why a cluster cannot be read, and goes on with the next one', async () => {
    const hook = evaluatorHook('')
    await withEvaluator({ env: hook.env, signal }, async (evaluate) => {
      const ended = await evaluate(taskOf(run, 'absent'), silentLog)
      expect(ended).to.have.property('why').that.includes('snapshot.json')
      expect((await evaluate(taskOf(run), silentLog)).kind).to.equal('evaluated')
    })
    expect(hook.pids()).to.have.length(1)
  })

  it('leaves signals that a terminal sends to both to its parent', async () => {
    const hook = evaluatorHook(`${kill('SIGINT')}; ${kill('SIGTERM')}`)
    const ended = await withEvaluator({ env: hook.env, signal }, (evaluate) =>
      evaluate(taskOf(run), silentLog),
    )
    expect(ended.kind).to.equal('evaluated')
  })

  it('is gone at once when the command is asked to stop, also in the middle of its work', async () => {
    const stop = new AbortController()
    const hook = evaluatorHook('for (;;);')
    await withEvaluator({ env: hook.env, signal: stop.signal }, async (evaluate) => {
      const ended = evaluate(taskOf(run), silentLog)
      await until(() => hook.pids().length === 1)
      stop.abort()
      expect((await ended).kind).to.equal('failed')
      expect((await evaluate(taskOf(run), silentLog)).kind).to.equal('failed')
    })
    expect(hook.pids()).to.have.length(1)
    expect(hook.pids().filter(isAlive)).to.deep.equal([])
  })

  it('is gone when the work with it fails', async () => {
    const hook = evaluatorHook('')
    const work = withEvaluator({ env: hook.env, signal }, async (evaluate) => {
      await evaluate(taskOf(run), silentLog)
      throw new Error('not foreseen')
    })
    expect(await work.catch((error: unknown) => error)).to.have.property('message', 'not foreseen')
    expect(hook.pids().filter(isAlive)).to.deep.equal([])
  })
})
