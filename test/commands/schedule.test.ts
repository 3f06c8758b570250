import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { mock } from 'node:test'
import { expect } from 'chai'
import { systemClock } from '../../src/core/clock.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

type Entry = { readonly slot?: string; readonly trigger: string }

/** The committed runs, in the order of the log. */
function runsOf({ folder }: TestContext): readonly string[] {
  const entries = join(folder, 'archive', 'log', 'entries')
  const files = existsSync(entries) ? readdirSync(entries).sort() : []
  return files.map((name) => {
    const { slot, trigger } = JSON.parse(readFileSync(join(entries, name), 'utf8')) as Entry
    return `${slot ?? 'no slot'} ${trigger}`
  })
}

/** Waits, in turns of the event loop and not in time, which stands still. */
async function until(what: string, so: () => boolean): Promise<void> {
  for (let turns = 0; turns < 2_000_000; turns += 1) {
    if (so()) return
    await turn()
  }
  throw new Error(`never: ${what}`)
}

/** Clusters that were read at an instant. */
const readAt = (context: TestContext, instant: string) =>
  context.write('prod/collected.yaml', collectedYaml().replace('2026-11-23T02:00:00Z', instant))

function kubeconfigFor(port: number): string {
  return `apiVersion: v1
kind: Config
current-context: silent
contexts: [{name: silent, context: {cluster: silent, user: silent}}]
clusters: [{name: silent, cluster: {server: "https://127.0.0.1:${port}"}}]
users: [{name: silent, user: {token: none}}]
`
}

