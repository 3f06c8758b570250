import { expect } from 'chai'
import { Fault } from '../../src/core/fault.ts'
import { silentLog } from '../../src/core/log.ts'
import { pdf } from '../../src/render/pdf.ts'
import { reportView } from '../../src/render/view/report.ts'
import { policies } from './fixture-policies.ts'
import { reportSource } from './fixture.ts'

describe('pdf', () => {
  it('refuses more than 2,000 pages at once, before it prints, and says what to do', async () => {
    const source = reportSource()
    const many = Array.from({ length: 6000 }, () => policies('prod-eu')[0]!)
    const [first, ...others] = source.clusters
    const view = reportView({ ...source, clusters: [{ ...first!, policies: many }, ...others] })
    const started = performance.now()
    try {
      await pdf.render(view, { browser: { env: {}, log: silentLog } })
      expect.fail('it printed')
    } catch (error) {
      expect(error).to.be.instanceOf(Fault)
      const { code, message, hint } = error as Fault
      expect(code).to.equal('MISSING')
      expect(message).to.match(
        /too long for one PDF of at most 2,000 pages: its annex alone has more than 2,\d{3}/,
      )
      expect(hint).to.include('--cluster')
    }
    expect(performance.now() - started).to.be.lessThan(5000)
  })
})
