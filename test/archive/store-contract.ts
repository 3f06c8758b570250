import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { isFault } from '../../src/core/fault.ts'
import { readBack, readBytes, type Store } from '../../src/archive/store.ts'

/** A fresh, empty store for one test, and how to leave it behind. */
export type MadeStore = { readonly store: Store; readonly close: () => Promise<void> }

/** The body of an object made of text. */
export function textBody(content: string) {
  return { kind: 'bytes', bytes: Buffer.from(content) } as const
}

/** Everything of an async iterable. */
export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The fault that work ends in; fails the test when it ends in anything else. */
export async function faultOf(work: () => Promise<unknown>) {
  try {
    await work()
  } catch (error) {
    if (isFault(error)) return error
    throw error
  }
  throw new Error('expected a fault')
}

const put = (store: Store, path: string, content: string) =>
  store.putIfAbsent(path, textBody(content), 'text/plain')

/** What every store keeps: run over each of them, in-process or real. */
export function storeContract(name: string, make: () => Promise<MadeStore>): void {
  describe(`${name} as a store`, () => {
    let made: MadeStore
    let store: Store
    beforeEach(async () => {
      made = await make()
      store = made.store
    })
    afterEach(() => made.close())

    it('gives back the bytes it was given', async () => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256))
      const body = { kind: 'bytes', bytes } as const
      expect(await store.putIfAbsent('runs/a/x.bin', body, 'application/octet-stream')).equal(
        'created',
      )
      expect(await readBytes(store, 'runs/a/x.bin', 100_000)).deep.equal(bytes)
      expect(await readBack(store, 'runs/a/x.bin')).deep.equal({
        digest: digestOf(bytes),
        size: bytes.length,
      })
    })

    it('gives back the bytes of a file', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'exhibit-contract-'))
      const bytes = Buffer.alloc(3_000_000, 'evidence ')
      await writeFile(join(folder, 'big'), bytes)
      const body = { kind: 'file', file: join(folder, 'big') } as const
      expect(await store.putIfAbsent('runs/a/big', body, 'application/pdf')).equal('created')
      expect((await readBack(store, 'runs/a/big'))?.digest).equal(digestOf(bytes))
      await rm(folder, { recursive: true })
    })

    it('keeps an empty object', async () => {
      expect(await put(store, 'runs/a/empty', '')).equal('created')
      expect(await readBytes(store, 'runs/a/empty', 0)).deep.equal(Buffer.alloc(0))
    })

    it('never overwrites', async () => {
      expect(await put(store, 'log/entries/00000000.json', 'first')).equal('created')
      expect(await put(store, 'log/entries/00000000.json', 'second')).equal('exists')
      expect(String(await readBytes(store, 'log/entries/00000000.json', 100))).equal('first')
      await store.confirmSole('log/entries/00000000.json')
    })

    it('lets exactly one of many writers of a name win', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, writer) =>
          put(store, 'log/entries/00000001.json', `${writer}`),
        ),
      )
      expect(outcomes.filter((outcome) => outcome === 'created')).length(1)
      const winner = outcomes.indexOf('created')
      expect(String(await readBytes(store, 'log/entries/00000001.json', 9))).equal(`${winner}`)
    })

    it('has nothing where nothing was put', async () => {
      expect(await store.open('runs/a/none')).equal(undefined)
      expect(await readBytes(store, 'none', 10)).equal(undefined)
      expect(await readBack(store, 'runs')).equal(undefined)
      expect(await collected(store.list('runs/'))).deep.equal([])
      expect(await collected(store.names('log/'))).deep.equal([])
    })

    it('lists everything below a folder by code unit, and nothing beside it', async () => {
      const paths = [
        'runs/a/B',
        'runs/a/a',
        'runs/a/a-b',
        'runs/a/a/deep',
        'runs/a/a.b',
        'runs/ab/c',
      ]
      for (const path of paths.filter((path) => path !== 'runs/a/a')) await put(store, path, path)
      expect(await collected(store.list('runs/a/'))).deep.equal([
        { path: 'runs/a/B', size: 8 },
        { path: 'runs/a/a-b', size: 10 },
        { path: 'runs/a/a.b', size: 10 },
        { path: 'runs/a/a/deep', size: 13 },
      ])
      expect((await collected(store.list(''))).map((item) => item.path)).include('runs/ab/c')
    })

    it('names what is directly in a folder', async () => {
      for (const path of ['archive.json', 'runs/b/x', 'runs/a/x/y', 'runs/loose']) {
        await put(store, path, path)
      }
      expect(await collected(store.names(''))).deep.equal([
        { name: 'archive.json' },
        { name: 'runs/' },
      ])
      expect(await collected(store.names('runs/'))).deep.equal([
        { name: 'a/' },
        { name: 'b/' },
        { name: 'loose' },
      ])
      expect(await collected(store.names('runs/a/'))).deep.equal([{ name: 'x/' }])
    })

    it('lists more names than one answer of a server holds', async () => {
      const numbers = Array.from(
        { length: 25 },
        (_, number) => `runs/n/${String(number).padStart(3, '0')}`,
      )
      await Promise.all(numbers.map((path) => put(store, path, path)))
      expect((await collected(store.list('runs/n/'))).map((item) => item.path)).deep.equal(numbers)
      expect((await collected(store.names('runs/n/'))).at(-1)).deep.equal({ name: '024' })
    })

    it('refuses paths that no archive has', async () => {
      for (const path of [
        '../x',
        '/etc/x',
        'a/../../x',
        'a//b',
        'a/./b',
        'a\\b',
        'a\nb',
        'ü',
        '',
      ]) {
        expect((await faultOf(() => put(store, path, 'x'))).code).equal('ARCHIVE_REFUSED')
        expect((await faultOf(() => Promise.resolve().then(() => store.open(path)))).code).equal(
          'ARCHIVE_REFUSED',
        )
      }
    })

    it('stops reading an object at the bound it is given', async () => {
      await put(store, 'runs/a/long', 'x'.repeat(1001))
      const fault = await faultOf(() => readBytes(store, 'runs/a/long', 1000))
      expect(fault.code).equal('VERIFICATION_FAILED')
      expect(fault.message).equal('runs/a/long is larger than 1000 bytes')
    })

    it('says where it is', () => {
      expect(store.describe()).match(/^(\/|s3:\/\/)/)
    })
  })
}
