import { expect } from 'chai'
import {
  assert,
  bigInt,
  constantFrom,
  dictionary,
  jsonValue,
  letrec,
  oneof,
  property,
  string,
} from 'fast-check'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { parseYamlDocument } from '../../src/core/yaml.ts'
import { stringifyYaml } from '../../src/core/yaml-text.ts'
import { KUBECTL_SCALARS } from './kubectl-scalars.ts'

const words = oneof(
  constantFrom(...KUBECTL_SCALARS.map(([yaml]) => yaml)),
  constantFrom(
    '<<',
    '- a',
    '# no',
    'a: b',
    '{',
    '*a',
    '&a',
    '!a',
    '|',
    '>',
    '%',
    '@',
    '`',
    '',
    ' ',
  ),
  constantFrom(
    'a\nb',
    'a\n',
    '\n',
    ' a',
    'a ',
    '\t',
    'é',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u0000',
    '---',
    '...',
  ),
  string({ unit: 'binary' }),
)

const value = letrec<{ tree: JsonValue }>((tie) => ({
  tree: oneof(
    { maxDepth: 4 },
    words,
    jsonValue() as ReturnType<typeof words.map<JsonValue>>,
    bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
    dictionary(words, tie('tree'), { maxKeys: 4 }),
  ),
})).tree

describe('stringifyYaml', () => {
  it('is read back as the same value, whatever it is', () => {
    assert(
      property(value, (tree) => {
        const wrapped = { it: tree }
        const again = parseYamlDocument(stringifyYaml(wrapped), 'it').value
        expect(canonicalJson(again)).to.equal(canonicalJson(wrapped))
      }),
      { numRuns: 1000 },
    )
  })

  it('looks as people write manifests', () => {
    const object = {
      kind: 'Service',
      apiVersion: 'v1',
      spec: { ports: [{ port: 80, name: 'http' }], selector: { app: 'web', on: 'yes' } },
      gone: undefined,
    }
    expect(stringifyYaml(object)).to.equal(
      [
        'apiVersion: v1',
        'kind: Service',
        'spec:',
        '  ports:',
        '  - name: http',
        '    port: 80',
        '  selector:',
        '    app: web',
        "    'on': 'yes'",
        '',
      ].join('\n'),
    )
  })

  it('does not depend on the order of members, and folds no line', () => {
    const long = 'word '.repeat(60).trim()
    expect(stringifyYaml({ b: long, a: 1 })).to.equal(`a: 1\nb: ${long}\n`)
  })

  it('writes a value that stands twice twice, without aliases', () => {
    const shared = { x: 1 }
    expect(stringifyYaml({ a: shared, b: shared })).to.equal('a:\n  x: 1\nb:\n  x: 1\n')
  })

  it('refuses what is not JSON', () => {
    for (const wrong of [Number.NaN, '\ud800', Symbol('a')])
      expect(() => stringifyYaml(wrong as JsonValue)).to.throw(TypeError)
  })

  it('writes marks that turn the order of letters as escapes, which are read back as they were', () => {
    const value = { note: 'safe\u202etxt.exe\u2066\u200b \\u202e', '\u202ekey': 'a\nb\u200f' }
    const text = stringifyYaml(value)
    expect(text).to.not.match(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
    expect(parseYamlDocument(text, 'text').value).to.deep.equal(value)
  })
})
