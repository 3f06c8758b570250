import { expect } from 'chai'
import { periodHtml } from '../../../src/render/period/html.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

describe('evidence numbers of a period', () => {
  it('lead to the annex of runs or of evidence wherever they are printed', () => {
    const view = periodView(periodSource())
    const html = Buffer.from(periodHtml(view)).toString()
    const places = new Set(Array.from(html.matchAll(/ id="([\w.-]+)"/g), ([, id]) => id))
    const links = Array.from(html.matchAll(/<a href="#([\w.-]+)">/g), ([, to = '']) => to)
    expect(links.filter((to) => !places.has(to))).to.deep.equal([])
    const { reference, runs } = view.report
    const printed = html.match(new RegExp(`${reference}-\\d{4}`, 'g')) ?? []
    const linked = html.match(new RegExp(`<a href="#e\\d{4}">${reference}-\\d{4}</a>`, 'g')) ?? []
    const resolved = html.match(/<tr id="e\d{4}"/g) ?? []
    expect(runs).to.not.be.empty
    expect(resolved.length).to.be.greaterThan(runs.length)
    // besides, each stands once where it is resolved, and the first and last of the runs in a sentence
    expect(printed.length - linked.length).to.equal(resolved.length + 2)
  })
})
