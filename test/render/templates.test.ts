import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { imageSource } from '../../src/render/image-source.ts'
import { stylesheet, template, TEMPLATE_FOLDER } from '../../src/render/templates.ts'

const templates = readdirSync(TEMPLATE_FOLDER)
  .filter((name) => name.endsWith('.hbs'))
  .map((name) => ({ name, text: readFileSync(join(TEMPLATE_FOLDER, name), 'utf8') }))

describe('templates', () => {
  it('are there', () => expect(templates.length).to.be.greaterThan(20))

  for (const { name, text } of templates) {
    it(`place every value escaped (${name})`, () => {
      expect(text).to.not.match(/\{\{\{|\{\{~?&/)
    })

    it(`have no script, no style and no handler (${name})`, () => {
      expect(text).to.not.match(/<(script|style|link|iframe|object|embed|base|form|meta)\b/i)
      expect(text).to.not.match(/\s(on\w+|style)\s*=/i)
    })

    it(`quote every attribute and link only by the safe helper (${name})`, () => {
      for (const [tag] of text.matchAll(/<[a-z](?:\{\{[^}]*\}\}|[^>])*>/gi)) {
        const bare = tag.replace(/\{\{[^}]*\}\}/g, '')
        expect(bare.replace(/"[^"]*"/g, '""'), tag).to.not.match(/=\s*[^"\s>]/)
        expect(tag, tag).to.not.match(/\s(href|src|action|formaction|xlink:href)\s*=/i)
      }
    })
  }

  it('show a picture only where it lies in the page itself', () => {
    const uri = 'data:image/png;base64,aGk='
    expect(imageSource(uri)).to.equal(`src="${uri}"`)
    for (const other of ['https://a/b.png', 'data:text/html;base64,aGk=', `${uri}" onerror="x`])
      expect(imageSource(other), other).to.equal('src=""')
  })

  it('throw on a field that is missing', () => {
    expect(() => template('policy')({ key: 'a', digest: 'b', yaml: 'c' })).to.throw(/anchor/)
  })
})

describe('the stylesheet', () => {
  it('fetches nothing and ends no style element', () => {
    expect(stylesheet()).to.not.match(/@import|url\(|expression|<\//i)
  })

  it('uses none of what costs pages or time in print', () => {
    const print = stylesheet().slice(0, stylesheet().indexOf('@media screen'))
    expect(print).to.not.match(
      /box-shadow|filter:|display:\s*(flex|grid)|content-visibility|contain:/,
    )
  })
})
