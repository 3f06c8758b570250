import { expect } from 'chai'
import { changes } from '../../../src/render/period/tables/changes.ts'
import { periodHtml } from '../../../src/render/period/html.ts'
import { markdown } from '../../../src/render/period/markdown.ts'
import { notCompared } from '../../../src/render/period/view/not-compared.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

const WHY = 'connectivity: not certain in the second: a policy API is not understood'

/** The quarter with two steps of a cluster, and one of each of some others, of which connectivity is not known. */
function withOpen(others: readonly string[] = []) {
  const source = periodSource()
  const [step] = source.changes.connectivity
  const open = ['staging', 'staging', ...others].map((cluster) => ({
    ...{ ...step!, cluster, gaps: [WHY] },
    ...{ connectivity: [], connected: [], openings: [] },
  }))
  const connectivity = [...source.changes.connectivity, ...open]
  return { ...source, changes: { ...source.changes, connectivity } }
}

const SAID =
  '3 comparisons of one run with the next could not be made, or not whole: 2 of connectivity, in staging (2 steps); 1 of policies and files. Changes may be missing there.'

describe('what was not compared within a period', () => {
  it('counts connectivity and everything else, with the clusters whose connectivity is not known', () => {
    const { changes: seen } = withOpen()
    expect(notCompared(seen)).to.equal(SAID)
    expect(notCompared({ ...seen, connectivity: [] })).to.equal(
      '1 comparison of one run with the next could not be made, or not whole: 1 of policies and files. Changes may be missing there.',
    )
    expect(notCompared({ connectivity: [], gaps: [] })).to.equal('')
  })

  it('names the first clusters and counts the others', () => {
    const { changes: seen } = withOpen(['a', 'b', 'c', 'd'])
    expect(notCompared(seen)).to.include(
      '6 of connectivity, in a (1 step), b (1 step), c (1 step), d (1 step) and 1 more cluster;',
    )
  })

  it('stands on the cover, beside the numbers of changes and in summary.md', async () => {
    const view = periodView(withOpen())
    const html = Buffer.from(periodHtml(view)).toString()
    expect(view.report.readFirst).to.include(SAID)
    for (const id of ['read-first', 'executive-summary', 'changes'])
      expect(new RegExp(`id="${id}">.*?</section>`, 's').exec(html)![0]).to.include(SAID)
    const [file] = await markdown.render(view)
    const [, part] = Buffer.from(file!.bytes).toString().split('## What changed')
    expect(part).to.include('could not be made, or not whole')
  })

  it('has rows of its own in changes.csv', () => {
    const rows = [...changes(withOpen()).rows()].filter(([kind]) => kind === 'not compared')
    expect(rows.map(([, cluster, from, , , what]) => [cluster, from !== '', what])).to.deep.equal([
      ...[1, 2].map(() => ['staging', true, 'connectivity']),
      ['', false, periodSource().changes.gaps[0]],
    ])
    expect(rows[0]!.at(-1)).to.equal(WHY)
    for (const row of rows) expect(row).to.have.length(changes(withOpen()).columns.length)
  })
})
