import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { ensureArchive, readArchive } from '../../src/archive/archive-record.ts'
import { commitRun, NOW } from './evidence.ts'
import { memoryStore } from './memory-store.ts'
import { faultOf } from './store-contract.ts'

const owner = {
  origin: 'Example Payments',
  keys: [{ fingerprint: `SHA256:${'0'.repeat(64)}`, subject: 'CN=Evidence signing' }],
  now: NOW,
}

describe('ensureArchive', () => {
  it('writes archive.json once, and every manifest names its digest', async () => {
    const store = memoryStore()
    expect(await readArchive(store)).equal(undefined)
    const first = await ensureArchive(store, owner)
    expect(first.digest).equal(digestOf(store.objects.get('archive.json')!))
    expect(first.record).deep.include({ format: 'archive/v1', origin: 'Example Payments' })
    expect(await ensureArchive(store, { ...owner, origin: 'another' })).deep.equal(first)
  })

  it('gives all of many that begin at once the same record', async () => {
    const store = memoryStore()
    const all = await Promise.all(Array.from({ length: 5 }, () => ensureArchive(store, owner)))
    expect(new Set(all.map(({ record }) => record.id)).size).equal(1)
  })

  it('does not write another one over a log that has entries', async () => {
    const store = memoryStore()
    await commitRun(store)
    store.objects.delete('archive.json')
    const fault = await faultOf(() => ensureArchive(store, owner))
    expect(fault.code).equal('VERIFICATION_FAILED')
    expect(fault.message).match(/archive\.json is missing/)
    expect(store.objects.has('archive.json')).equal(false)
  })
})
