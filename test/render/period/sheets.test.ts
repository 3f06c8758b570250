import { expect } from 'chai'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'
import { without } from './without.ts'

const { sheets } = periodView(periodSource()).report
type Sheet = (typeof sheets)[number]
const newest = sheets.at(-1)!

describe('information produced by the entity, run by run', () => {
  it('tells the newest run whole', () => {
    expect(newest.like).to.equal(undefined)
    expect(newest.facts.map(({ name }) => name)).to.include.members(['Made by', 'Image'])
    const [cluster] = newest.clusters
    expect(cluster?.like).to.equal(undefined)
    expect(cluster?.facts.map(({ name }) => name)).to.deep.equal([
      ...['Source', 'UID of kube-system', 'Server', 'CA certificate', 'Server version'],
      ...['Account', 'Groups', 'Its rights'],
    ])
  })

  it('tells of the others what was otherwise, and what is of each of them', () => {
    const [first, second, third] = sheets as readonly [Sheet, Sheet, Sheet]
    expect([third.like, third.facts]).to.deep.equal([newest.number, []])
    const [cluster] = third.clusters
    expect(cluster!.facts).to.deep.equal([])
    expect(cluster!.objects).to.equal(1202)
    expect(cluster!.clock).to.match(/^server minus ours: /)
    expect(first.facts).to.deep.equal([{ name: 'Image', value: 'not stated' }])
    const [rights, ...others] = second.clusters[0]!.facts
    expect(others).to.deep.equal([])
    expect(`${rights!.name}: ${rights!.value}`).to.match(/^Its rights: 15 lines, sha256:/)
  })

  it('tells every error', () => {
    const errors = sheets.flatMap((run) => run.clusters.flatMap((one) => one.errors))
    expect(errors).to.deep.equal(['ingresses.networking.k8s.io: forbidden'])
  })

  it('tells a cluster whole where the newest run that read it is another', () => {
    const source = periodSource()
    const [kept, ...rest] = source.sheets.toReversed()
    const gone = [
      { ...kept!, clusters: kept!.clusters.filter(({ cluster }) => cluster !== 'prod-us') },
      ...rest,
    ]
    const report = periodView({ ...source, sheets: gone.toReversed() }).report
    const ofIt = report.sheets.flatMap(({ number, clusters }) =>
      clusters
        .filter(({ cluster }) => cluster === 'prod-us')
        .map(({ like, facts }) => ({ number, like, facts: facts.length })),
    )
    const whole = ofIt.filter(({ like }) => like === undefined)
    expect(whole).to.have.length(1)
    expect(whole[0]?.facts).to.be.greaterThan(5)
    expect(new Set(ofIt.flatMap(({ like }) => like ?? []))).to.deep.equal(
      new Set([whole[0]?.number]),
    )
  })

  it('is told against the last run where none answers for a slot', () => {
    const report = periodView(without(periodSource(), 'newest')).report
    expect(report.sheets.at(-1)?.like).to.equal(undefined)
    expect(report.sheets[0]?.like).to.equal(report.sheets.at(-1)?.number)
  })
})
