import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'

const FIRST = '2026-11-23T02:00:00Z'
const SECOND = '2026-11-30T02:00:00Z'

const runFor = (context: TestContext, slot: string) =>
  context.exhibit('run', '--no-pdf', '--slot', slot)

/** An archive with one committed run, and where its files are. */
async function archived(): Promise<{
  context: TestContext
  run: string
  file: (path: string) => string
}> {
  const context = installed(testContext())
  await runFor(context, FIRST)
  const archive = join(context.folder, 'archive')
  const run = `runs/${readdirSync(join(archive, 'runs'))[0] ?? ''}`
  return { context, run, file: (path) => join(archive, path.replace(/^RUN/, run)) }
}

function change(path: string, alter: (text: Buffer) => Buffer | string): void {
  const bytes = readFileSync(path)
  chmodSync(path, 0o600)
  writeFileSync(path, alter(bytes))
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const middle = copy.length >> 1
  copy[middle] = (copy[middle] ?? 0) ^ 1
  return copy
}

async function refusal(context: TestContext, slot = SECOND) {
  const fault = await context.faultOf('run', '--no-pdf', '--slot', slot)
  return { code: fault.code, message: fault.message }
}

describe('exhibit run after somebody altered the newest run', function () {
  this.timeout(60_000)

  for (const name of ['SHA256SUMS.p7s', 'manifest.json', 'report.html', 'report.html.p7s']) {
    it(`stops at a flipped ${name}`, async () => {
      const { context, run, file } = await archived()
      change(file(`RUN/${name}`), flipped)
      const { code, message } = await refusal(context)
      expect(code).to.equal('VERIFICATION_FAILED')
      expect(message).to.include(run)
      expect(readdirSync(file('log/entries'))).to.have.length(1)
    })
  }

  it('takes no list from a snapshot.json that was altered', async () => {
    const { context, file } = await archived()
    change(file('RUN/clusters/prod/snapshot.json'), (text) =>
      text.toString().replace('"status":"ok"', '"status":"not-served"'),
    )
    expect((await refusal(context)).message).to.include('clusters/prod/snapshot.json')
  })

  it('stops when the newest run is gone, or a file of it', async () => {
    const { context, run, file } = await archived()
    rmSync(file('RUN/report.json'))
    expect((await refusal(context)).message).to.include(`${run}/report.json`)
    rmSync(file('RUN'), { recursive: true })
    expect((await refusal(context)).code).to.equal('VERIFICATION_FAILED')
  })

  it('stops at a run that another key signed, though archive.json lists that key', async () => {
    const ours = installed(testContext())
    const theirs = installed(testContext())
    await runFor(ours, FIRST)
    await runFor(theirs, FIRST)
    const keysOf = ({ folder }: TestContext) =>
      (JSON.parse(readFileSync(join(folder, 'archive/archive.json'), 'utf8')) as { keys: object[] })
        .keys
    const both = [...keysOf(ours), ...keysOf(theirs)]
    for (const each of [ours, theirs]) {
      const record = readFileSync(join(each.folder, 'archive/archive.json'), 'utf8')
      const listed = record.replace(
        /"keys":\[.*\],"origin"/,
        `"keys":${JSON.stringify(both)},"origin"`,
      )
      rmSync(join(each.folder, 'archive'), { recursive: true })
      each.write('archive/archive.json', listed)
    }
    await runFor(theirs, FIRST)
    rmSync(join(ours.folder, 'archive'), { recursive: true })
    cpSync(join(theirs.folder, 'archive'), join(ours.folder, 'archive'), { recursive: true })
    const { code, message } = await refusal(ours)
    expect(code).to.equal('VERIFICATION_FAILED')
    expect(message).to.include('signed by')
  })
})

describe('exhibit run after somebody altered archive.json', function () {
  this.timeout(60_000)

  it('stops before anything is collected, and goes on once it is put back', async () => {
    const { context, file } = await archived()
    const original = readFileSync(file('archive.json'))
    change(file('archive.json'), (text) =>
      text.toString().replace(/"createdAt":"2026/, '"createdAt":"2025'),
    )
    const { code, message } = await refusal(context)
    expect(code).to.equal('VERIFICATION_FAILED')
    expect(message).to.include('archive.json')
    expect(readdirSync(file('runs'))).to.have.length(1)
    writeFileSync(file('archive.json'), original)
    await runFor(context, SECOND)
    const { code: answer } = await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem')
    expect(answer).to.equal(0)
  })

  it('seals nothing when it was altered after the run began', async () => {
    const { context, file } = await archived()
    const stage = (name: string) =>
      ['run', '--no-pdf', '--stage', name, '--work', 'work', '--slot', SECOND] as const
    for (const name of ['open', 'collect', 'render']) await context.exhibit(...stage(name))
    change(file('archive.json'), (text) =>
      text.toString().replace(/"createdAt":"2026/, '"createdAt":"2025'),
    )
    expect((await context.faultOf(...stage('seal'))).code).to.equal('VERIFICATION_FAILED')
  })

  it('names it when it is gone', async () => {
    const { context, file } = await archived()
    rmSync(file('archive.json'))
    expect(await refusal(context)).to.deep.include({ code: 'VERIFICATION_FAILED' })
  })

  it('says in one call that another certificate than the listed one would sign', async () => {
    const { context } = await archived()
    rmSync(join(context.folder, 'keys'), { recursive: true })
    const { code } = await refusal(context)
    expect(code).to.equal('SIGNING_FAILED')
    expect(readdirSync(join(context.folder, 'archive/runs'))).to.have.length(1)
  })
})
