import { cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { commit } from '../../../src/archive/commit.ts'
import { directoryStore } from '../../../src/archive/directory-store.ts'
import { verifyPath } from '../../../src/archive/verify/verify-path.ts'
import { verifyRun } from '../../../src/archive/verify/verify-run.ts'
import type { Store } from '../../../src/archive/store.ts'
import { Fault } from '../../../src/core/fault.ts'
import { verifyArchive } from '../../../src/archive/verify/verify-archive.ts'
import { commitRun, NOW, sealedFor, slotAt, smallPdf, trust } from '../evidence.ts'
import { memoryStore } from '../memory-store.ts'
import { faultOf } from '../store-contract.ts'
import { runTool } from '../../sign/tools.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const NONE = { kind: 'none' } as const

describe('verifyPath', function () {
  this.timeout(60_000)
  let root: string
  let id: string
  let outside: string

  beforeEach(async () => {
    root = join(await temporaryFolder(), 'archive')
    const store = directoryStore(root)
    const outcome = await commitRun(store, { slot: slotAt(0) })
    id = outcome.kind === 'committed' ? outcome.entry.runId : ''
    outside = join(await temporaryFolder(), 'copied')
    await cp(join(root, 'runs', id), outside, { recursive: true })
  })

  const verify = (path: string, trusted: Parameters<typeof verifyPath>[1] = trust) =>
    verifyPath(path, trusted, NOW)

  it('knows an archive, a run in it, a folder copied out, and a file', async () => {
    const kinds = [root, join(root, 'runs', id), outside, join(outside, 'report.pdf')]
    const found = await Promise.all(kinds.map(async (path) => (await verify(path)).kind))
    expect(found).deep.equal(['archive', 'run', 'folder', 'file'])
  })

  it('finds an archive, a run, a PDF and an HTML report valid', async () => {
    for (const path of [
      root,
      join(root, 'runs', id),
      join(outside, 'report.pdf'),
      join(outside, 'report.html'),
      join(outside, 'report.html.p7s'),
    ]) {
      expect((await verify(path)).verification.outcome, path).equal('valid')
    }
  })

  it('calls none of them valid without trust', async () => {
    for (const path of [
      root,
      join(root, 'runs', id),
      outside,
      join(outside, 'report.pdf'),
      join(outside, 'report.html'),
    ]) {
      const { verification } = await verify(path, NONE)
      expect(verification.outcome, path).equal('undecided')
      expect(verification.signers[0]?.fingerprint).match(/^SHA256:/)
    }
  })

  it('says what is not checked of a folder that was copied out', async () => {
    const { verification } = await verify(outside)
    expect(verification.outcome).equal('undecided')
    const undecided = verification.checks.filter(({ outcome }) => outcome === 'undecided')
    expect(undecided.map(({ path }) => path)).deep.equal(['SHA256SUMS.p7s'])
    expect(undecided[0]?.reason).match(/--entry/)
  })

  it('finds a folder valid with its log entry, and invalid with another', async () => {
    const entry = join(root, 'log/entries/00000000.json')
    const withEntry = (path: string) => verifyPath(outside, trust, NOW, { entry: path })
    expect((await withEntry(entry)).verification.outcome).equal('valid')
    await commitRun(directoryStore(root), { slot: slotAt(1), startedAt: slotAt(1) })
    const other = await withEntry(join(root, 'log/entries/00000001.json'))
    expect(other.verification.outcome).equal('invalid')
    await writeFile(join(outside, '../broken.json'), (await readFile(entry)).subarray(1))
    expect((await withEntry(join(outside, '../broken.json'))).verification.outcome).equal('invalid')
    await truncate(join(outside, '../broken.json'), 10_000_000)
    expect((await withEntry(join(outside, '../broken.json'))).verification.outcome).equal('invalid')
    expect((await faultOf(() => withEntry('/none.json'))).code).equal('MISSING')
  })

  it('finds altered files, copied out or not', async () => {
    for (const name of ['report.pdf', 'report.html']) {
      const bytes = await readFile(join(outside, name))
      bytes[20]! ^= 1
      await rm(join(outside, name))
      await writeFile(join(outside, name), bytes)
      const { verification } = await verify(join(outside, name))
      expect(verification.outcome, name).equal('invalid')
      expect(verification.checks[0]?.path).equal(join(outside, name))
    }
    expect((await verify(outside)).verification.outcome).equal('invalid')
  })

  it('follows a symbolic link that is named to what it stands for', async () => {
    const links = await temporaryFolder()
    for (const [name, target, kind] of [
      ['archive', root, 'archive'],
      ['run', join(root, 'runs', id), 'run'],
      ['folder', outside, 'folder'],
      ['latest.pdf', join(outside, 'report.pdf'), 'file'],
      ['latest.html', join(outside, 'report.html'), 'file'],
    ] as const) {
      await symlink(target, join(links, name))
      const found = await verify(join(links, name))
      expect(found.kind).equal(kind)
      expect(found.verification.outcome, name).equal(kind === 'folder' ? 'undecided' : 'valid')
    }
    await symlink('nowhere', join(links, 'broken'))
    await symlink('circle', join(links, 'circle'))
    for (const name of ['broken', 'circle']) {
      expect((await faultOf(() => verify(join(links, name)))).code, name).equal('MISSING')
    }
  })

  it('reads nothing but plain files, and never waits for what is none', async () => {
    const pipe = join(outside, '../pipe')
    runTool('mkfifo', [pipe])
    for (const path of [pipe, '/dev/zero']) {
      const fault = await faultOf(() => verify(path))
      expect(fault.code).equal('MISSING')
      expect(fault.message).match(/not a plain file/)
    }
    await rm(join(outside, 'report.html.p7s'))
    runTool('mkfifo', [join(outside, 'report.html.p7s')])
    const beside = await faultOf(() => verify(join(outside, 'report.html')))
    expect(beside.message).match(/report\.html\.p7s.*not a plain file/)
    const entry = await faultOf(() => verifyPath(outside, trust, NOW, { entry: pipe }))
    expect(entry.message).match(/not a plain file/)
    expect((await verify(outside)).verification.outcome).equal('invalid')
  })

  it('does not follow symbolic links out of a folder', async () => {
    await rm(join(outside, 'report.json'))
    await writeFile(join(outside, '../elsewhere'), JSON.stringify({ report: 'a' }))
    await symlink('../elsewhere', join(outside, 'report.json'))
    await symlink('/etc', join(outside, 'inputs/etc'))
    const { verification } = await verify(outside)
    const named = verification.checks.filter(({ outcome }) => outcome === 'invalid')
    expect(named.map(({ path }) => path)).deep.equal(['inputs/etc', 'report.json'])
    await rm(join(outside, 'SHA256SUMS'))
    await symlink('../elsewhere', join(outside, 'SHA256SUMS'))
    expect((await verify(outside)).verification.outcome).equal('invalid')
  })

  it('names an empty folder that was added to a run, copied out or not, and not one in the archive beside it', async () => {
    await mkdir(join(root, '.incoming'), { recursive: true })
    expect((await verify(root)).verification.outcome).equal('valid')
    for (const [name, first] of [
      ['added', 'added'],
      ['clusters/prod/added', 'clusters/prod/added'],
      ['inputs/one/two', 'inputs/one'],
    ] as const) {
      const run = join(root, 'runs', id)
      for (const [path, named] of [
        [outside, `${name}/`],
        [run, `runs/${id}/${name}/`],
        [root, `runs/${id}/${name}/`],
      ] as const) {
        const place = path === outside ? outside : run
        await mkdir(join(place, name), { recursive: true })
        const { verification } = await verify(path)
        const wrong = verification.checks.filter(({ outcome }) => outcome === 'invalid')
        expect(verification.outcome, path).equal('invalid')
        expect(wrong[0]).include({
          path: named,
          reason: 'an empty folder: nothing listed is in it',
        })
        await rm(join(place, first), { recursive: true })
      }
    }
  })

  it('names what was hidden in a folder copied out under the name that writers use', async () => {
    await mkdir(join(outside, '.incoming'))
    await writeFile(join(outside, '.incoming/more.html'), 'more')
    const { verification } = await verify(outside)
    const named = verification.checks.filter(({ outcome }) => outcome === 'invalid')
    expect(named.map(({ path }) => path)).deep.equal(['.incoming/more.html'])
  })

  it('cannot decide over a file without signature, be it a PDF or one with none beside it', async () => {
    const alone = join(await temporaryFolder(), 'alone')
    await mkdir(alone)
    await writeFile(join(alone, 'comparison.pdf'), smallPdf())
    await cp(join(outside, 'report.html'), join(alone, 'report.html'))
    const pdf = await verify(join(alone, 'comparison.pdf'))
    expect(pdf.verification.outcome).equal('undecided')
    expect(pdf.verification.checks[0]?.reason).equal('the PDF carries no signature')
    const html = await verify(join(alone, 'report.html'))
    expect(html.verification.outcome).equal('undecided')
    expect(html.verification.checks[0]?.reason).match(/no signature beside it/)
    const json = await verify(join(outside, 'report.json'))
    expect(json.verification.outcome).equal('undecided')
  })

  it('finds a report invalid whose signature was taken away, where the manifest beside it says that it is signed', async () => {
    const pdf = join(outside, 'report.pdf')
    await rm(pdf)
    await writeFile(pdf, smallPdf('a'))
    await rm(join(outside, 'report.html.p7s'))
    for (const name of ['report.pdf', 'report.html']) {
      const { verification } = await verify(join(outside, name))
      expect(verification.outcome, name).equal('invalid')
      expect(verification.checks[0]?.reason).match(
        /manifest\.json beside it says that it is signed/,
      )
    }
    const run = join(root, 'runs', id)
    await rm(join(run, 'report.pdf'))
    await writeFile(join(run, 'report.pdf'), smallPdf('a'))
    for (const path of [outside, run, root, join(run, 'report.pdf')])
      expect((await verify(path)).verification.outcome, path).equal('invalid')
  })

  it('does not take any manifest.json for ours', async () => {
    const alone = join(await temporaryFolder(), 'alone')
    await mkdir(alone)
    await writeFile(join(alone, 'report.pdf'), smallPdf())
    for (const text of ['{"name":"a web page"}', '{']) {
      await writeFile(join(alone, 'manifest.json'), text)
      expect((await verify(join(alone, 'report.pdf'))).verification.outcome).equal('undecided')
    }
  })

  it('refuses a signature that is larger than any', async () => {
    await rm(join(outside, 'report.html.p7s'))
    await writeFile(join(outside, 'report.html.p7s'), '')
    await truncate(join(outside, 'report.html.p7s'), 10_000_000)
    expect((await verify(join(outside, 'report.html'))).verification.outcome).equal('invalid')
  })

  it('says so when there is nothing to verify', async () => {
    const empty = join(outside, '../empty')
    await mkdir(empty)
    for (const path of ['/none', empty]) {
      expect((await faultOf(() => verify(path))).code).equal('MISSING')
    }
  })
})

describe('verifyRun', () => {
  it('cannot decide over a run that was never committed', async () => {
    const store = memoryStore()
    const sealed = await sealedFor(store)
    const { id } = sealed.facts.manifest
    await commit({ ...store, putIfAbsent: untilEntry(store) }, sealed).catch(
      (error: unknown) => error,
    )
    const verification = await verifyRun(store, id, trust, NOW)
    expect(verification.outcome).equal('undecided')
    expect(verification.checks[0]?.reason).match(/never committed/)
  })

  it('says so when the archive has no such run', async () => {
    const fault = await faultOf(() =>
      verifyRun(memoryStore(), '20261123T020000Z-00000000', trust, NOW),
    )
    expect(fault.code).equal('MISSING')
  })
})

function untilEntry(store: Store): Store['putIfAbsent'] {
  return (path, body, mediaType) =>
    path.startsWith('log/')
      ? Promise.reject(new Error('killed'))
      : store.putIfAbsent(path, body, mediaType)
}

describe('verifyArchive', () => {
  it('leaves the answer open when the store fails half-way, unless something was wrong before', async () => {
    const store = memoryStore()
    await commitRun(store)
    const failing: Store = {
      ...store,
      list: () => {
        throw new Fault('ARCHIVE_REFUSED', 'the server cannot be reached')
      },
    }
    const verification = await verifyArchive(failing, trust, NOW)
    expect(verification.outcome).equal('undecided')
    expect(verification.checks.at(-1)?.reason).match(/cannot be reached/)
    store.objects.set('archive.json', Buffer.from(''))
    expect((await verifyArchive(failing, trust, NOW)).outcome).equal('invalid')
  })

  it('does not call an empty place valid', async () => {
    expect((await verifyArchive(memoryStore(), trust, NOW)).outcome).equal('undecided')
  })
})
