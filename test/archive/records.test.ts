import { expect } from 'chai'
import fc from 'fast-check'
import { isFault } from '../../src/core/fault.ts'
import type { ArchiveRecord } from '../../src/model/archive.ts'
import {
  parseArchiveRecord,
  parseEntry,
  parseManifest,
  recordBytes,
} from '../../src/archive/records.ts'
import { NOW, sealedFor } from './evidence.ts'
import { memoryStore } from './memory-store.ts'
import { entryOf } from '../../src/archive/entry-of.ts'

const record: ArchiveRecord = {
  format: 'archive/v1',
  id: '0'.repeat(32),
  origin: 'Example Payments',
  createdAt: NOW,
  keys: [],
}

const parse = (text: string) => parseArchiveRecord(Buffer.from(text), 'archive.json')

describe('stored records', () => {
  it('are read back as they were written', async () => {
    const { facts } = await sealedFor(memoryStore())
    expect(parseManifest(recordBytes(facts.manifest), 'm')).deep.equal(facts.manifest)
    const entry = entryOf(facts, 0)
    expect(parseEntry(recordBytes(entry), 'e')).deep.equal(entry)
    expect(parseArchiveRecord(recordBytes(record), 'a')).deep.equal(record)
  })

  const good = String(recordBytes(record))
  const refused: Readonly<Record<string, string>> = {
    'another version': good.replace('archive/v1', 'archive/v2'),
    'an unknown field': good.replace('"keys":[]', '"keys":[],"more":1'),
    'a field twice': good.replace('"keys":[]', '"keys":[],"keys":[]'),
    'a missing field': good.replace('"keys":[],', ''),
    'other spacing': good.replace('"keys":[]', '"keys": []'),
    'another order': `{"origin":"Example Payments",${good.slice(1).replace('"origin":"Example Payments",', '').replace(',"origin":"Example Payments"', '')}`,
    'an escape that is not needed': good.replace('Example', '\\u0045xample'),
    'a byte order mark': `\ufeff${good}`,
    'a day that does not exist': good.replace(NOW, '2026-02-30T00:00:00Z'),
    nothing: '',
    'an array': '[]',
    'a deep nest': '['.repeat(100_000),
  }
  for (const [what, text] of Object.entries(refused)) {
    it(`are refused with ${what}`, () => {
      expect(() => parse(text)).throw(/^archive\.json/)
    })
  }

  it('are refused when they are not UTF-8', () => {
    const bytes = Buffer.from(good.replace('Example', 'Ex\xff'), 'latin1')
    expect(() => parseArchiveRecord(bytes, 'archive.json')).throw(/not UTF-8/)
  })

  it('are read or refused with a fault, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(good.length), (bytes, at) => {
        const text = Buffer.concat([
          Buffer.from(good.slice(0, at)),
          bytes,
          Buffer.from(good.slice(at)),
        ])
        try {
          expect(recordBytes(parseArchiveRecord(text, 'a'))).deep.equal(text)
        } catch (error) {
          expect(isFault(error)).equal(true)
        }
      }),
    )
  })
})
