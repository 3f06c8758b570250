import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { joinTo } from '../../../../src/render/print/join/join.ts'
import { readJoined } from '../../../../src/render/print/join/reader.ts'
import { pagesOf } from '../../../../src/render/print/pdf-reader.ts'
import { PARTS, printedFile } from './document.ts'

const FACTS = { title: 'x', language: 'en', date: '2026-12-28T02:03:42Z', producer: 'x' }

/** The page that its list names is its own: the other part is not there. */
const MODEL = { ...PARTS[0]!.model, pages: ['here'] }

/** Parts of a PDF's form, which a mutation puts where they do not belong. */
const TOKENS = [
  ...[
    '0 0 R',
    '1 0 R',
    '99999 0 R',
    'endobj\n',
    '>> stream\n',
    '/Kids [2 0 R]',
    '<<',
    '>>',
    '(',
    ')',
  ],
  ...[
    '/Length 999999',
    '/Type /Pages',
    '/JavaScript',
    '/S /LI\n',
    'trailer',
    'BDC\n',
    '/Next 1 0 R',
    '[',
    ']',
  ],
]

/** One change of the bytes. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  how: fc.oneof(
    fc.record({ kind: fc.constant('byte' as const), byte: fc.nat(255) }),
    fc.record({ kind: fc.constant('token' as const), token: fc.constantFrom(...TOKENS) }),
    fc.record({ kind: fc.constant('cut' as const), length: fc.integer({ min: 1, max: 4000 }) }),
    fc.record({ kind: fc.constant('number' as const), number: fc.nat(2000) }),
  ),
})

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

function mutated(bytes: Buffer, { at, how }: Mutation): Buffer {
  const place = Math.floor(at * bytes.length)
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)]
  switch (how.kind) {
    case 'byte':
      return Buffer.concat([before, Buffer.from([how.byte]), after.subarray(1)])
    case 'token':
      return Buffer.concat([before, Buffer.from(how.token), after.subarray(how.token.length)])
    case 'cut':
      return Buffer.concat([before, after.subarray(how.length)])
    case 'number': {
      const text = bytes.toString('latin1')
      const found = /\d+/.exec(text.slice(place))
      if (found === null) return bytes
      const digits = String(how.number).padStart(found[0].length, '0').slice(-found[0].length)
      const start = place + found.index
      return Buffer.from(
        text.slice(0, start) + digits + text.slice(start + digits.length),
        'latin1',
      )
    }
  }
}

describe('a printed part that was altered', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-fuzz-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** What is joined of a sheet and a part, as an outcome; an error is one of ours, said in words. */
  const outcome = (sheet: Buffer, part: Buffer): { pages: number; bytes: Buffer } | Error => {
    const path = join(folder, 'joined.pdf')
    rmSync(path, { force: true })
    try {
      const joiner = joinTo(path, sheet)
      try {
        joiner.add(part, MODEL)
        const { pages } = joiner.finish(FACTS, [])
        return { pages, bytes: readFileSync(path) }
      } catch (error) {
        joiner.abandon()
        throw error
      }
    } catch (error) {
      if (error instanceof Error) return error
      throw error
    }
  }

  /** Every object that the file names is there and can be read. */
  const expectSound = (bytes: Buffer, pages: number): void => {
    const file = readJoined(bytes)
    const there = new Set(file.numbers)
    for (const number of file.numbers)
      for (const [, named] of file.object(number).head.matchAll(/(\d+) 0 R\b/g))
        expect(there.has(Number(named))).to.equal(true)
    expect(pagesOf(file)).to.have.length(pages)
  }

  const [sheet, part] = [printedFile('sheet'), printedFile('first')]

  for (const [what, join] of [
    ['part', (changes: readonly Mutation[]) => outcome(sheet, changes.reduce(mutated, part))],
    ['sheet', (changes: readonly Mutation[]) => outcome(changes.reduce(mutated, sheet), part)],
  ] as const)
    it(`is refused, or joined to a whole file: ${what}`, () => {
      const whole = outcome(sheet, part)
      if (whole instanceof Error) throw whole
      let refused = 0
      fc.assert(
        fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (changes) => {
          const started = performance.now()
          const result = join(changes)
          expect(performance.now() - started).to.be.lessThan(5000)
          if (result instanceof Error) refused += 1
          else expectSound(result.bytes, result.pages)
        }),
        { numRuns: 400 },
      )
      expect(refused).to.be.greaterThan(100)
    })
})
