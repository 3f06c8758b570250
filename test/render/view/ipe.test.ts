import { expect } from 'chai'
import type { ReportSource } from '../../../src/model/report.ts'
import { ipeView } from '../../../src/render/view/ipe.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { reportSource } from '../fixture.ts'

function sheets(different: Partial<ReportSource> = {}) {
  return ipeView(reportView(reportSource(different)).report)
}

const said = (facts: readonly { name: string; items: readonly string[] }[], name: string) =>
  facts.find((one) => one.name === name)?.items.join(' ')

describe('information produced by the entity', () => {
  it('has one sheet for each cluster that is expected, in their order', () => {
    const { clusters } = reportSource()
    expect(sheets().sheets.map(({ name }) => name)).to.deep.equal(clusters.map(({ name }) => name))
    const retired = clusters.map((one) => ({
      ...one,
      snapshot: { ...one.snapshot, status: 'retired' as const },
    }))
    expect(sheets({ clusters: retired }).sheets).to.deep.equal([])
  })

  it('names tool, image, catalogue and what came before', () => {
    const { facts } = sheets({ image: 'registry.example/exhibit@sha256:1' })
    expect(said(facts, 'Made by')).to.equal('exhibit 0.1.0 (revision 4f2a9be)')
    expect(said(facts, 'Image')).to.equal('registry.example/exhibit@sha256:1')
    expect(said(sheets().facts, 'Image')).to.match(/^not stated/)
    expect(said(facts, 'Catalogue of controls')).to.match(/^sha256:[0-9a-f]{64}$/)
    expect(said(facts, 'Entry before')).to.match(/^number 41, sha256:/)
  })

  it('gives the rights of the account as the server stated them, or that it did not', () => {
    const [first] = sheets().sheets
    expect(said(first!.facts, 'Its rights')).to.include('list namespaces, nodes, pods, services;')
    const clusters = reportSource().clusters.map((one) => {
      const { account } = one.snapshot
      if (account === undefined) return one
      const { user, groups } = account
      return { ...one, snapshot: { ...one.snapshot, account: { user, groups } } }
    })
    expect(said(sheets({ clusters }).sheets[0]!.facts, 'Its rights')).to.match(/^unknown/)
  })

  it('counts lists, objects and replaced values, and what could not be read', () => {
    const partial = sheets().sheets[1]!
    expect(said(partial.facts, 'Lists asked for')).to.equal(
      '11: 9 read in 10 pages, 1 not served, 1 not read',
    )
    expect(said(partial.facts, 'Values replaced')).to.match(/^3: 1 annotation values/)
    expect(partial.errors[0]).to.match(/^1 forbidden: ingresses\.networking\.k8s\.io: /)
    expect(sheets().sheets[2]!.errors[0]).to.include('ETIMEDOUT')
  })

  it('cuts nothing but the lines of rights, which annex A has', () => {
    const [first] = reportSource().clusters
    const { snapshot } = first!
    const one = snapshot.resources[0]!
    const resources = Array.from({ length: 300 }, (_, at) => ({
      ...one,
      resource: `kind${String(at).padStart(3, '0')}.example.com`,
      resourceVersion: String(at),
    }))
    const rules = Array.from({ length: 90 }, (_, at) => `list kind${at}`)
    const account = { user: 'reader', groups: [], rules }
    const clusters = [{ ...first!, snapshot: { ...snapshot, resources, account } }]
    const [sheet] = sheets({ clusters }).sheets
    expect(sheet!.lists.length).to.equal(300)
    expect(sheet!.lists[1]!.version).to.equal('1')
    expect(said(sheet!.facts, 'Its rights')).to.match(/and 87 more lines in annex A$/)
  })
})
