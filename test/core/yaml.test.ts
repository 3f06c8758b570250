import { expect } from 'chai'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { parseYaml, parseYamlDocument } from '../../src/core/yaml.ts'
import { caught } from './caught.ts'
import { KUBECTL_SCALARS } from './kubectl-scalars.ts'

function read(text: string): JsonValue {
  return parseYamlDocument(text, 'a.yaml').value
}

function refusal(text: string): string {
  return caught(() => parseYaml(text, 'a.yaml')).message
}

describe('parseYaml, as kubectl', () => {
  for (const [yaml, json] of KUBECTL_SCALARS) {
    it(`reads ${yaml} as ${json}`, () => {
      expect(canonicalJson(read(`v: ${yaml}`))).to.equal(
        canonicalJson({ v: JSON.parse(json, exact) as JsonValue }),
      )
    })
  }

  it('makes names of keys that are no text', () => {
    const value = read('{yes: 1, n: 2, 0x10: 3, 010: 4, 1.5: 5, 1e3: 6, 2001-01-01: 7, 0.1: 8}')
    expect(value).to.deep.equal({
      true: 1,
      false: 2,
      16: 3,
      8: 4,
      '1.5': 5,
      1000: 6,
      '2001-01-01': 7,
      '0.1': 8,
    })
  })

  it('merges in the order of the text: what comes later wins', () => {
    const base = 'b: &b {k: 1, j: 2}\nc: &c {k: 3, m: 4}\n'
    const merged = (spec: string) =>
      (read(`${base}spec: ${spec}`) as Record<string, JsonValue>).spec
    expect(merged('{<<: *b, k: 5}')).to.deep.equal({ j: 2, k: 5 })
    expect(merged('{k: 5, <<: *b}')).to.deep.equal({ j: 2, k: 1 })
    expect(merged('{<<: [*b, *c], z: 1}')).to.deep.equal({ j: 2, k: 1, m: 4, z: 1 })
    expect(merged('{"<<": *b}')).to.deep.equal({ '<<': { j: 2, k: 1 } })
  })

  it('keeps the digits of decimal integers of any length, where kubectl rounds', () => {
    expect(read('[18446744073709551616, -9223372036854775809]')).to.deep.equal([
      18446744073709551616n,
      -9223372036854775809n,
    ])
  })

  it('lets lines inside of brackets and quotes stand at any depth, also with tabs', () => {
    expect(read('s:\n  a: [\n1,\n\t2\n  ]\n  b: {\n    c: 3\n}\n')).to.deep.equal({
      s: { a: [1, 2], b: { c: 3 } },
    })
    expect(read('s:\n  a: "x\ny"\n  b: \'it\n  is\'\n')).to.deep.equal({
      s: { a: 'x y', b: 'it is' },
    })
  })

  it('does not take a line out of the block that it belongs to', () => {
    expect(refusal('s:\n  a: [1,\nb: 2\n')).to.match(/^a\.yaml:\d+: /)
  })

  it('gives lines as they are in the file, after lines inside of brackets', () => {
    const text = 's:\n  a: [\n    1\n  ]\nb: 2\n'
    expect(parseYamlDocument(text, 'a.yaml').lineOf(['b'])).to.equal(5)
    expect(refusal(`${text}b: 3`)).to.equal('a.yaml:6: key "b" stands twice')
  })

  it('gives up on text that would take too long', () => {
    const shallow = 'x: [\n]\n'.replaceAll('x', 'k')
    const text = Array.from({ length: 20_000 }, (_, index) =>
      shallow.replace('k', `k${index}`),
    ).join('')
    expect(refusal(text)).to.match(/^a\.yaml:\d+: deficient indentation$/)
  }).timeout(60_000)

  it('ends a block at the end of the file without a line break, as libyaml does', () => {
    expect(read('a: |\n  b')).to.deep.equal({ a: 'b' })
    expect(read('a: |\n  b\n')).to.deep.equal({ a: 'b\n' })
  })

  it('leaves out empty documents', () => {
    const documents = parseYaml('---\n---\n# nothing\n---\na: 1\n---\nb: 2\n...\n', 'a.yaml')
    expect(documents.map(({ value }) => value)).to.deep.equal([{ a: 1 }, { b: 2 }])
    expect(parseYaml('', 'a.yaml')).to.deep.equal([])
  })

  it('reads JSON', () => {
    const json = '{\n\t"a": [1, "\\/\\ud83d\\ude00"],\n\t"b": {"yes": "no"}\n}'
    expect(read(json)).to.deep.equal(JSON.parse(json))
  })

  it('keeps __proto__ an ordinary key', () => {
    const value = read('__proto__: {polluted: true}') as Record<string, unknown>
    expect(Object.keys(value)).to.deep.equal(['__proto__'])
    expect(value.polluted).to.equal(undefined)
  })
})

/** Integers of the table by their digits. */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? ''
  return typeof value === 'number' && /^-?[0-9]{16,}$/.test(source) && !Number.isSafeInteger(value)
    ? BigInt(source)
    : value
}

