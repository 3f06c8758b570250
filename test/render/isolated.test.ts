import { expect } from 'chai'
import { beginsRight, isolated } from '../../src/render/isolated.ts'

const NAME = 'خادم-الدفع'

describe('isolated', () => {
  it('leaves what runs from left to right as it is', () => {
    const html = '<td title="a">支払い &amp; Жук</td>'
    expect(isolated(html)).to.equal(html)
  })

  it('keeps a name apart, so that what stands beside it keeps its place', () => {
    expect(isolated(`<td>payments/${NAME}:8080 to 10.0.0.1</td>`)).to.equal(
      `<td>payments/<bdi dir="rtl">${NAME}</bdi>:8080 to 10.0.0.1</td>`,
    )
    expect(isolated(`<td>${NAME}/deploy: 12 of 30 reached it</td>`)).to.equal(
      `<td><bdi dir="rtl">${NAME}</bdi>/deploy: 12 of 30 reached it</td>`,
    )
  })

  it('sets a whole text from right to left that begins so and mostly is so', () => {
    const text = 'هذا النظام Kubernetes آمن، 2026'
    expect(isolated(`<p> ${text}\n</p>`)).to.equal(`<p> <bdi dir="rtl">${text}</bdi>\n</p>`)
  })

  it('takes the marks of a last letter along', () => {
    expect(isolated('<p>by שָׁ and more</p>')).to.equal('<p>by <bdi dir="rtl">שָׁ</bdi> and more</p>')
  })

  it('leaves attributes and pictures alone', () => {
    const html = `<td title="${NAME}"><svg aria-label="${NAME}"><svg><text>${NAME}</text></svg><text>${NAME}</text></svg></td>`
    expect(isolated(html)).to.equal(html)
    expect(isolated(`${html}<p>${NAME}</p>`)).to.equal(`${html}<p><bdi dir="rtl">${NAME}</bdi></p>`)
  })
})

describe('beginsRight', () => {
  it('goes by the first letter', () => {
    expect(['(12) שלום', 'A שלום', '12', ''].map(beginsRight)).to.deep.equal([
      true,
      false,
      false,
      false,
    ])
  })
})
