import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import {
  parseSnapshot,
  readObjects,
  readRedactions,
  readSnapshot,
} from '../../src/snapshot/read.ts'
import { verifySnapshot } from '../../src/snapshot/verify.ts'
import { writeSnapshot } from '../../src/snapshot/write.ts'
import { caught, rejected } from '../core/caught.ts'
import { pod, pods, suiteFolder, unzipped } from './builders.ts'

async function drain(from: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const item of from) if (item !== undefined) count++
  return count
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size)
    yield await Promise.resolve(bytes.subarray(start, start + size))
}

const LINE = (name: string) => canonicalJson(pod(name))

describe('a snapshot folder', () => {
  const folder = suiteFolder()

  async function snapshotFolder(): Promise<string> {
    const path = folder()
    const args = { spec: { containers: [{ name: 'web', args: ['secret'] }] } }
    await writeSnapshot(pods([pod('a', args), pod('b', args)]), path)
    return path
  }

  function objectsFile(text: string | Uint8Array): string {
    const path = join(folder(), 'objects.ndjson.gz')
    writeFileSync(path, gzipSync(text))
    return path
  }

  describe('readSnapshot', () => {
    async function edited(change: (record: Record<string, unknown>) => void): Promise<string> {
      const path = await snapshotFolder()
      const file = join(path, 'snapshot.json')
      const value = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
      change(value)
      writeFileSync(file, JSON.stringify(value))
      return path
    }

    it('refuses a format that it does not know, and says what to do', async () => {
      const path = await edited((value) => (value.format = 'snapshot/v2'))
      const fault = caught(() => readSnapshot(path))
      expect(fault.code).to.equal('UNREADABLE')
      expect(fault.message).to.match(
        /snapshot\.json has the format "snapshot\/v2", not snapshot\/v1$/,
      )
      expect(fault.hint).to.contain('another version')
    })

    it('refuses members that it does not know, and values that cannot be', async () => {
      const path = await edited((value) => {
        value.objectCounts = 1
        value.root = 'sha256:0'
        value.takenFrom = 'yesterday'
      })
      const { message } = caught(() => readSnapshot(path))
      expect(message).to.contain('unknown key "objectCounts", did you mean "objectCount"?')
      expect(message).to.contain('root: not a digest')
      expect(message).to.contain('takenFrom: not an instant')
    })

    it('names a file that is missing, and one that is no JSON or no UTF-8', () => {
      expect(caught(() => readSnapshot(folder())).message).to.match(/^cannot read .*ENOENT/)
      const of = (bytes: Uint8Array) => caught(() => parseSnapshot(bytes, 'snapshot.json')).message
      expect(of(Buffer.from('{'))).to.match(/^snapshot\.json is not JSON/)
      expect(of(Buffer.from([0xff]))).to.equal('snapshot.json is not UTF-8')
      expect(of(Buffer.from('[]'))).to.contain('has the format of no name')
    })
  })

  describe('readObjects', () => {
    it('takes pieces as a store gives them', async () => {
      const path = await snapshotFolder()
      const bytes = readFileSync(join(path, 'objects.ndjson.gz'))
      for (const size of [1, 7, 10_000])
        expect(await drain(readObjects(inPieces(bytes, size)))).to.equal(2)
    })

    it('stops reading when its reader stops', async () => {
      const names = Array.from({ length: 5000 }, (_, index) => LINE(`p${10_000 + index}`))
      for await (const object of readObjects(objectsFile(`${names.join('\n')}\n`))) {
        expect(object.metadata.name).to.equal('p10000')
        break
      }
    })

    const wrong: readonly (readonly [what: string, text: string | Uint8Array, message: RegExp])[] =
      [
        [
          'lines out of order',
          `${LINE('b')}\n${LINE('a')}\n`,
          /:2: \/v1\/Pod\/shop\/a does not come after \/v1\/Pod\/shop\/b$/,
        ],
        ['a key twice', `${LINE('a')}\n${LINE('a')}\n`, /:2: .* does not come after/],
        ['a last line without end', LINE('a'), /the last line has no end/],
        ['what is no JSON', 'x\n', /:1 is not JSON/],
        ['what is no object', '[1]\n', /:1 is no object of Kubernetes/],
        [
          'an object without name',
          '{"apiVersion":"v1","kind":"Pod","metadata":{}}\n',
          /:1 is no object/,
        ],
        ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), /its text is not UTF-8/],
        [
          'depth',
          `{"a":${'['.repeat(300)}${']'.repeat(300)}}\n`,
          /:1 nests deeper than 200 levels/,
        ],
      ]
    for (const [what, text, message] of wrong) {
      it(`refuses ${what}`, async () => {
        const fault = await rejected(drain(readObjects(objectsFile(text))))
        expect(fault.code).to.equal('UNREADABLE')
        expect(fault.message).to.match(message)
      })
    }

    it('does not take brackets in text for depth', async () => {
      const text = `${canonicalJson(pod('a', { spec: { a: `\\"${'[{'.repeat(500)}` } }))}\n`
      expect(await drain(readObjects(objectsFile(text)))).to.equal(1)
    })

    it('refuses a bomb: a line without end, in bounded memory', async () => {
      const fault = await rejected(drain(readObjects(objectsFile(Buffer.alloc(80_000_000, 'a')))))
      expect(fault.message).to.match(/a line is longer than \d+ characters/)
    }).timeout(60_000)

    it('refuses a file cut short, one that is no gzip, and one that is missing', async () => {
      const path = await snapshotFolder()
      const bytes = readFileSync(join(path, 'objects.ndjson.gz'))
      const cut = await rejected(drain(readObjects(inPieces(bytes.subarray(0, -9), 100))))
      expect(cut.message).to.match(/^cannot read objects\.ndjson\.gz: unexpected end of file/)
      const plain = await rejected(drain(readObjects(inPieces(Buffer.from(LINE('a')), 100))))
      expect(plain.message).to.contain('incorrect header check')
      const missing = await rejected(drain(readObjects(join(folder(), 'objects.ndjson.gz'))))
      expect(missing.message).to.contain('ENOENT')
    })
  })

  describe('readRedactions', () => {
    it('refuses lines of another form', async () => {
      const fault = await rejected(
        drain(readRedactions(objectsFile('{"object":"a","pointers":{"why":["/a"]}}\n'))),
      )
      expect(fault.message).to.contain('holds a line of another form')
    })
  })

  describe('verifySnapshot', () => {
    async function tampered(change: (path: string) => void): Promise<string> {
      const path = await snapshotFolder()
      expect(await verifySnapshot(path)).to.deep.equal([])
      change(path)
      return (await verifySnapshot(path)).join('\n')
    }

    function rewrite(path: string, name: string, change: (text: string) => string): void {
      writeFileSync(join(path, name), gzipSync(change(unzipped(path, name))))
    }

    function edit(
      path: string,
      change: (record: Record<string, JsonObject[] & number>) => void,
    ): void {
      const file = join(path, 'snapshot.json')
      const value = JSON.parse(readFileSync(file, 'utf8')) as Record<string, JsonObject[] & number>
      change(value)
      writeFileSync(file, JSON.stringify(value))
    }

    it('finds an object that was changed', async () => {
      const wrong = await tampered((path) => {
        rewrite(path, 'objects.ndjson.gz', (text) => text.replace('[redacted]', 'innocent'))
      })
      expect(wrong).to.equal('pods: the objects are not those of the record')
    })

    it('finds an object that was left out, or put in', async () => {
      const left = await tampered((path) => {
        rewrite(path, 'objects.ndjson.gz', (text) => text.slice(text.indexOf('\n') + 1))
      })
      expect(left).to.equal('pods: 1 objects, the record says 2')
      const put = await tampered((path) => {
        rewrite(
          path,
          'objects.ndjson.gz',
          (text) => `${LINE('0').replace('"v1"', '"a/v1"')}\n${text}`,
        )
      })
      expect(put).to.contain('no record speaks of the objects a/v1/Pod/')
    })

    it('finds a member hidden behind another of its name', async () => {
      const wrong = await tampered((path) => {
        rewrite(path, 'objects.ndjson.gz', (text) =>
          text.replace('"kind"', '"kind":"Secret","kind"'),
        )
      })
      expect(wrong).to.match(/objects\.ndjson\.gz:1 is not canonical JSON$/)
    })

    it('finds a number that has no canonical form', async () => {
      const wrong = await tampered((path) => {
        rewrite(path, 'objects.ndjson.gz', (text) => text.replace('"spec":{', '"spec":{"a":1e999,'))
      })
      expect(wrong).to.match(/is not canonical JSON$/)
    })

    it('finds a record that does not agree with itself', async () => {
      const wrong = await tampered((path) => {
        edit(path, (value) => {
          value.objectCount = 3 as JsonObject[] & number
          ;(value.resources as JsonObject[])[0] = { ...value.resources?.[0], status: 'forbidden' }
        })
      })
      expect(wrong.split('\n')).to.deep.equal([
        'objectCount is not the sum of the counts',
        'the root digest is not that of the resources',
      ])
    })

    it('finds redactions that were left out', async () => {
      const wrong = await tampered((path) => {
        rewrite(path, 'redactions.ndjson.gz', () => '')
      })
      expect(wrong).to.equal('the redactions listed are not as many as the record says')
    })

    it('finds resources out of order, and objects out of order', async () => {
      const records = await tampered((path) => {
        edit(path, (value) => {
          const [pods] = value.resources as JsonObject[]
          value.resources = [pods, pods] as JsonObject[] & number
        })
      })
      expect(records).to.contain('the resources are not sorted, or one stands twice')
      const objects = await tampered((path) => {
        rewrite(
          path,
          'objects.ndjson.gz',
          (text) => `${text.trim().split('\n').reverse().join('\n')}\n`,
        )
      })
      expect(objects).to.contain('/v1/Pod/shop/a does not come after /v1/Pod/shop/b')
    })

    it('says what cannot be read', async () => {
      const wrong = await tampered((path) => {
        writeFileSync(join(path, 'objects.ndjson.gz'), 'x')
      })
      expect(wrong).to.match(/^cannot read .*objects\.ndjson\.gz: /)
    })
  })
})
