import { spawnSync } from 'node:child_process'
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { withTemporaryFolder } from '../../src/commands/named-folder.ts'
import { testContext, NOW, type TestContext } from './context.ts'
import { withTemporary } from './with-temporary.ts'
import { installed } from './installation.ts'

const at = (hours: number) => (Date.parse(NOW) - hours * 3_600_000) / 1000

describe('what a killed writer left in an archive folder', function () {
  this.timeout(60_000)

  it('is counted by the doctor, and removed by the next run once it is a day old', async () => {
    const context = installed(testContext())
    for (const [name, hours] of [
      ['old', 25],
      ['older', 900],
      ['young', 1],
    ] as const) {
      utimesSync(context.write(`archive/.incoming/${name}`, 'half'), at(hours), at(hours))
    }
    const { out } = await context.exhibit('doctor', '--no-pdf')
    expect(out).to.match(/2 files of writers that were stopped/)
    await context.exhibit('run', '--no-pdf')
    expect(readdirSync(join(context.folder, 'archive/.incoming'))).to.deep.equal(['young'])
  })

  it('is not looked for behind a link', async () => {
    const context = installed(testContext())
    const precious = context.write('elsewhere/precious', 'x')
    utimesSync(precious, at(99), at(99))
    mkdirSync(join(context.folder, 'archive'))
    const link = join(context.folder, 'archive/.incoming')
    symlinkSync(join(context.folder, 'elsewhere'), link)
    expect((await context.faultOf('run', '--no-pdf')).code).to.equal('ARCHIVE_REFUSED')
    expect(existsSync(precious)).to.equal(true)
    rmSync(link)
  })
})

describe('what a killed run left in the temporary folder', function () {
  this.timeout(60_000)
  /** a process that is gone */
  const gone = spawnSync(process.execPath, ['--version']).pid

  /** An installation whose temporary folder holds old folders of these names, each with a file and a link in it. */
  function withFolders(names: readonly string[], more: Partial<TestContext> = {}) {
    const context = installed(testContext(more))
    const precious = context.write('precious/file', 'x')
    const temporary = join(context.folder, 'tmp')
    for (const name of names) {
      context.write(`tmp/${name}/run/clusters/prod/objects.ndjson.gz`, 'evidence')
      symlinkSync(join(context.folder, 'precious'), join(temporary, name, 'link'))
      utimesSync(join(temporary, name), at(25), at(25))
    }
    const afterRun = async () => {
      await withTemporary(temporary, () => context.exhibit('run', '--no-pdf'))
      expect(existsSync(precious)).to.equal(true)
      return readdirSync(temporary).sort()
    }
    return { context, temporary, precious, afterRun }
  }

  it('is removed by the next run once it is a day old, and said', async () => {
    const names = ['run', 'seal', 'report', 'print'].map((name) => `exhibit-${name}-${gone}-aB3xY9`)
    const { context, afterRun } = withFolders(names)
    expect(await afterRun()).to.deep.equal([])
    expect(context.err()).to.match(/removed work folders of runs that were stopped folders=4/)
  })

  it('stays while its process lives, while it is younger, and where it was to be kept', async () => {
    const young = `exhibit-run-${gone}-young1`
    const names = [`exhibit-run-${process.pid}-aB3xY9`, 'exhibit-run-kept-aB3xY9', young]
    const { temporary, afterRun } = withFolders(names)
    utimesSync(join(temporary, young), at(23), at(23))
    expect(await afterRun()).to.deep.equal([...names].sort())
  })

  it('stays where it is none of ours: another name, another account, a link, a file', async () => {
    const name = `exhibit-run-${gone}-aB3xY9`
    const others = [`exhibit-${gone}-aB3xY9`, `my-exhibit-run-${gone}-aB3xY9`, `${name}.bak`]
    expect(await withFolders(others).afterRun()).to.deep.equal([...others].sort())
    const uid = (process.getuid?.() ?? 0) + 1
    expect(await withFolders([name], { uid }).afterRun()).to.deep.equal([name])
    const { context, temporary, afterRun } = withFolders([])
    mkdirSync(temporary)
    symlinkSync(join(context.folder, 'precious'), join(temporary, name))
    lutimesSync(join(temporary, name), at(25), at(25))
    utimesSync(join(context.folder, 'precious'), at(25), at(25))
    const file = `exhibit-seal-${gone}-aB3xY9`
    utimesSync(context.write(`tmp/${file}`, 'x'), at(25), at(25))
    expect(await afterRun()).to.deep.equal([name, file])
  })

  it('is named after the process that writes it, unless it is to be kept', async () => {
    const { context, temporary } = withFolders([])
    mkdirSync(temporary)
    const { out } = await withTemporary(temporary, () =>
      context.exhibit('run', '--no-pdf', '--dry-run'),
    )
    const [kept = ''] = readdirSync(temporary)
    expect(kept).to.match(/^exhibit-run-kept-\w{6}$/)
    expect(out).to.include(join(temporary, kept))
    const seen = await withTemporary(temporary, () =>
      withTemporaryFolder('seal', (folder) => Promise.resolve(folder)),
    )
    expect(seen).to.match(new RegExp(`/exhibit-seal-${process.pid}-\\w{6}$`))
  })
})
