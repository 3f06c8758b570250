import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import {
  constraintReader,
  CONFIG_MAPS,
  KIND_READERS,
  resourceName,
} from '../../src/collect/kinds.ts'
import type { KindReader } from '../../src/collect/kinds.ts'
import { digestOf, hexOf } from '../../src/core/digest.ts'
import type { JsonValue } from '../../src/core/json.ts'
import type { CollectionEvent } from '../../src/model/collection.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { TOKEN_SHAPES } from '../../src/snapshot/secret-shapes.ts'
import { lineOf, writeSnapshot } from '../../src/snapshot/write.ts'
import { events, listed, storedObject, suiteFolder } from './builders.ts'
import { CANARY, fullObject, withEachText, withTexts } from './full-object.ts'
import type { Planted } from './full-object.ts'
import { TOKENS } from './tokens.ts'

const READERS: readonly KindReader[] = [
  ...KIND_READERS,
  CONFIG_MAPS,
  constraintReader('K8sRequiredLabels'),
]

function everyKind(): CollectionEvent[] {
  const objects = READERS.map((reader) => ({ reader, object: fullObject(reader) }))
  objects.sort((a, b) => (prefix(a.object) < prefix(b.object) ? -1 : 1))
  return objects.flatMap(({ reader, object }): CollectionEvent[] => {
    const resource = resourceName(reader)
    const { apiVersion, kind } = object
    return [
      { kind: 'objects', resource, objects: [object] },
      { kind: 'list', record: listed({ resource, apiVersion, kind, count: 1 }) },
    ]
  })
}

function prefix({ apiVersion, kind }: KubeObject): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${kind}/`
}

/** Every file of a folder as text, gzip files unpacked. */
function written(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name))
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  })
}

/** The texts of a value that hold the canary. */
function canaries(value: JsonValue): readonly string[] {
  const found = JSON.stringify(value).match(new RegExp(`[^"]*${CANARY} [0-9]+`, 'g'))
  return found ?? []
}

describe('a canary in every free text of every kind', () => {
  const folder = suiteFolder()

  it('appears in no file, nor does its digest or its base64', async () => {
    const collection = everyKind()
    const planted = canaries(JSON.parse(JSON.stringify(collection)) as JsonValue)
    expect(planted.length).to.be.greaterThan(READERS.length * 50)
    const path = folder()
    await writeSnapshot(events(collection), path)
    const files = written(path)
    expect(files).to.have.length(3)
    const all = files.join('\n')
    expect(all.includes(CANARY)).to.equal(false)
    const words = new Set(all.match(/[A-Za-z0-9+/]{12,}={0,2}/g))
    for (const text of planted) {
      expect(words.has(hexOf(digestOf(text)))).to.equal(false)
      expect(words.has(Buffer.from(text).toString('base64'))).to.equal(false)
    }
  })

  it('is listed, each one with its place, but what status loses', () => {
    for (const reader of READERS) {
      const { object, pointers = {} } = storedObject(fullObject(reader))
      const listedPlaces = Object.values(pointers).flat()
      const replaced = JSON.stringify(object).match(/\[redacted\]/g) ?? []
      expect(listedPlaces.length, reader.kind).to.equal(replaced.length)
      expect(new Set(listedPlaces).size, reader.kind).to.equal(listedPlaces.length)
    }
  })
})

/** Where text is kept whatever it looks like, by its path. */
const VERBATIM = new Set([
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
])

const IN_JSON = TOKENS.map(([, example]) => JSON.stringify(example).slice(1, -1))

describe('a key or a token', () => {
  it('appears nowhere, whatever kind has it in all its fields', () => {
    let tried = 0
    for (const reader of READERS) {
      for (const turn of TOKENS.keys()) {
        const full = withTexts(fullObject(reader), (path, text) =>
          VERBATIM.has(path) ? text : TOKENS[(turn + tried++) % TOKENS.length]![1],
        )
        const { line } = lineOf(full as KubeObject)
        const found = IN_JSON.filter((example) => line.includes(example))
        expect(found, reader.kind).to.deep.equal([])
      }
    }
    expect(tried).to.be.greaterThan(READERS.length * 100 * TOKENS.length)
  }).timeout(60_000)

  for (const [index, [shape, example]] of TOKENS.entries()) {
    it(`appears nowhere in a pod: ${shape} (example ${index})`, () => {
      const full = fullObject({ ...CONFIG_MAPS, resource: 'pods', kind: 'Pod' })
      for (const planted of withEachText(full, () => example)) expectGone(planted)
    })
  }

  it('does not appear as the name of a field either, nor in the pointer to it', () => {
    for (const [, example] of TOKENS) {
      const { object, pointers } = storedObject({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', labels: { [example]: 'x', app: 'web' } },
      })
      expect(object.metadata.labels).to.deep.equal({ '[redacted]': '[redacted]', app: 'web' })
      expect(pointers).to.deep.equal({ 'secret-shaped': ['/metadata/labels/[redacted]'] })
    }
  })

  it('has an example for each published shape', () => {
    const shapes = TOKEN_SHAPES.map(([name]) => name)
    expect([...new Set(TOKENS.map(([name]) => name))].sort()).to.deep.equal([...shapes].sort())
  })
})

function expectGone({ path, text, copy }: Planted): void {
  if (VERBATIM.has(path.join('.'))) return
  const { line } = lineOf(copy as KubeObject)
  expect(line.includes(JSON.stringify(text).slice(1, -1)), path.join('.')).to.equal(false)
}
