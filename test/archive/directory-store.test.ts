import { lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { nodeFiles, type Files } from '../../src/archive/directory/files.ts'
import { collected, faultOf, storeContract, textBody } from './store-contract.ts'
import { failingFiles } from './failing-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

storeContract('a directory', async () => ({
  store: directoryStore(join(await temporaryFolder(), 'archive')),
  close: () => Promise.resolve(),
}))

const systemError = (code: string) => Object.assign(new Error(`${code}: injected`), { code })

const put = (root: string, files?: Files) =>
  directoryStore(root, files).putIfAbsent('runs/a/x', textBody('evidence'), 'text/plain')

describe('directoryStore', () => {
  it('makes folders for its owner only and files that nobody writes', async () => {
    const root = join(await temporaryFolder(), 'archive')
    await put(root)
    const mode = async (path: string) => (await lstat(join(root, path))).mode & 0o777
    expect(await mode('.')).equal(0o700)
    expect(await mode('runs')).equal(0o700)
    expect(await mode('runs/a')).equal(0o700)
    expect(await mode('runs/a/x')).equal(0o400)
  })

  it('leaves no temporary file behind', async () => {
    const root = await temporaryFolder()
    await put(root)
    await put(root)
    expect(await readdir(join(root, '.incoming'))).deep.equal([])
  })

  const refusals: readonly (readonly [keyof Files, string, RegExp])[] = [
    ['open', 'ENOSPC', /the disk is full/],
    ['open', 'EACCES', /permission denied/],
    ['mkdir', 'EROFS', /the file system is read-only/],
    ['link', 'EPERM', /not permitted/],
    ['link', 'EDQUOT', /quota/],
    ['lstat', 'EIO', /disk reported an error/],
  ]
  for (const [operation, code, message] of refusals) {
    it(`says in one line with a hint that ${operation} ended in ${code}`, async () => {
      const root = await temporaryFolder()
      const files = { ...nodeFiles, [operation]: () => Promise.reject(systemError(code)) }
      const fault = await faultOf(() => put(root, files))
      expect(fault.code).equal('ARCHIVE_REFUSED')
      expect(fault.message).match(message).and.include(root).and.not.include('\n')
      expect(fault.hint).a('string')
      expect(await collected(directoryStore(root).list(''))).deep.equal([])
    })
  }

  it('keeps nothing of a file that did not fit on the disk', async () => {
    const root = await temporaryFolder()
    const full: Files = {
      ...nodeFiles,
      open: async (...args: Parameters<Files['open']>) => {
        const handle = await nodeFiles.open(...args)
        handle.sync = () => Promise.reject(systemError('ENOSPC'))
        return handle
      },
    }
    expect((await faultOf(() => put(root, full))).message).match(/disk is full/)
    expect(await collected(directoryStore(root).list(''))).deep.equal([])
    expect(await readdir(join(root, '.incoming'))).deep.equal([])
  })

  it('is whole or absent, whichever file operation is the last', async () => {
    let stopped = true
    for (let operations = 0; stopped; operations += 1) {
      const root = join(await temporaryFolder(), 'archive')
      const dying = failingFiles(operations)
      await put(root, dying.files).catch((error: unknown) => {
        expect(error).equal(dying.death)
      })
      stopped = dying.died()
      const items = await collected(directoryStore(root).list(''))
      if (items.length > 0) expect(String(await readFile(join(root, 'runs/a/x')))).equal('evidence')
      else expect(stopped).equal(true)
      expect(await put(root)).equal(items.length > 0 ? 'exists' : 'created')
    }
  })

  it('does not follow symbolic links, neither to write nor to read', async () => {
    const [root, outside] = [await temporaryFolder(), await temporaryFolder()]
    await writeFile(join(outside, 'x'), 'outside')
    await mkdir(join(root, 'runs/b'), { recursive: true })
    await symlink(outside, join(root, 'runs/a'))
    await symlink(join(outside, 'x'), join(root, 'runs/b/x'))
    const store = directoryStore(root)
    expect((await faultOf(() => put(root))).message).match(/runs\/a is not a folder/)
    expect((await faultOf(() => store.open('runs/a/x'))).message).match(
      /runs\/a is a symbolic link/,
    )
    expect((await faultOf(() => store.open('runs/b/x'))).message).match(/x is not a plain file/)
    expect(await readdir(outside)).deep.equal(['x'])
  })

  it('lists symbolic links with their problem', async () => {
    const root = await temporaryFolder()
    await symlink('/etc/passwd', join(root, 'link'))
    expect(await collected(directoryStore(root).list(''))).deep.equal([
      { path: 'link', size: 0, problem: 'a symbolic link' },
    ])
  })

  it('takes a root that is itself a symbolic link', async () => {
    const [real, other] = [await temporaryFolder(), await temporaryFolder()]
    await symlink(real, join(other, 'archive'))
    expect(await put(join(other, 'archive'))).equal('created')
    expect(String(await readFile(join(real, 'runs/a/x')))).equal('evidence')
  })

  it('says so when a file stands where the archive should be', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    expect((await faultOf(() => put(join(folder, 'file')))).hint).match(/name a folder/)
  })
})
