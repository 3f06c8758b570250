import { expect } from 'chai'
import { entryPath } from '../../src/archive/layout.ts'
import { newestEntry, readEntries, readLog } from '../../src/archive/log.ts'
import { commitRun, slotAt } from './evidence.ts'
import { memoryStore, type MemoryStore } from './memory-store.ts'
import { collected, faultOf } from './store-contract.ts'

describe('readLog', function () {
  this.timeout(60_000)
  let original: MemoryStore
  let store: MemoryStore
  before(async () => {
    original = memoryStore()
    for (let week = 0; week < 12; week += 1) {
      const content = { 'report.json': '{}' }
      await commitRun(original, { slot: slotAt(week), startedAt: slotAt(week), content })
    }
  })
  beforeEach(() => {
    store = memoryStore(new Map(original.objects))
  })

  const problems = async (from = 0) =>
    (await collected(readLog(store, from))).flatMap((item) =>
      item.kind === 'problem' ? [`${item.path}: ${item.reason}`] : [],
    )

  it('gives every entry in order', async () => {
    const items = await collected(readLog(store))
    expect(items.map(({ path }) => path)).deep.equal(
      Array.from({ length: 12 }, (_, number) => entryPath(number)),
    )
    expect(await problems()).deep.equal([])
  })

  it('begins where it is told to', async () => {
    const entries = await readEntries(store, 10)
    expect(entries.map(({ entry }) => entry.number)).deep.equal([10, 11])
    expect(await problems(10)).deep.equal([])
  })

  it('names every gap', async () => {
    for (const number of [0, 4, 5]) store.objects.delete(entryPath(number))
    expect(await problems()).deep.equal([
      'log/entries/00000000.json: the entry is missing',
      'log/entries/00000004.json: 2 entries from here on are missing',
    ])
  })

  it('names an entry that does not continue the one before', async () => {
    const altered = String(store.objects.get(entryPath(3))).replace('"attempt":1', '"attempt":2')
    store.objects.set(entryPath(3), Buffer.from(altered))
    expect(await problems()).deep.equal([
      'log/entries/00000004.json: it does not continue log/entries/00000003.json: one of the two was altered',
    ])
  })

  it('names an entry that is not where it says', async () => {
    store.objects.set(entryPath(12), store.objects.get(entryPath(11))!)
    expect(await problems()).deep.equal(['log/entries/00000012.json: it says that it is entry 11'])
  })

  it('names what is no entry, or not in the one form', async () => {
    store.objects.set('log/entries/readme', Buffer.from(''))
    store.objects.set(entryPath(12), Buffer.from('{}'))
    store.objects.set(entryPath(13), Buffer.alloc(300_000, ' '))
    const said = (await problems()).join('\n')
    expect(said).match(/readme: it is not a log entry/)
    expect(said).match(/00000012\.json: it has a wrong format: /)
    expect(said).match(/00000013\.json is larger than/)
  })

  it('waits for what it fetched ahead when its reader stops', async () => {
    for await (const item of readLog(store)) {
      expect(item.path).equal(entryPath(0))
      break
    }
  })
})

describe('readEntries and newestEntry', () => {
  it('refuse a damaged log with a fault that says what to do', async () => {
    const store = memoryStore()
    await commitRun(store)
    store.objects.set(entryPath(0), Buffer.from('{}'))
    for (const read of [readEntries, newestEntry]) {
      const fault = await faultOf(() => read(store))
      expect(fault.code).equal('VERIFICATION_FAILED')
      expect(fault.hint).match(/exhibit verify/)
    }
  })

  it('find nothing in an empty log', async () => {
    expect(await readEntries(memoryStore())).deep.equal([])
    expect(await newestEntry(memoryStore())).equal(undefined)
  })
})
