import { expect } from 'chai'
import { reportHtml } from '../../src/render/html.ts'
import { shownControl } from '../../src/render/paired-control.ts'
import type { ControlView } from '../../src/render/report-schema.ts'
import { reportView } from '../../src/render/view/report.ts'
import { PAIRING_WORDS } from '../../src/render/words.ts'
import { reportSource } from './fixture.ts'

const source = reportSource()
const paired = {
  ...source,
  catalogue: {
    ...source.catalogue,
    frameworks: source.catalogue.frameworks.map((one) => ({ ...one, pairing: 'ours' as const })),
  },
}

function controlOf(view: ReturnType<typeof reportView>, id: string): ControlView {
  const all = view.report.frameworks.flatMap(({ controls }) => controls)
  const found = all.find((control) => control.id === id)
  if (found === undefined) throw new Error(`no control ${id}`)
  return found
}

describe('the page of a control whose pairing is ours', () => {
  const view = reportView(paired)
  const control = controlOf(view, '1.3.1')
  const pairing = PAIRING_WORDS.ours

  it('shows failures and what is not decided, says how many more there are, and who pairs', () => {
    const shown = shownControl({ pairing }, control)
    expect(shown.pairing).to.equal(pairing)
    for (const [index, { subjects, left = 0 }] of shown.clusters.entries()) {
      const all = control.clusters[index]?.subjects ?? []
      expect(subjects.every(({ verdict }) => /fail|undetermined/.test(verdict))).to.equal(true)
      expect(subjects.length + left).to.equal(all.length)
    }
    expect(shown.clusters.some(({ left }) => left !== undefined)).to.equal(true)
  })

  it('names each check once, without its parameters', () => {
    const [check] = control.checks
    if (check === undefined) throw new Error('no check')
    const twice = { ...control, checks: [check, { ...check, parameters: ['direction: egress'] }] }
    expect(shownControl({ pairing }, twice).checks).to.deep.equal([{ ...check, parameters: [] }])
  })

  it('shows ten of them at the most', () => {
    const [part] = control.clusters.filter(({ subjects }) => subjects.length > 0)
    const [one] = part?.subjects ?? []
    if (part === undefined || one === undefined) throw new Error('no subject')
    const subjects = Array.from({ length: 30 }, () => ({ ...one, verdict: 'fail' as const }))
    const many = { ...control, clusters: [{ ...part, subjects }] }
    const [shown] = shownControl({ pairing }, many).clusters
    expect([shown?.subjects.length, shown?.left]).to.deep.equal([10, 20])
  })

  it('is the whole one where a publisher says what each control asks', () => {
    expect(shownControl({}, control)).to.equal(control)
  })

  it('says in HTML that more results are elsewhere, and nothing of it else', () => {
    const text = (given: typeof view) => Buffer.from(reportHtml(given)).toString('utf8')
    const said = 'more results are not shown here; report.json and check-results.csv have each'
    expect(text(view)).to.include(said).and.include(`<dt>Pairing</dt><dd>${pairing}</dd>`)
    expect(text(reportView(source))).to.not.include(said)
  })
})
