import { expect } from 'chai'
import fc from 'fast-check'
import { digestOf } from '../../src/core/digest.ts'
import type { PopulationItem } from '../../src/model/period.ts'
import type { SampleQuestion } from '../../src/model/sample.ts'
import { sampleOf, samplingKey } from '../../src/period/sample.ts'
import { caught } from '../core/caught.ts'

const AT = { run: '20261005T020000Z-00000000', asOf: '2026-10-05T02:00:10Z' }

function item(number: number, cluster: string, key: string, more: Partial<PopulationItem> = {}) {
  return { number, kind: 'workload' as const, cluster, key, first: AT, last: AT, ...more }
}

const QUESTION: SampleQuestion = { kind: 'workload', size: 3, seed: 'dice', byCluster: false }

/** Populations of workloads and a few namespaces in up to three clusters. */
const populations = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('workload' as const, 'namespace' as const),
      fc.constantFrom('east', 'west', 'arn:aws:eks/prod'),
      fc.stringMatching(/^[a-z]{1,3}\/Deployment\/[a-z]{1,3}$/),
    ),
    { maxLength: 60, selector: (each) => each.join(' ') },
  )
  .map((all) => all.map(([kind, cluster, key], index) => item(index + 1, cluster, key, { kind })))

const questions = fc.record({
  kind: fc.constant('workload' as const),
  size: fc.integer({ min: 1, max: 80 }),
  seed: fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[\p{C}\p{Z}]/u.test(text)),
  byCluster: fc.boolean(),
})

const drawn = (population: readonly PopulationItem[], question: SampleQuestion) =>
  sampleOf(population, question).groups.flatMap(({ items }) => items)

describe('sampleOf', () => {
  it('takes the first by SHA-256 of seed, line feed and key', () => {
    const names = ['web', 'api', 'db', 'job', 'mail']
    const population = names.map((name, index) =>
      item(index + 1, 'prod', `shop/Deployment/${name}`),
    )
    const expected = names
      .map((name) => `prod/shop/Deployment/${name}`)
      .map((key) => ({ key, digest: digestOf(`dice\n${key}`) }))
      .sort((one, two) => (one.digest < two.digest ? -1 : 1))
      .slice(0, 3)
    const found = drawn(population, QUESTION)
    expect(found.map(({ key, digest }) => ({ key, digest }))).to.deep.equal(expected)
    expect(found.map(({ place }) => place)).to.deep.equal([1, 2, 3])
  })

  it('is a prefix of the order of all items', () => {
    fc.assert(
      fc.property(populations, questions, (population, question) => {
        const all = sampleOf(population, { ...question, size: population.length + 1 })
        const { groups } = sampleOf(population, question)
        expect(groups.length).to.equal(all.groups.length)
        for (const [index, { items }] of groups.entries())
          expect(items).to.deep.equal(all.groups[index]?.items.slice(0, question.size))
      }),
    )
  })

  it('does not depend on the order in which the population comes', () => {
    fc.assert(
      fc.property(populations, questions, fc.infiniteStream(fc.nat()), (all, question, random) => {
        const shuffled = all
          .map((each) => ({ each, by: random.next().value as number }))
          .sort((one, two) => one.by - two.by)
          .map(({ each }) => each)
        expect(sampleOf(shuffled, question)).to.deep.equal(sampleOf(all, question))
      }),
    )
  })

  it('draws each item at most once, of the kind alone, and all where no more are there', () => {
    fc.assert(
      fc.property(populations, questions, (population, question) => {
        const kind = population.filter((each) => each.kind === question.kind)
        const { keys, groups } = sampleOf(population, question)
        const items = groups.flatMap((group) => group.items.map((each) => each.item))
        expect(new Set(items).size).to.equal(items.length)
        for (const each of items) expect(kind).to.include(each)
        expect(keys).to.deep.equal(kind.map(samplingKey))
        expect(groups.reduce((sum, { total }) => sum + total, 0)).to.equal(kind.length)
        for (const { total, items: few } of groups)
          expect(few.length).to.equal(Math.min(total, question.size))
      }),
    )
  })

  it('draws as many of each cluster, whatever its share, where strata are asked for', () => {
    fc.assert(
      fc.property(populations, questions, (population, asked) => {
        const question = { ...asked, byCluster: true }
        const { groups } = sampleOf(population, question)
        const clusters = population.filter(({ kind }) => kind === 'workload')
        expect(groups.map(({ cluster }) => cluster)).to.deep.equal(
          [...new Set(clusters.map(({ cluster }) => cluster))].sort(),
        )
        for (const { cluster, items } of groups) {
          const own = population.filter((each) => each.cluster === cluster)
          const alone = drawn(own, { ...question, byCluster: false })
          expect(items).to.deep.equal(alone)
        }
      }),
    )
  })

  it('tells items of one name in two clusters apart, and names snapshots and clusters by themselves', () => {
    const two = [item(1, 'east', 'shop/Deployment/web'), item(2, 'west', 'shop/Deployment/web')]
    const keys = drawn(two, QUESTION).map(({ key }) => key)
    expect(keys.sort()).to.deep.equal(['east/shop/Deployment/web', 'west/shop/Deployment/web'])
    expect(samplingKey(item(1, 'east', 'east', { kind: 'cluster' }))).to.equal('east')
    expect(samplingKey(item(1, 'east', 'RUN/east', { kind: 'snapshot' }))).to.equal('RUN/east')
  })

  it('draws nothing from keys that no shell could read line by line', () => {
    for (const name of ['a\nb', 'a\rb', 'a\0b', 'a\u2028b', 'a\ud800'])
      expect(caught(() => sampleOf([item(1, 'prod', name)], QUESTION)).message).to.include(
        'is not one line of text',
      )
    const twice = [item(1, 'a/b', 'c'), item(2, 'a', 'b/c')]
    expect(caught(() => sampleOf(twice, QUESTION)).message).to.include('"a/b/c" stands twice')
  })
})