describe('exhibit schedule', function () {
  this.timeout(60_000)
  let stop: AbortController
  let context: TestContext

  beforeEach(() => {
    stop = new AbortController()
    context = installed(testContext({ clock: systemClock, signal: stop.signal }))
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-11-23T01:59:30Z') })
  })
  afterEach(() => {
    stop.abort()
    mock.timers.reset()
  })

  const runs = (count: number) => until(`${count} runs`, () => runsOf(context).length === count)
  const waiting = (slot: string) =>
    until(`waiting for ${slot}`, () =>
      context.err().includes(`waiting for the next slot slot=${slot}`),
    )

  /** Lets time pass, a second at a time, as timers that set new ones need it. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      mock.timers.tick(1000)
      await turn()
    }
  }

  it('runs at each slot in UTC, whatever the zone of the machine, and ends when it is told to', async () => {
    const zone = process.env.TZ
    process.env.TZ = 'Pacific/Auckland'
    try {
      const ended = context.exhibit('schedule', '--no-pdf')
      await waiting('2026-11-23T02:00:00Z')
      await pass(20)
      expect(runsOf(context)).to.deep.equal([])
      await pass(15)
      await runs(1)
      expect(runsOf(context)).to.deep.equal(['2026-11-23T02:00:00Z scheduled'])
      await waiting('2026-11-24T02:00:00Z')
      stop.abort()
      expect((await ended).code).to.equal(0)
      expect(context.err()).to.include('schedule stopped')
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  it('makes up for the newest slot after downtime, marks it, and leaves older ones missed', async () => {
    readAt(context, '2026-11-20T02:00:00Z')
    await context.exhibit('run', '--no-pdf', '--slot', '2026-11-20T02:00:00Z')
    readAt(context, '2026-11-22T06:00:00Z')
    const ended = context.exhibit('schedule', '--no-pdf')
    await runs(2)
    stop.abort()
    expect((await ended).code).to.equal(0)
    expect(runsOf(context)).to.deep.equal([
      '2026-11-20T02:00:00Z scheduled',
      '2026-11-22T02:00:00Z caught-up',
    ])
    expect(context.err()).to.include('a slot was missed: catching up')
  })

  it('makes up for a slot that passed while the machine slept, once it wakes', async () => {
    readAt(context, '2026-11-22T02:00:00Z')
    await context.exhibit('run', '--no-pdf', '--slot', '2026-11-22T02:00:00Z')
    const ended = context.exhibit('schedule', '--no-pdf')
    await waiting('2026-11-23T02:00:00Z')
    readAt(context, '2026-11-23T06:00:00Z')
    mock.timers.setTime(Date.parse('2026-11-23T06:00:00Z'))
    await pass(60)
    await runs(2)
    await waiting('2026-11-24T02:00:00Z')
    stop.abort()
    expect((await ended).code).to.equal(0)
    expect(runsOf(context).at(-1)).to.equal('2026-11-23T02:00:00Z caught-up')
  })

  it('refuses what makes sense for one run only', async () => {
    for (const flag of ['--cluster=prod', '--fail-on=fail', '--output=json'])
      expect((await context.faultOf('schedule', flag)).code, flag).to.equal('USAGE')
  })

  it('has nothing to make up for in an archive without runs, and stops at once when told to', async () => {
    stop.abort()
    expect((await context.exhibit('schedule', '--no-pdf')).code).to.equal(0)
    expect(runsOf(context)).to.deep.equal([])
  })

  it('goes on after a run that failed, and says why', async () => {
    const estate = join(context.folder, 'estate.yaml')
    const good = readFileSync(estate, 'utf8')
    const ended = context.exhibit('schedule', '--no-pdf')
    await waiting('2026-11-23T02:00:00Z')
    context.write('estate.yaml', 'clusters: 7\n')
    await pass(35)
    await until('a fault', () => context.err().includes('estate.yaml:1'))
    context.write('estate.yaml', good)
    await waiting('2026-11-24T02:00:00Z')
    readAt(context, '2026-11-24T02:00:00Z')
    mock.timers.tick(23 * 3600_000 + 59 * 60_000 + 50_000)
    await pass(15)
    await runs(1)
    expect(runsOf(context)).to.deep.equal(['2026-11-24T02:00:00Z scheduled'])
    stop.abort()
    expect((await ended).code).to.equal(0)
  })

  it('never runs twice at once: a slot that comes while a run is going is made up for after it', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    context.write('kubeconfig', kubeconfigFor(port))
    context.write('estate.yaml', 'clusters: [{name: silent, kubeconfig: kubeconfig}]\n')
    const configuration = join(context.folder, 'exhibit.yaml')
    const minutely = `${readFileSync(configuration, 'utf8')}schedule: {cron: "* * * * *"}\n`
    context.write('exhibit.yaml', minutely)
    const ended = context.exhibit('schedule', '--no-pdf')
    await waiting('2026-11-23T02:00:00Z')
    await pass(31)
    await until('a connection', () => sockets.length > 0)
    await pass(60)
    await until('the overlap', () => context.err().includes('the run before is still going'))
    expect(runsOf(context)).to.deep.equal([])
    silent.close()
    for (const socket of sockets) socket.destroy()
    await until('two runs', () => {
      mock.timers.tick(5)
      return runsOf(context).length === 2
    })
    stop.abort()
    expect((await ended).code).to.equal(0)
    const [first, second = ''] = runsOf(context)
    expect(first).to.equal('2026-11-23T02:00:00Z scheduled')
    expect(second).to.match(/^2026-11-23T02:0[1-9]:00Z (scheduled|caught-up)$/)
    expect(context.err()).to.include('a slot was missed: catching up')
  })

  it('stopped in the middle of a run leaves a valid archive and no half of a run', async () => {
    const ended = context.exhibit('schedule', '--no-pdf')
    await waiting('2026-11-23T02:00:00Z')
    await pass(31)
    stop.abort()
    expect((await ended).code).to.equal(0)
    expect(runsOf(context).length).to.be.lessThan(2)
    const runFolders = join(context.folder, 'archive', 'runs')
    const folders = existsSync(runFolders) ? readdirSync(runFolders) : []
    expect(folders).to.have.length(runsOf(context).length)
  })
})
