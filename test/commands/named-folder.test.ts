import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { inFolder } from '../../src/commands/named-folder.ts'
import { Fault } from '../../src/core/fault.ts'
import { testContext } from './context.ts'
import { installed } from './installation.ts'
import { withTemporary } from './with-temporary.ts'

/** What `inFolder` makes of an error that a file system gives. */
async function made(facts: Partial<NodeJS.ErrnoException>): Promise<unknown> {
  const error = Object.assign(new Error(`${facts.code ?? ''}: as the system says it`), facts)
  const folder = { path: '/work', what: 'work folder', another: 'another --work' }
  return inFolder(folder, () => Promise.reject(error)).catch((thrown: unknown) => thrown)
}

describe('inFolder', () => {
  it('names a full disk, also where the system names no path', async () => {
    for (const code of ['ENOSPC', 'EDQUOT']) {
      const fault = (await made({ code, syscall: 'write' })) as Fault
      expect(fault.exitCode, code).to.equal(5)
      expect(fault.message, code).to.match(
        /^work folder \/work: the disk (is full|quota is used up)$/,
      )
      expect(fault.hint, code).to.include('make room')
    }
  })

  it('names what makes a folder unusable, with the file where it is one', async () => {
    for (const code of ['EROFS', 'EACCES', 'ENOTDIR', 'EISDIR']) {
      const fault = (await made({ code, path: '/work/run/report.html', syscall: 'open' })) as Fault
      expect(fault.code, code).to.equal('CONFIGURATION')
      expect(fault.message, code).to.match(/^work folder \/work: .*: \/work\/run\/report\.html$/)
      expect(fault.hint, code).to.include('name another --work that this account can write')
    }
  })

  it('says why a folder cannot be made where what it would be in cannot hold one', async () => {
    const context = testContext()
    const error = Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'mkdir' })
    const refused = async (path: string) => {
      const folder = { path, what: 'output folder', another: 'another --out' }
      const thrown = await inFolder(folder, () => Promise.reject(error)).catch(
        (one: unknown) => one,
      )
      return (thrown as Fault).message
    }
    const file = context.write('file', '')
    expect(await refused(join(file, 'a'))).to.equal(
      `output folder ${file}/a: a file stands where a folder should be: ${file}/a`,
    )
    const none = join(context.folder, 'none', 'a')
    expect(await refused(none)).to.equal(`output folder ${none}: it does not exist`)
  })

  it('leaves alone what is a bug, a fault already, or about another folder', async () => {
    for (const facts of [
      { code: 'ENOENT', path: '/work/run/x', syscall: 'open' },
      { code: 'EACCES', path: '/workshop/x', syscall: 'open' },
      { code: 'EBADF', syscall: 'write' },
      {},
    ])
      expect(await made(facts)).to.not.be.instanceOf(Fault)
    const fault = new Fault('ARCHIVE_REFUSED', 'full')
    const folder = { path: '/work', what: 'work folder', another: 'another --work' }
    const kept = await inFolder(folder, () => Promise.reject(fault)).catch((each: unknown) => each)
    expect(kept).to.equal(fault)
  })
})

describe('folders outside the archive', function () {
  this.timeout(60_000)

  it('that cannot be used are named with the flag that names another one', async () => {
    const context = installed(testContext())
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { runId } = JSON.parse(out) as { runId: string }
    const file = context.write('file', '')
    mkdirSync(join(context.folder, 'taken', 'comparison.html'), { recursive: true })
    const calls = [
      [['run', '--work', 'file/work'], 'another --work'],
      [['run', '--stage', 'open', '--work', 'file/work'], 'another --work'],
      [['report', '--run', runId, '--format', 'html', '--out', 'file/out'], 'another --out'],
      [['report', '--run', runId, '--format', 'html', '--out', 'file'], 'another --out'],
      [['compare', runId, runId, '--no-pdf', '--out', 'file/out'], 'another --out'],
      [['compare', runId, runId, '--no-pdf', '--out', 'taken'], 'another --out'],
    ] as const
    for (const [args, another] of calls) {
      const fault = await context.faultOf(...args)
      expect(fault.code, args.join(' ')).to.equal('CONFIGURATION')
      expect(fault.hint, args.join(' ')).to.include(another)
    }
    for (const tmp of [file, join(context.folder, 'none')])
      for (const args of [
        ['run', '--no-pdf'],
        ['compare', runId, runId],
        ['report', '--run', runId],
      ]) {
        const fault = await withTemporary(tmp, () => context.faultOf(...args))
        expect(fault.code, args.join(' ')).to.equal('CONFIGURATION')
        expect(fault.message).to.include(`temporary folder ${tmp}: `)
        expect(fault.hint).to.include('TMPDIR')
      }
  })
})
