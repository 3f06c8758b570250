import { expect } from 'chai'
import fc from 'fast-check'
import { CollectionFailure } from '../../src/collect/failure.ts'
import { parseJson } from '../../src/core/json.ts'
import { parseAnswer, parseItem, parsePage } from '../../src/collect/json-page.ts'

const page = (text: string) => parsePage(Buffer.from(text), 'the answer')

/** All items of a page, parsed one by one. */
function items(text: string): unknown[] {
  const bytes = Buffer.from(text)
  return parsePage(bytes, 'the answer').items.map((range) => {
    const item = parseItem(bytes, range, 'the answer')
    return item.kind === 'value' ? item.value : item.fault
  })
}

function without(object: Record<string, unknown>, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}

type Managed = { metadata: { managedFields: { fieldsV1: object }[] } }

/** Any JSON value without the one member name that is refused wherever it stands. */
const harmless = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'))

describe('parsePage', () => {
  it('finds the items that JSON.parse finds, whatever stands around them', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), harmless),
        fc.array(harmless),
        fc.constantFrom(undefined, 2),
        fc.boolean(),
        (around, list, space, last) => {
          const rest = without(around, ['items', '__proto__'])
          const whole = last ? { ...rest, items: list } : { items: list, ...rest }
          const text = JSON.stringify(whole, undefined, space)
          const parsed = parseJson(text, 'the oracle') as { items: readonly unknown[] }
          expect(items(text)).to.deep.equal(parsed.items)
          expect(page(text).envelope).to.deep.equal({ ...parsed, items: [] })
        },
      ),
    )
  })

  it('names an item with a member twice and keeps its neighbours', () => {
    const found = items('{"metadata":{},"items":[{"a":1},{"b":1,"b":2},{"c":3}]}')
    expect(found).to.deep.equal([{ a: 1 }, 'has member "b" twice', { c: 3 }])
  })

  it('leaves the field sets of managedFields empty, and those only', () => {
    const set = '{"f:a":{".":{},"k:{\\"b\\":\\"c\\"}":{"f:d":{}}},"f:é":{}}'
    const entry = `{"manager":"m","fieldsV1":${set},"time":"t"}`
    const metadata = `"metadata":{"fieldsV1":${set},"managedFields":[${entry},${entry}]}`
    const spec = `"spec":{"managedFields":[{"fieldsV1":${set}}],"metadata":{"managedFields":[{"fieldsV1":${set}}]}}`
    const text = `{"metadata":{},"items":[{${metadata},${spec}}]}`
    const [one] = (JSON.parse(text) as { items: Managed[] }).items
    for (const field of one!.metadata.managedFields) field.fieldsV1 = {}
    expect(items(text)).to.deep.equal([one])
  })

  it('reads a field set of any other form whole, with what is wrong in it', () => {
    const withSet = (set: string) =>
      `{"metadata":{},"items":[{"metadata":{"managedFields":[{"fieldsV1":${set}}]}}]}`
    for (const set of [
      '{"a":1}',
      '{"a":[]}',
      '{ "a":{}}',
      '{"a":{"b":null}}',
      '"a"',
      '[{}]',
      '{"\\n":{}}',
    ])
      expect(items(withSet(set)), set).to.deep.equal(
        (JSON.parse(withSet(set)) as { items: unknown }).items,
      )
    expect(items(withSet('{"a":{},"a":{}}'))).to.deep.equal(['has member "a" twice'])
    expect(items(withSet('{"a":{},"\\u0061":{}}'))).to.deep.equal(['has member "a" twice'])
    expect(items(withSet('{"a":{"__proto__":{}}}'))).to.deep.equal(['has a member named __proto__'])
    const deep = '{"a":'.repeat(300) + '{}' + '}'.repeat(300)
    expect(items(withSet(deep))).to.deep.equal(['has nested deeper than 200 levels'])
    for (const set of [
      '{"a":{},}',
      '{"a":{}',
      '{,}',
      '{"a"{}}',
      '{"\\x":{}}',
      '{"\n":{}}',
      '{"a":{}]',
    ])
      expect(() => items(withSet(set)), set).to.throw(CollectionFailure)
  })

  it('keeps all digits of integers', () => {
    const [one] = items('{"metadata":{},"items":[{"big":9007199254740993}]}')
    expect(one).to.deep.equal({ big: 9007199254740993n })
  })

  for (const text of [
    '{"metadata":{},"items":[],"items":[{}]}',
    '{"metadata":{},"metadata":{},"items":[]}',
    '{"items":[{} {}]}',
    '{"items":[{},]}',
    '{"items":[{}',
    '{"items":{}}',
    '{"metadata":{},"items":"x"}',
    '{"items":[]',
    '[]',
    '"items"',
    '',
    'null',
    '<html>',
    '{"kind":"PodList"}',
  ])
    it(`refuses ${text}`, () => {
      expect(() => page(text)).to.throw(CollectionFailure)
    })

  it('refuses an item that is not JSON', () => {
    const bytes = Buffer.from('{"metadata":{},"items":[{"a":tru}]}')
    const { items: ranges } = parsePage(bytes, 'the answer')
    expect(() => parseItem(bytes, ranges[0]!, 'the answer')).to.throw(/is not JSON/)
  })

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"metadata":{"a":"'), Buffer.of(0xff)])
    expect(() => parsePage(bytes, 'the answer')).to.throw('the answer is not UTF-8')
  })

  it('takes a list without items as empty, as Go writes it', () => {
    expect(page('{"metadata":{},"items":null}').items).to.deep.equal([])
    expect(page('{"metadata":{}}').items).to.deep.equal([])
  })
})

describe('parseAnswer', () => {
  it('refuses a member that stands twice', () => {
    expect(() => parseAnswer(Buffer.from('{"a":1,"a":2}'), 'x')).to.throw('x has member "a" twice')
  })

  for (const character of ['x', '"', '\u0001'])
    it(`takes a text of ten million ${JSON.stringify(character)}`, () => {
      const value = { note: character.repeat(10_000_000), '\u0002': 1 }
      const parsed = parseAnswer(Buffer.from(JSON.stringify(value)), 'x')
      expect(parsed.note).to.have.length(10_000_000)
    })

  it('survives a million levels', () => {
    const text = `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`
    expect(() => parseAnswer(Buffer.from(text), 'x')).to.throw('nested deeper than 200 levels')
  })
})
