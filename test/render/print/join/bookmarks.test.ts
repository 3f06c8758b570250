import { expect } from 'chai'
import { headingsFor } from '../../../../src/render/print/join/bookmarks.ts'
import type { Heading } from '../../../../src/render/print/join/bookmarks.ts'

const printed = (...titles: readonly string[]) =>
  titles.map((title, element) => ({ title, depth: 0, destination: '[1 0 R /XYZ 0 0 0]', element }))
const heading = (text: string, level = 3): Heading => ({ level, text })

describe('bookmarks of a part', () => {
  it('have each heading once, in its own words', () => {
    const headings = [
      heading('Changes', 2),
      heading('Significant changes'),
      heading('networking.k8s.io/v1/NetworkPolicy/payments/dns', 4),
      heading('Cluster a, between 2025-10-06T02:00:40Z 0001 and 2025-10-13T02:00:40Z 0002', 4),
    ]
    const titles = [
      'Changes',
      'Significant changesSignificant changes',
      'networking.k8s.ionetworking.k8s.io/v1/v1/NetworkPolicy/NetworkPolicy/payments/payments/dns/dns',
      'Cluster a, between Cluster a, between 2025-10-06T02:00:40Z2025-10-06T02:00:40Z0001 and 2025-10-13T02:00:40Z 0002',
    ]
    expect(headingsFor(printed(...titles), headings)).to.deep.equal(headings)
  })

  it('keep what was printed where it is not the list of the headings', () => {
    const own = [{ level: 1, text: 'Zones' }]
    expect(headingsFor(printed('Zones'), [heading('Scope')])).to.deep.equal(own)
    expect(headingsFor(printed('Zones'), [heading('Zones'), heading('Scope')])).to.deep.equal(own)
    expect(headingsFor(printed('Zones'), [heading('senoZ')])).to.deep.equal(own)
  })
})
