import { expect } from 'chai'
import { periodSections } from '../../../src/render/period/html.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { pages } from '../print/page-count.ts'
import { hugePeriod } from './fixture-huge.ts'
import { hostileSource } from '../hostile.ts'
import { emptyPeriod, interimSource, periodSource } from './fixture.ts'
import { hostilePeriod } from './hostile.ts'

describe('the executive summary of a period', function () {
  this.timeout(180_000)
  const sources = {
    huge: hugePeriod,
    hostile: () => hostilePeriod(hostileSource()),
    ordinary: periodSource,
    interim: interimSource,
    empty: emptyPeriod,
  }
  for (const paper of ['A4', 'Letter'])
    for (const [name, source] of Object.entries(sources))
      it(`takes one page (${name}, ${paper})`, async () => {
        const summary = [...periodSections(periodView(source()))].find(
          (section) => section.name === 'executive summary',
        )
        expect(summary!.html).to.include('What failed at any time')
        expect(await pages([summary!.html], paper)).to.equal(1)
      })
})
