import { expect } from 'chai'
import fc from 'fast-check'
import { shortened } from '../../../../src/render/print/join/shortened.ts'

const WIDTHS = (glyph: number): number => 400 + (glyph % 7) * 50
const short = (operators: string) => shortened(operators, () => WIDTHS)

const block = (runs: string, size = '16') => `BT\n/F4 ${size} Tf\n1 0 0 -1 10 59 Tm\n${runs}ET\n`

/** Where each glyph of the first block stands, in thousandths of the size, by what operators say (ISO 32000-1, 9.4.3 and 9.4.4). */
function placesOf(operators: string): readonly (readonly [glyph: number, place: number])[] {
  const size = Number(/ ([\d.]+) Tf/.exec(operators)?.[1])
  const places: (readonly [number, number])[] = []
  let [line, at] = [0, 0]
  for (const [, step, hex, back] of operators.matchAll(
    /([-\d.]+) 0 Td|<([\dA-F]+)>|([-\d]+)(?=<)/g,
  )) {
    if (step !== undefined) at = line += (Number(step) / size) * 1000
    else if (back !== undefined) at -= Number(back)
    for (const code of hex?.match(/.{4}/g) ?? []) {
      const glyph = Number.parseInt(code, 16)
      places.push([glyph, at])
      at += WIDTHS(glyph)
    }
  }
  return places
}

describe('shortened operators', () => {
  it('set glyphs that follow each other by their widths at once', () => {
    // 16 units high: glyph 1 is 7.2 wide, glyph 2 is 8
    expect(short(block('<0001> Tj\n7.2000003 0 Td <0002> Tj\n8 0 Td <00010002> Tj\n'))).to.equal(
      block('<0001000200010002> Tj\n'),
    )
  })

  it('say between two glyphs by how much they are closer or farther', () => {
    expect(short(block('<0001> Tj\n7.04 0 Td <0002> Tj\n9.6 0 Td <0001> Tj\n'))).to.equal(
      block('[<0001>10<0002>-100<0001>] TJ\n'),
    )
  })

  it('leave every glyph where it is, however long the line', () => {
    const step = fc.double({ min: -50, max: 50, noNaN: true }).map((value) => value.toFixed(5))
    const run = fc.record({
      step,
      glyphs: fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 4 }),
    })
    const runs = fc.array(run, { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(runs, fc.constantFrom('16', '12.3299999', '6.6666665'), (all, size) => {
        const hex = (glyph: number) => glyph.toString(16).toUpperCase().padStart(4, '0')
        const text = all.map(
          ({ step, glyphs }, index) =>
            `${index === 0 ? '' : `${step} 0 Td `}<${glyphs.map(hex).join('')}> Tj\n`,
        )
        const before = block(text.join(''), size)
        const [wanted, found] = [placesOf(before), placesOf(short(before))]
        expect(found.map(([glyph]) => glyph)).to.deep.equal(wanted.map(([glyph]) => glyph))
        // within a run Skia leaves it to the widths; numbers keep six digits
        found.forEach(([, place], index) => expect(place).to.be.closeTo(wanted[index]![1], 2.6))
      }),
    )
  })

  const line = block('<0001> Tj\n7.2000003 0 Td <0002> Tj\n')

  it('keep six digits of a path, and all of a matrix', () => {
    const paths =
      '2.2857666 0 0 2.2857666 212.5 509.375 cm\n8 15.1999998 l\n-.80000001 2055.1271 m\n0 .00000012 9 9.25 re\n'
    expect(short(line + paths)).to.equal(
      `${block('<00010002> Tj\n')}2.2857666 0 0 2.2857666 212.5 509.375 cm\n8 15.2 l\n-.8 2055.13 m\n0 .00000012 9 9.25 re\n`,
    )
  })

  it('are those that were there where few glyphs are set by themselves', () => {
    const other = `${line}${'0 1.10000002 9 9 re\n'.repeat(20)}`
    expect(short(other)).to.equal(other)
  })

  it('keep a block that is set in another way', () => {
    for (const other of [
      block('<0001> Tj\n1 2 Td <0002> Tj\n'),
      block('<0001> Tj\n/G3 gs\n7.2 0 Td <0002> Tj\n'),
      block('<00> Tj\n7.2 0 Td <01> Tj\n'),
      'BT\n/F4 16 Tf\n1 0 .2 -1 10 59 Tm\n<0001> Tj\n7.2 0 Td <0002> Tj\nET\n',
      `2 Tc\n${block('<0001> Tj\n7.2 0 Td <0002> Tj\n')}`,
      'BT\n/F4 16 Tf\n1 0 0 -1 10 59 Tm\n<0001> Tj\n7.2 0 Td <0002> Tj\n',
    ])
      expect(short(other)).to.equal(other)
  })
})
