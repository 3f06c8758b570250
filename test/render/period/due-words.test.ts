import { expect } from 'chai'
import { DIGEST_OF_NOTHING } from '../../../src/core/digest.ts'
import { dueWords } from '../../../src/render/period/view/due-words.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

describe('the words of the day by which a statement is due', () => {
  it('say since when the archive knows what nobody reviewed', () => {
    const due = { from: 'first-seen', since: '2025-09-01', cadence: 'P6M' } as const
    expect(dueWords({ ...due, day: '2026-03-04' }, false)).to.equal(
      'never reviewed: nothing shows an earlier review; counted from 2025-09-01, when the archive first knew of it; with a cadence of 6 months due by 2026-03-04',
    )
    const late = { ...due, day: '2026-03-04', overdueSince: '2026-03-05' }
    expect(dueWords(late, true)).to.equal(
      'nothing was stated that counts; counted from 2025-09-01, when the archive first knew of it; with a cadence of 6 months due by 2026-03-04, overdue since 2026-03-05',
    )
  })

  it('say what ends a statement, and that nothing approves nothing', () => {
    expect(dueWords({ from: 'change', since: '2025-12-15' }, true)).to.equal(
      'a change ended what was stated: the newest was seen on 2025-12-15; due anew since then',
    )
    expect(dueWords({ from: 'statement', since: '2025-12-15' }, true)).to.equal(
      'stated on 2025-12-15; it holds until what it is bound to changes',
    )
    expect(dueWords({ from: 'nothing' }, false)).to.equal(
      'nothing to review: what it is bound to is empty; a statement would approve nothing',
    )
  })

  it('give no digest of a list without an entry', () => {
    const source = periodSource()
    const reviews = source.reviews.map((one) => {
      const { scope } = one.digests
      const newest = { ...scope!.newest, digest: DIGEST_OF_NOTHING }
      return { ...one, digests: { scope: { ...scope!, newest } } }
    })
    const [bound] = periodView({ ...source, reviews }).report.reviews[0]!.clusters[0]!.digests
    expect(bound?.digest).to.equal(undefined)
    expect(bound?.since).to.match(/^nothing to review: the list is empty; the same since /)
  })
})
