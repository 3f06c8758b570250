import { expect } from 'chai'
import fc from 'fast-check'
import { parseSelector } from '../../../src/policy/calico/selector.ts'

/** Cases after projectcalico/calico libcalico-go/lib/selector/parser/parser_test.go. */
describe('the selector language of Calico', () => {
  const label = (key: string, operator: string, ...values: string[]) => ({
    kind: 'label',
    key,
    operator,
    values,
  })

  for (const [text, selector] of [
    ['', { kind: 'all' }],
    [' \t', { kind: 'all' }],
    ['all( )', { kind: 'all' }],
    ['global()', { kind: 'global' }],
    ["a == 'b'", label('a', 'In', 'b')],
    [`a=="b"`, label('a', 'In', 'b')],
    [`a == "it's"`, label('a', 'In', "it's")],
    ["a != 'b'", label('a', 'NotIn', 'b')],
    ['has( a/b.c-d_e )', label('a/b.c-d_e', 'Exists')],
    ["a in {'c', 'b', 'b',}", label('a', 'In', 'b', 'c')],
    ['a in {}', label('a', 'In')],
    ["a not  in {'b'}", label('a', 'NotIn', 'b')],
    ["a contains 'b'", label('a', 'Contains', 'b')],
    ["a starts  with 'b'", label('a', 'StartsWith', 'b')],
    ["a ends with'b'", label('a', 'EndsWith', 'b')],
    ["in == 'x'", label('in', 'In', 'x')],
    ["has == 'x'", label('has', 'In', 'x')],
    ['!!has(a)', label('a', 'Exists')],
    ['!!!has(a)', { kind: 'not', of: label('a', 'Exists') }],
    [
      'has(a) || has(b) && !has(c)',
      {
        kind: 'or',
        of: [
          label('a', 'Exists'),
          { kind: 'and', of: [label('b', 'Exists'), { kind: 'not', of: label('c', 'Exists') }] },
        ],
      },
    ],
    [
      '(has(a) || has(b)) && has(c)',
      {
        kind: 'and',
        of: [
          { kind: 'or', of: [label('a', 'Exists'), label('b', 'Exists')] },
          label('c', 'Exists'),
        ],
      },
    ],
  ] as const)
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(parseSelector(text)).to.deep.equal({ selector })
    })

  for (const [text, at, why] of [
    ['a', 1, 'an operator is expected'],
    ["a = 'b'", 2, 'an operator is expected after a label'],
    ['a == b', 5, 'a text in quotes is expected'],
    ["a == 'b", 5, 'a text without end'],
    ["a == 'b' has(c)", 9, 'the selector should end here'],
    ["a == 'b' &&", 11, 'a label, has(), all() or ( is expected'],
    ["a == 'b' & has(c)", 9, 'characters that mean nothing here'],
    ["(a == 'b'", 9, 'a closing ) is expected'],
    ["a in 'b'", 5, 'a set in { } is expected'],
    ["a in {'b'", 9, 'a closing } is expected'],
    ['has()', 0, 'has() needs a label'],
    ['has(a', 0, 'no closing ) after has('],
    ['all(x)', 0, 'no closing ) after all('],
    ["a == 'b'\n", 8, 'characters that mean nothing here'],
    [`${'('.repeat(10_000)}has(a)`, 501, 'nested too deeply'],
  ] as const)
    it(`says where and why ${JSON.stringify(text.slice(0, 20))} is none`, () => {
      expect(parseSelector(text)).to.deep.equal({ error: { at, why } })
    })

  it('reads ten thousand parts and any text at all without a crash', () => {
    const long = Array.from({ length: 10_000 }, (_, at) => `l${at} == 'v'`).join(' && ')
    expect(parseSelector(long)).to.have.property('selector')
    const parts = fc.constantFrom(
      'a',
      "'b'",
      '==',
      '!',
      '(',
      ')',
      '{',
      '}',
      ',',
      '&&',
      '||',
      'in',
      'not in',
      'has(',
      'all()',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((each) => each.join('')),
        ),
        (text) => {
          const parsed = parseSelector(text)
          if ('error' in parsed) expect(parsed.error.at).to.be.within(0, text.length)
        },
      ),
      { seed: 20261127, numRuns: 1000 },
    )
  })
})
