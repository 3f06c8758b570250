import { expect } from 'chai'
import { pagesOf } from '../../src/render/beyond-group.ts'
import { reportHtml } from '../../src/render/html.ts'
import { reportView } from '../../src/render/view/report.ts'
import { reportSource } from './fixture.ts'

/** A report with four more controls that are out of reach in its first framework, the last of another reason. */
function viewed() {
  const source = reportSource()
  const [framework, ...others] = source.catalogue.frameworks
  const more = ['1.1', '1.2', '1.3', '1.4'].map((id) => ({
    ...framework!.controls[0]!,
    ...{ id, method: 'out-of-reach' as const, checks: [], procedures: [`${id}.a`] },
    related: id === '1.2' ? [{ framework: 'nist-800-53', id: 'AC-3' }] : [],
    residual: id === '1.4' ? 'logs are not seen' : 'files are not seen',
  }))
  const controls = [...more, ...framework!.controls]
  const frameworks = [{ ...framework!, controls }, ...others]
  return reportView({ ...source, catalogue: { ...source.catalogue, frameworks } })
}

describe('controls that are out of reach', () => {
  it('are one table where a page each would say the same, with an anchor for each', () => {
    const view = viewed()
    const [framework] = view.report.frameworks
    const pages = pagesOf(framework!)
    const sizes = pages.map((page) => ('controls' in page ? page.controls.length : 1))
    expect(sizes.slice(0, 2)).to.deep.equal([3, 1])
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(framework!.total)
    const text = reportHtml(view).toString()
    for (const { anchor } of framework!.controls)
      expect(text.split(`id="${anchor}"`).length - 1, anchor).to.equal(1)
  })

  it('stay apart where any of them was looked at', () => {
    const [framework] = reportView(reportSource()).report.frameworks
    expect(pagesOf(framework!).some((page) => 'controls' in page)).to.equal(false)
  })
})
