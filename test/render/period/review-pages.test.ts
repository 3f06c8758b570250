import { expect } from 'chai'
import { reviewPages } from '../../../src/render/period/review-pages.ts'
import type { PeriodReport } from '../../../src/render/period/schema.ts'

type Review = PeriodReport['reviews'][number]
type InCluster = Review['clusters'][number]

const asked = (cluster: string, reason: string, more: Partial<InCluster> = {}): InCluster => ({
  ...{ cluster, reason, word: 'needs sign-off', open: true, due: '' },
  ...{ digests: [], signOffs: [], changedSince: [] },
  ...more,
})

const review = (id: string, clusters: readonly InCluster[]): Review => ({
  ...{ framework: 'PCI DSS 4.0.1', id, controlAnchor: `control-${id}`, title: `Title of ${id}` },
  ...{ open: clusters.length, clusters: [...clusters] },
})

describe('the pages of reviews due', () => {
  const digests = [{ of: 'rights', since: 'the same since October' }]
  const pages = reviewPages([
    review('1.1.2', [asked('prod-eu', 'never'), asked('prod-us', 'never'), asked('dr', 'unread')]),
    review('7.2.4', [asked('prod-eu', 'never', { digests }), asked('prod-us', 'never')]),
    review('8.2.1', [asked('prod-eu', 'never', { changedSince: ['a binding'] })]),
  ])

  it('show in full what is bound to a digest, was stated or has changed', () => {
    expect(pages.bound.map(({ id }) => id)).to.deep.equal(['7.2.4', '8.2.1'])
  })

  it('show the others as rows, clusters of which the same is to be said together', () => {
    expect(pages.rows.map(({ id }) => id)).to.deep.equal(['1.1.2'])
    expect(pages.rows[0]?.parts.map(({ clusters, reason }) => [clusters, reason])).to.deep.equal([
      [['prod-eu', 'prod-us'], 'never'],
      [['dr'], 'unread'],
    ])
  })
})
