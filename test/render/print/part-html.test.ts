import { expect } from 'chai'
import { printedDocument } from '../../../src/render/document.ts'
import { partHtml } from '../../../src/render/print/part-html.ts'

const frame = { title: 'x', entity: 'Example', classification: 'Internal', reference: 'run 1' }
const document = printedDocument(frame, ['\u0ba4'])
const of = (body: string, isFirst = false) => partHtml({ name: 'part', body }, document, isFirst)

describe('the HTML of a part', () => {
  it('sends links to the address that is rewritten, and links to each place so that it is kept', () => {
    const { html, model } = of(
      '<p id="a">x</p><a href="#b">to <span>b</span></a><use href="#mark-fail"/>',
    )
    expect(html).to.include('<a href="https://xref.invalid/#b">to <span>b</span></a>')
    expect(html).to.include('<use href="#mark-fail"/>')
    expect(html).to.include('<div hidden><a href="#a"></a></div>')
    expect([...model.links]).to.deep.equal([['b', 'to b']])
  })

  it('has the rank of each link of a list where the number of its page goes', () => {
    const { html, model } = of(
      '<a href="#b" class="paged">Scope</a><a href="#c">x</a><a href="#d" class="paged">Waivers</a>',
    )
    expect(html).to.include('#b" class="paged">Scope <span class="page-number">0000</span></a>')
    expect(html).to.include('#d" class="paged">Waivers <span class="page-number">0001</span></a>')
    expect(model.pages).to.deep.equal(['b', 'd'])
    expect(model.links.get('d')).to.equal('Waivers')
  })

  it('knows the words and levels of its headings, as they are shown', () => {
    const { model } = of(
      '<h2>One &amp; two<br>three</h2><h4 class="mono">a<wbr>/b \u0ba4</h4><h3>\n<span>x</span> y\n</h3>',
    )
    expect(model.headings).to.deep.equal([
      { level: 2, text: 'One & two three' },
      { level: 4, text: 'a/b [U+0BA4]' },
      { level: 3, text: 'x y' },
    ])
  })

  it('has a blank in each empty cell', () => {
    const { html } = of('<td class="a"></td><th></th><td>1</td>')
    expect(html).to.include('<td class="a">&#160;</td><th>&#160;</th><td>1</td>')
  })

  it('has the marks of results in each part, and the cover’s margin in the first alone', () => {
    const [first, other] = [of('', true).html, of('').html]
    expect(other).to.include('<symbol id="mark-fail"')
    expect(first).to.not.include('<symbol id="mark-fail"')
    expect(first).to.include('@page:first{margin-top:16mm}')
    expect(other).to.not.include('@page:first')
  })

  it('has empty margins: the sheet has them, with the sample in the place of the number', () => {
    expect(of('', true).html).to.not.include('content:"Internal"')
    const sheet = document.sheet('page 0 of')
    expect(sheet).to.include('@top-right{content:"Internal"}')
    expect(sheet).to.include('@bottom-right{content:"page 0 of"}')
  })
})
