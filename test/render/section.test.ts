import { expect } from 'chai'
import { bodiesOf, partsOf } from '../../src/render/section.ts'
import type { Section } from '../../src/render/section.ts'

const section = (name: string, begins: Section['begins'], within?: string): Section => ({
  name,
  html: name.repeat(10),
  begins,
  ...(within === undefined ? {} : { within }),
})

describe('partsOf', () => {
  it('ends a part where a page begins in any case once it is half full', () => {
    const sections = [section('a', 'page'), section('b', 'page'), section('c', 'page')]
    expect([...partsOf(sections, 20)].map(({ name }) => name)).to.deep.equal(['a', 'b', 'c'])
    expect([...partsOf(sections, 40)].map(({ name }) => name)).to.deep.equal(['a to b', 'c'])
  })

  it('weighs what is shown: tags take no room', () => {
    const tagged = { ...section('a', 'page'), html: '<td class="number">a</td>'.repeat(10) }
    const sections = [tagged, section('b', 'page'), section('c', 'page')]
    expect([...partsOf(sections, 40)].map(({ name }) => name)).to.deep.equal(['a to b', 'c'])
  })

  it('begins a page for a section only in a part that is full, and never for one that stays behind another', () => {
    const sections = [
      section('a', 'page'),
      section('b', 'anywhere'),
      section('c', 'behind'),
      section('d', 'anywhere'),
    ]
    expect([...partsOf(sections, 20)].map(({ name }) => name)).to.deep.equal(['a to c', 'd'])
  })

  it('closes the element that a part ends in, and opens it again without its name', () => {
    const within = '<section class="chapter">'
    const sections = [
      { ...section('a', 'page'), html: '<section class="chapter" id="a">aaaaaaaaaa' },
      section('b', 'anywhere', within),
      { ...section('', 'behind', within), html: '</section>' },
      section('c', 'page'),
    ]
    expect([...partsOf(sections, 10)].map(({ body }) => body)).to.deep.equal([
      '<section class="chapter" id="a">aaaaaaaaaa</section>\n',
      `${within}bbbbbbbbbb</section>`,
      'cccccccccc',
    ])
  })

  it('makes parts as they are asked for, and loses nothing', () => {
    let made = 0
    function* sections(): Generator<Section> {
      for (; made < 1000; made += 1) yield section('x', 'anywhere')
    }
    const parts = partsOf(sections(), 100)
    parts.next()
    expect(made).to.be.lessThan(20)
    const rest = [...parts].map(({ body }) => body).join('')
    expect(rest.length + 100).to.equal(
      [...bodiesOf([section('x', 'anywhere')])].join('').length * 1000,
    )
  })
})
