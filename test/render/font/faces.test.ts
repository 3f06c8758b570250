import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import fc from 'fast-check'
import { charactersUsed, fallbackFont, fontPlan } from '../../../src/render/font/faces.ts'
import { WRITTEN } from '../scripts.ts'
import { charactersOf, trueTypeOf } from '../../../src/render/font/woff.ts'

const latin = readFileSync(
  fileURLToPath(
    import.meta.resolve('@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff'),
  ),
)
const used = (text: string) => charactersUsed([{ deep: text }])

describe('charactersOf', () => {
  it('agrees with what the package says of its subset', () => {
    const found = charactersOf(latin)
    for (const character of 'AZaz09 ~éÿŒ€–…')
      expect(found.has(character.codePointAt(0)!), character).to.equal(true)
    for (const character of 'Ω中א😀')
      expect(found.has(character.codePointAt(0)!), character).to.equal(false)
  })
})

describe('trueTypeOf', () => {
  it('gives a font whose tables lie where its directory says, with their checksums', () => {
    const font = trueTypeOf(latin)
    expect(font.readUInt32BE(0)).to.equal(0x00010000)
    for (let table = 0; table < font.readUInt16BE(4); table += 1) {
      const entry = 12 + 16 * table
      const [tag, checksum] = [
        font.toString('latin1', entry, entry + 4),
        font.readUInt32BE(entry + 4),
      ]
      const [offset, length] = [font.readUInt32BE(entry + 8), font.readUInt32BE(entry + 12)]
      expect(offset % 4).to.equal(0)
      expect(offset + length).to.be.at.most(font.length)
      if (tag !== 'head')
        expect(sumOf(font.subarray(offset, offset + length)), tag).to.equal(checksum)
    }
  })

  it('refuses what is not WOFF', () =>
    expect(() => trueTypeOf(Buffer.from('OTTOxxxxxxxxxxxxxxxx'))).to.throw(/not WOFF/))
})

/** The checksum of a table (OpenType, "Calculating Checksums"). */
function sumOf(bytes: Buffer): number {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  let sum = 0
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0
  return sum
}

describe('fontPlan', () => {
  it('embeds more than Latin only where it is used', () => {
    const [plain, greek] = [fontPlan(used('plain')), fontPlan(used('Ωμέγα'))]
    expect(plain.css.match(/@font-face/g)).to.have.length(4)
    expect(greek.css.length).to.be.greaterThan(plain.css.length)
    expect(greek.spelled('Ωμέγα Жук'.slice(0, 5))).to.equal('Ωμέγα')
  })

  it('shows what people write in any of its scripts, and embeds nothing else for it', () => {
    for (const [script, text] of Object.entries(WRITTEN)) {
      const plan = fontPlan(used(text))
      expect(plan.spelled(text), script).to.equal(text)
      expect(plan.css.length, script).to.be.lessThan(1_100_000)
    }
  })

  it('shows the letters that Chinese and Japanese share as the document writes them', () => {
    const [chinese, japanese] = [fontPlan(used('支付')), fontPlan(used('支払い'))]
    const faces = (css: string) => css.match(/@font-face/g)?.length
    expect(chinese.spelled('支付')).to.equal('支付')
    expect(faces(japanese.css)).to.equal(4 + 2 * 3)
  })

  it('spells what no bundled font has, and nothing else', () => {
    const { spelled } = fontPlan(used('é த ქ'))
    expect(spelled('é த ქ')).to.equal('é [U+0BA4] [U+10E5]')
  })

  it('leaves only characters that its fonts have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plan = fontPlan(used(text))
        expect(plan.spelled(plan.spelled(text))).to.equal(plan.spelled(text))
      }),
      { numRuns: 50 },
    )
  })

  it('is the same for the same characters', () => {
    expect(fontPlan(used('aé')).css).to.equal(fontPlan(used('éa')).css)
  })
})

describe('fallbackFont', () => {
  it('is one TrueType file', () => expect(fallbackFont().readUInt32BE(0)).to.equal(0x00010000))
})
