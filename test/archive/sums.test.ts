import { expect } from 'chai'
import fc from 'fast-check'
import { parseSums, sumsText } from '../../src/archive/sums.ts'
import { digestOf, type Digest } from '../../src/core/digest.ts'
import { isFault } from '../../src/core/fault.ts'
import { isSafePath } from '../../src/archive/layout.ts'

const line = (path: string, content = 'x') => `${digestOf(content).slice(7)}  ${path}\n`

const segment = fc.stringMatching(/^[a-z0-9%_.-]{1,12}$/)
const path = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'))
  .filter(isSafePath)
const sums = fc
  .dictionary(path, fc.string().map(digestOf), { minKeys: 1, maxKeys: 20, noNullPrototype: true })
  .map((record) => new Map<string, Digest>(Object.entries(record)))

describe('sumsText', () => {
  it('sorts by path by code unit', () => {
    const text = sumsText(new Map(['b', 'a/x', 'B', 'a.x'].map((name) => [name, digestOf(name)])))
    expect(text.split('\n').map((entry) => entry.slice(66))).deep.equal([
      'B',
      'a.x',
      'a/x',
      'b',
      '',
    ])
  })

  it('is read back by parseSums, whatever the files', () => {
    fc.assert(
      fc.property(sums, (files) => {
        const read = parseSums(sumsText(files), 'SHA256SUMS')
        expect(Object.fromEntries(read)).deep.equal(Object.fromEntries(files))
      }),
    )
  })
})

describe('parseSums', () => {
  const refused: Readonly<Record<string, string>> = {
    'an empty file': '',
    'a line feed alone': '\n',
    'no line feed at the end': line('a').trimEnd(),
    'an absolute path': line('/etc/passwd'),
    'a path that climbs': line('a/../../b'),
    'a path that climbs at once': line('../b'),
    'a dot': line('./a'),
    'a carriage return': line('a\r'),
    'a control character': line('a\u0007'),
    'a mark for binary mode': line('a').replace('  ', ' *'),
    'a mark for an escaped name': `\\${line('a')}`,
    'one blank': line('a').replace('  ', ' '),
    'upper-case digits': line('a').replace(/[a-f]/g, (digit) => digit.toUpperCase()),
    'a short digest': line('a').slice(1),
    'a name twice': line('a') + line('a'),
    'lines out of order': line('b') + line('a'),
    'names that differ in case': line('A') + line('a'),
    'a blank line': `${line('a')}\n${line('b')}`,
    'a comment': `# files\n${line('a')}`,
    'a name from another script': line('ａ'),
    'a mark that turns text round': line('a\u202eb'),
  }
  for (const [what, text] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(() => parseSums(text, 'SHA256SUMS')).throw(/^SHA256SUMS/)
    })
  }

  it('reads any text or refuses it with a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          expect(sumsText(parseSums(text, 'SHA256SUMS'))).equal(text)
        } catch (error) {
          expect(isFault(error)).equal(true)
        }
      }),
    )
  })
})
