import { expect } from 'chai'
import type { Comparison } from '../../src/model/comparison.ts'
import { comparisonHtml } from '../../src/render/comparison-html.ts'
import { expectGolden } from './golden.ts'
import { hostile } from './hostile.ts'

const frame = {
  entity: 'Example Payments',
  classification: 'Confidential',
  generatedAt: '2026-12-28T02:03:42Z',
}

const side = (name: string, asOf: string): Comparison['base'] => ({
  name,
  asOf,
  clusters: [{ name: 'prod-eu', status: 'complete', uid: 'u-1', root: 'sha256:ab' }],
})

/** A comparison with one change of each kind. */
function comparison(different: Partial<Comparison> = {}): Comparison {
  const control = {
    cluster: 'prod-eu',
    framework: 'pci-dss-4.0.1',
    newlyFailing: [],
    noLongerFailing: [],
  }
  return {
    format: 'comparison/v1',
    base: side('20260929T020004Z-0a1b2c3d', '2026-09-29T02:00:06Z'),
    head: side('20261228T020004Z-7c1f09e2', '2026-12-28T02:00:06Z'),
    premises: ['the catalogue differs'],
    controls: [
      {
        ...control,
        control: '1.2.5',
        title: 'Approved',
        state: 'unchanged',
        before: 'pass',
        after: 'pass',
        reason: 'pass in both',
      },
      {
        ...control,
        control: '1.3.1',
        title: 'Into the CDE',
        state: 'fixed',
        before: 'fail',
        after: 'pass',
        reason: 'nothing fails now',
        noLongerFailing: ['prod-eu/payments/Deployment/api'],
      },
      {
        ...control,
        control: '1.4.2',
        title: 'Exposure',
        state: 'regressed',
        before: 'pass',
        after: 'fail',
        reason: 'a NodePort came',
        newlyFailing: ['prod-eu/payments/Service/debug'],
      },
      {
        ...control,
        control: '1.4.4',
        title: 'Stores',
        state: 'new',
        after: 'undetermined',
        reason: 'not in the base',
      },
    ],
    objects: [
      {
        cluster: 'prod-eu',
        key: 'networking.k8s.io/v1/NetworkPolicy/payments/api',
        change: 'changed',
        diff: '--- before\n+++ after\n@@ -1,2 +1,2 @@\n spec:\n-  a: 1\n+  a: 2\n',
      },
      { cluster: 'prod-eu', key: '/v1/Service/payments/debug', change: 'added' },
    ],
    compared: ['prod-eu'],
    connectivity: [
      {
        cluster: 'prod-eu',
        change: 'opened',
        from: 'outside',
        to: 'payments/Deployment/api',
        ports: [{ protocol: 'TCP', from: 8443, to: 8443 }],
        cde: 'into',
        pairs: 3,
        cause: ['Service debug added'],
      },
      {
        cluster: 'prod-eu',
        change: 'closed',
        from: 'shop/Deployment/web',
        to: 'payments/Deployment/api',
        ports: [{ protocol: 'UDP', from: 1, to: 65535 }],
        pairs: 1200,
        cause: [],
      },
    ],
    gaps: ['pods were left out'],
    ...different,
  }
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

describe('comparisonHtml', () => {
  it('writes the golden HTML', () => {
    const html = text(comparisonHtml(comparison(), frame))
    expectGolden('comparison.html', html.replace(/(base64,)[A-Za-z0-9+/=]+/g, '$1...'))
  })

  it('puts what needs a reader first', () => {
    const html = text(comparisonHtml(comparison(), frame))
    const [regressed, fixed, unchanged] = ['1.4.2', '1.3.1', '1.2.5'].map((id) =>
      html.indexOf(`pci-dss-4.0.1 ${id}`),
    )
    expect(regressed).to.be.lessThan(fixed!)
    expect(fixed).to.be.lessThan(unchanged!)
  })

  it('says so when nothing changed', () => {
    const html = text(
      comparisonHtml(
        comparison({
          controls: comparison().controls.filter(({ state }) => state === 'unchanged'),
          ...{ objects: [], connectivity: [], premises: [], gaps: [] },
        }),
        frame,
      ),
    )
    expect(html).to.include('No control has another result than before.')
    expect(html).to.include('No object was added, removed or changed.')
    expect(html).to.include('Both sides rest on the same population')
  })

  it('says that controls were not compared where nothing evaluated a side', () => {
    const html = text(comparisonHtml(comparison({ controls: [] }), frame))
    expect(html).to.include('Controls were not compared')
    expect(html).to.not.include('No control has another result')
  })

  it('keeps hostile text inert', () => {
    const bad = hostile('comparison')
    const [first] = comparison().controls
    const html = text(
      comparisonHtml(
        comparison({
          premises: [bad],
          gaps: [bad],
          controls: [
            { ...first!, title: bad, reason: bad, newlyFailing: [bad], state: 'regressed' },
          ],
          objects: [{ cluster: bad, key: bad, change: 'changed', diff: `+${bad}` }],
          connectivity: [
            {
              cluster: bad,
              change: 'opened',
              from: bad,
              to: bad,
              ports: [],
              pairs: 1,
              cause: [bad],
            },
          ],
        }),
        { ...frame, entity: bad, classification: bad },
      ),
    )
    const body = html.slice(html.indexOf('<body>'))
    expect(body).to.not.match(/<(script|iframe|img|link|meta|style)\b/i)
    expect(html.match(/<style>/g)).to.have.length(3)
    expect(body).to.not.match(/[\u202a-\u202e\u2066-\u2069]/)
  })
})
