import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { evidenceAnchor, evidenceEntries, type Citing } from '../../src/render/evidence-annex.ts'
import { evidenceSections } from '../../src/render/evidence-sections.ts'
import { reportHtml } from '../../src/render/html.ts'
import { reportView } from '../../src/render/view/report.ts'
import { reportSource } from './fixture.ts'

type Subject = Citing['clusters'][number]['subjects'][number]

const NAMESPACE = '/v1/Namespace//shop'

const seen = (number: number, object = NAMESPACE, pointer = '/spec', value = 'x') => ({
  number: `1a2b3c4d-${String(number).padStart(4, '0')}`,
  ...{ object, pointer, value },
})

const subject = (evidence: Subject['evidence']): Subject => ({
  ...{ subject: 'prod//Namespace/shop', verdict: 'pass', word: 'pass' },
  ...{ check: 'labels', checkVersion: 1, reason: 'it is', evidence },
})

const cites = (id: string, ...evidence: Subject['evidence']): Citing => ({
  ...{ framework: 'pci', id, anchor: `control.pci.${id}` },
  clusters: [{ cluster: 'prod', subjects: [subject(evidence)] }],
})

const CLUSTERS = [{ name: 'prod', evidence: [{ object: NAMESPACE, digest: digestOf('shop') }] }]

describe('the evidence annex', () => {
  it('has every number once, in order, with the object, its digest, what was seen and who cites it', () => {
    const [first, ...others] = evidenceEntries(
      [cites('1', seen(2, '/v1/Pod/shop/web'), seen(1)), cites('2', seen(1))],
      CLUSTERS,
    )
    expect(first).to.deep.equal({
      ...{ cluster: 'prod', object: NAMESPACE, digest: digestOf('shop') },
      seen: [
        {
          ...{ number: '1a2b3c4d-0001', anchor: 'e0001', isPresence: false },
          ...{ pointer: '/spec', value: 'x', more: 0 },
          frameworks: [
            {
              framework: 'pci',
              controls: ['1', '2'].map((id) => ({ id, anchor: `control.pci.${id}` })),
            },
          ],
        },
      ],
    })
    expect(others.map(({ object, digest }) => [object, digest])).to.deep.equal([
      ['/v1/Pod/shop/web', ''],
    ])
  })

  it('holds observations of one object together whose numbers follow each other', () => {
    const all = [seen(1), seen(2), seen(3, '/v1/Pod/shop/web'), seen(4)]
    const entries = evidenceEntries([cites('1', ...all)], CLUSTERS)
    expect(entries.map((entry) => entry.seen.length)).to.deep.equal([2, 1, 1])
  })

  it('names the first controls that rest on one observation and counts the others', () => {
    const many = Array.from({ length: 40 }, (_, index) => cites(String(index), seen(1)))
    const [entry] = evidenceEntries(many, CLUSTERS)
    expect(entry!.seen[0]!.frameworks[0]!.controls).to.have.length(6)
    expect(entry!.seen[0]!.more).to.equal(34)
  })

  it('is divided into tables of bounded size, whatever one object has', () => {
    const all = Array.from({ length: 500 }, (_, index) => seen(index + 1))
    const { clusters } = reportView(reportSource()).report
    const head = { annex: 'Annex C', runId: 'run', runs: '' }
    const sections = [...evidenceSections(head, [cites('1', ...all)], clusters)]
    const rows = sections.map(({ html }) => html.match(/<tr id="e/g)?.length ?? 0)
    expect(Math.max(...rows)).to.be.at.most(60)
    expect(rows.reduce((sum, count) => sum + count, 0)).to.equal(500)
    expect(sections.map(({ html }) => html).join('')).to.match(/^<section[^]*<\/section>\n$/)
  })

  it('is where each number that a page of the report prints leads to, and leads back', () => {
    const view = reportView(reportSource())
    const html = Buffer.from(reportHtml(view)).toString()
    const places = new Set(Array.from(html.matchAll(/ id="([\w.-]+)"/g), ([, id]) => id))
    const numbers = view.report.frameworks.flatMap(({ controls }) =>
      controls.flatMap(({ clusters }) =>
        clusters.flatMap(({ subjects }) =>
          subjects.flatMap(({ evidence }) => evidence.map(({ number }) => number)),
        ),
      ),
    )
    expect(numbers).to.not.be.empty
    for (const number of numbers) expect(places.has(evidenceAnchor(number)), number).to.equal(true)
    const links = Array.from(html.matchAll(/<a href="#([\w.-]+)">/g), ([, to = '']) => to)
    expect(links.filter((to) => !places.has(to))).to.deep.equal([])
  })
})
