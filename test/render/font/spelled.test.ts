import { expect } from 'chai'
import { charactersUsed, fontPlan } from '../../../src/render/font/faces.ts'

const spelled = (text: string) => fontPlan(charactersUsed(text)).spelled(text)

describe('speller', () => {
  it('shows marks upon letters of their own font alone: a browser would show boxes', () => {
    expect(spelled('בָּ และ की')).to.equal('בָּ และ की')
    expect(spelled('x\u064e')).to.equal('x[U+064E]')
    expect(spelled('日\u0301')).to.equal('日[U+0301]')
    expect(spelled('>\u0e31')).to.equal('>[U+0E31]')
    expect(spelled('1\u20e3')).to.equal('1[U+20E3]')
  })

  it('spells marks that would be drawn over other lines', () => {
    expect(spelled(`e${'\u0301'.repeat(6)}`)).to.equal(
      `e${'\u0301'.repeat(4)}${'[U+0301]'.repeat(2)}`,
    )
  })

  it('spells what chooses a form and is not seen, but behind a pictogram', () => {
    expect(spelled('admin\ufe0f')).to.equal('admin[U+FE0F]')
    expect(spelled('⚠\ufe0f')).to.equal('⚠\ufe0f')
    expect(spelled('\ufe0f')).to.equal('[U+FE0F]')
    expect(spelled('⚠\ufe0e')).to.equal('⚠[U+FE0E]')
  })

  it('shows a tone of skin in the font of its hand', () => {
    for (const hand of ['👍🏽', '👩🏿', '☝🏻', '🤝🏾']) expect(spelled(hand)).to.equal(hand)
    expect(spelled('a🏽')).to.equal('a[U+1F3FD]')
  })

  it('spells what joins, hides or turns, in whichever script', () => {
    for (const code of [0x200c, 0x200d, 0x200e, 0x200f, 0x202e, 0x2066, 0x061c, 0xe0062]) {
      const hidden = String.fromCodePoint(code)
      const name = `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
      for (const [before, after] of [
        ['م', 'م'],
        ['👩', '💻'],
        ['क', 'ष'],
        ['a', 'b'],
      ] as const)
        expect(spelled(`${before}${hidden}${after}`)).to.equal(`${before}${name}${after}`)
    }
  })
})