describe('parseYaml refuses, with file and line,', () => {
  const cases: readonly (readonly [what: string, text: string, message: string | RegExp])[] = [
    ['a key that stands twice', 'a: 1\nb: 2\na: 3', 'a.yaml:3: key "a" stands twice'],
    ['it also in JSON', '{"a": 1,\n"a": 2}', 'a.yaml:2: key "a" stands twice'],
    ['keys that are one as text', '1: a\n"1": b', 'a.yaml:2: key "1" stands twice'],
    ['an infinity', 'a:\n  b: .inf', 'a.yaml:2: .inf is not a JSON number'],
    ['not a number', 'a: .NaN', 'a.yaml:1: .NaN is not a JSON number'],
    ['null as a key', '~: 1', /^a\.yaml:1: null cannot be a key/],
    ['a list as a key', '? [a]\n: 1', 'a.yaml:1: a key must be text'],
    ['!!binary', 'a: 1\nb: !!binary aGk=', 'a.yaml:2: "aGk=" is not readable as !!binary'],
    ['!!set', 'a: !!set {b}', 'a.yaml:1: tag !!set is not read'],
    ['a tag of its own', 'a: !Ref b', 'a.yaml:1: "b" is not readable as !Ref'],
    ['%TAG', '%TAG !e! tag:e.org,2000:\n---\na: 1', /%TAG is not read$/],
    ['a value that is not of its tag', 'a: !!int x', 'a.yaml:1: "x" is not readable as !!int'],
    ['an unknown alias', 'a: *b', 'a.yaml:1: alias *b has no anchor before it'],
    ['an anchor inside itself', 'a: &a [*a]', 'a.yaml:1: anchor &a contains itself'],
    ['a merge of no mapping', 'a: &a [1]\nb: {<<: *a}', /a\.yaml:2: << needs a mapping/],
    ['a lone surrogate', 'a: "\\ud800"', 'a.yaml:1: text with a lone surrogate'],
    ['a null byte', 'a: b\0', /^a\.yaml:1: null byte/],
    ['bad indentation', 'a:\n  - b\n - c', /^a\.yaml:3: bad indentation/],
    ['depth', '['.repeat(201) + ']'.repeat(201), /^a\.yaml:1: nest/],
  ]
  for (const [what, text, message] of cases) {
    it(what, () => {
      if (typeof message === 'string') expect(refusal(text)).to.equal(message)
      else expect(refusal(text)).to.match(message)
    })
  }

  it('depth made of aliases', () => {
    let text = 'a0: &a0 [1]\n'
    for (let level = 1; level < 210; level++) text += `a${level}: &a${level} [*a${level - 1}]\n`
    expect(refusal(text)).to.match(/^a\.yaml:\d+: nested deeper than 200 levels$/)
  })

  it('a bomb of aliases, at once', () => {
    let text = 'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n'
    for (let level = 1; level < 12; level++)
      text += `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]\n`
    expect(refusal(text)).to.match(/^a\.yaml:\d+: aliases stand for more than 1000000 characters$/)
  })

  it('a file that is too large, or has too many documents', () => {
    expect(refusal('a'.repeat(64 * 1024 * 1024 + 1))).to.match(
      /^a\.yaml:1: larger than \d+ characters$/,
    )
    expect(refusal('--- 1\n'.repeat(100_001))).to.equal('a.yaml:1: more than 100000 documents')
  }).timeout(60_000)

  it('a bomb of merges', () => {
    const big = Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(', ')
    const merges = Array(1000).fill('- {<<: *big}').join('\n')
    expect(refusal(`big: &big {${big}}\nall:\n${merges}`)).to.match(/aliases stand for more than/)
  })

  it('what its caller cannot use otherwise: two documents, or none', () => {
    const of = (text: string) => caught(() => parseYamlDocument(text, 'a.yaml')).message
    expect(of('')).to.equal('a.yaml:1: the file is empty')
    expect(of('a: 1\n---\nb: 1')).to.equal('a.yaml:3: a second document')
  })

  it('with the fault code and the hint that fit the kind of file', () => {
    const manifests = caught(() => parseYaml('a: [', 'dump.yaml', 'manifests'))
    expect(manifests.code).to.equal('UNREADABLE')
    expect(manifests.hint).to.match(/^mend line 1 of dump\.yaml; kubectl create --dry-run=client/)
    const kubeconfig = caught(() => parseYaml('a: [', '/k/config', 'kubeconfig'))
    expect(kubeconfig.code).to.equal('CONFIGURATION')
    expect(kubeconfig.hint).to.include('kubectl config view --kubeconfig /k/config')
    const own = caught(() => parseYaml('a: [', 'estate.yaml'))
    expect(own.code).to.equal('CONFIGURATION')
    expect(own.hint).to.equal('mend line 1 of estate.yaml')
  })
})

describe('lineOf', () => {
  const text = 'kind: List\nitems:\n- a: 1\n  b:\n- c: &c\n    d: 2\n  e: *c\n'
  const document = parseYamlDocument(text, 'a.yaml')

  it('gives the line of a value', () => {
    expect(document.lineOf([])).to.equal(1)
    expect(document.lineOf(['items', 0, 'a'])).to.equal(3)
    expect(document.lineOf(['items', 1, 'c', 'd'])).to.equal(6)
  })

  it('gives the line of an alias where it stands', () => {
    expect(document.lineOf(['items', 1, 'e'])).to.equal(7)
  })

  it('gives the line of the nearest ancestor where there is no such value', () => {
    expect(document.lineOf(['items', 1, 'nowhere', 'at', 'all'])).to.equal(5)
  })

  it('counts from the start of the file in every document', () => {
    const [, second] = parseYaml('a: 1\n---\n\nb:\n  c: 2\n', 'a.yaml')
    expect(second?.lineOf(['b', 'c'])).to.equal(5)
  })

  it('gives an empty value the line of its key', () => {
    expect(parseYamlDocument('a: 1\nb:\nc: 2', 'a.yaml').lineOf(['b'])).to.equal(2)
  })
})
