import { expect } from 'chai'
import { comparisonDocument, comparisonHtml } from '../../src/render/comparison-html.ts'
import { csvOf } from '../../src/render/csv.ts'
import {
  connectionChanges,
  controlChanges,
  objectChanges,
  outsideChanges,
  periodControlChanges,
} from '../../src/render/tables/comparison.ts'
import { comparison, connection, periods } from './fixture-comparison.ts'
import { expectGolden } from './golden.ts'
import { hostileComparison } from './hostile-comparison.ts'
import { hostile } from './hostile.ts'
import { expectShown, INERT } from './inert.ts'

const frame = {
  entity: 'Example Payments',
  classification: 'Confidential',
  generatedAt: '2026-12-28T02:03:42Z',
}

const ARCHIVED = {
  reportId: 'a~b-01234567',
  signature: { subject: 'CN=exhibit', fingerprint: 'AB:CD', selfSigned: true },
  runs: [{ id: 'a', sumsDigest: 'sha256:'.padEnd(71, 'e') as `sha256:${string}` }],
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

describe('comparisonHtml', () => {
  it('writes the golden HTML', () => {
    const html = text(comparisonHtml(comparison(), frame))
    expectGolden('comparison.html', html.replace(/(base64,)[A-Za-z0-9+/=]+/g, '$1...'))
  })

  it('puts what needs a reader first', () => {
    const html = text(comparisonHtml(comparison(), frame))
    const [regressed, fixed, unchanged] = [
      'pci-dss-4.0.1 1.4.2',
      'pci-dss-4.0.1 1.3.1',
      '<span class="id">1.2.5</span>',
    ].map((words) => html.indexOf(words))
    expect(regressed).to.be.greaterThan(0).and.lessThan(fixed!)
    expect(fixed).to.be.lessThan(unchanged!)
  })

  it('shows how controls stood over two periods, with the slots behind each word', () => {
    const html = text(comparisonHtml(comparison({ periods: periods() }), frame))
    expect(html).to.include('failed at some time: 12 of 13 slots')
    expect(html).to.match(/the scope of the cluster changed<\/p><\/td><td>.*1\.4\.1/s)
    expect(text(comparisonHtml(comparison(), frame))).to.not.include('id="periods"')
  })

  it('names two periods where it names what is compared, and their runs behind them alone', () => {
    const of = comparison({ periods: periods() })
    const html = text(comparisonHtml(of, frame))
    expect(html).to.include('<title>Comparison of 2026-Q3 and 2026-Q4 - Example Payments</title>')
    expect(html).to.include('<h1>What changed from 2026-Q3 to 2026-Q4</h1>')
    expect(comparisonDocument(of, frame).frame.reference).to.equal('2026-Q3 to 2026-Q4')
    const archived = { ...frame, archived: { ...ARCHIVED, reportId: '2026-q3~2026-q4-01234567' } }
    expect(comparisonDocument(of, archived).frame.reference).to.equal(
      '2026-Q3 to 2026-Q4, report 2026-q3~2026-q4-01234567',
    )
    const newest = html.indexOf('<h2>The newest runs of 2026-Q3 and 2026-Q4</h2>')
    expect(html.indexOf(of.base.name)).to.be.greaterThan(newest)
    expect(html.indexOf(of.head.name)).to.be.greaterThan(newest)
  })

  it('counts over the periods first, and what the newest runs say under their own head', () => {
    const html = text(comparisonHtml(comparison({ periods: periods() }), frame))
    const places = [
      '<h2>At a glance</h2>',
      'controls in their clusters, over 2026-Q3 and over 2026-Q4',
      '<h2>Over 2026-Q3 and 2026-Q4</h2>',
      '<h2>The newest runs of 2026-Q3 and 2026-Q4</h2>',
      ...['population', 'controls', 'objects', 'connectivity'].map(
        (part) => `<h2>Newest runs: ${part}</h2>`,
      ),
    ].map((words) => html.indexOf(words))
    expect(places.every((place) => place > 0)).to.equal(true)
    expect(places).to.deep.equal(places.toSorted((a, b) => a - b))
    expect(html.match(/controls in their clusters/g)).to.have.length(2)
  })

  it('has every line of each part as CSV', () => {
    const of = comparison({ periods: periods() })
    const rows = (table: Parameters<typeof csvOf>[0]) =>
      text(csvOf(table)).split('\r\n').slice(1, -1)
    expect(rows(controlChanges(of))).to.have.length(of.controls.length)
    expect(rows(objectChanges(of))).to.have.length(of.objects.length)
    expect(rows(connectionChanges(of))).to.have.length(of.connectivity.length)
    expect(rows(outsideChanges(of))).to.have.length(of.openings.length + of.connected.length)
    expect(rows(periodControlChanges(of))[0]).to.equal(
      'pci-dss-4.0.1,1.3.1,Into the CDE,prod-eu,regressed,,,"held in every snapshot: 12 of 13 slots, 2026-07-06T02:00:10Z to 2026-09-28T02:00:10Z","failed at some time: 12 of 13 slots, 2026-07-06T02:00:10Z to 2026-09-28T02:00:10Z",2026-Q3,2026-Q4',
    )
    expect(rows(controlChanges(of)).find((row) => row.includes('5.3.2'))).to.include(
      ',incomparable,population,',
    )
  })

  it('says what an archived comparison is, and by which digests it names its runs', () => {
    const html = text(comparisonHtml(comparison(), { ...frame, archived: ARCHIVED }))
    expect(html).to.include('signed and archived as').and.include('sha256:'.padEnd(71, 'e'))
    expect(html).to.include('self-signed by this installation')
    expect(html).to.not.include('not signed evidence')
  })

  it('gives the reason once for all controls that cannot be compared because of it', () => {
    const html = text(comparisonHtml(comparison(), frame))
    expect(html.match(/the cluster was not read now/g)).to.have.length(1)
    expect(html).to.include('Incomparable: 2')
    expect(html).to.include(
      'population: the cluster was not read on a side, or was replaced by another one: 2',
    )
    for (const id of ['5.3.2', '5.6.4']) expect(html).to.include(`<span class="id">${id}</span>`)
  })

  it('shows an example of each row with what decides it, and ranges of addresses in short', () => {
    const html = text(comparisonHtml(comparison(), frame)).replaceAll('<wbr>', '')
    expect(html).to.include(
      '203.0.113.0-203.0.113.255, 198.51.100.1, 198.51.100.3 and 2 more ranges',
    )
    expect(html).to.match(/Example<.*203\.0\.113\.7.*payments\/Pod\/api-0.* on TCP 8443/)
    expect(html).to.include('Arriving: allowed by NetworkPolicy payments/api (/spec/ingress/0)')
  })

  it('says so when nothing changed', () => {
    const html = text(
      comparisonHtml(
        comparison({
          controls: comparison().controls.filter(({ state }) => state === 'unchanged'),
          ...{ objects: [], connectivity: [], connected: [], premises: [], gaps: [] },
        }),
        frame,
      ),
    )
    expect(html).to.include('No control that can be compared has another result than before.')
    expect(html).to.include('No object was added, removed or changed.')
    expect(html).to.include('Both sides rest on the same population')
    expect(html).to.match(
      /<h3>Connected to the CDE<\/h3>\s*<p>Workloads .*<\/p>\s*<p>No change in /,
    )
  })

  it('lists some of many workloads that are connected, and says how many more there are', () => {
    const [one] = comparison().connected
    const connected = Array.from({ length: 103 }, (_, at) => ({ ...one!, workload: `w${at}-` }))
    const html = text(comparisonHtml(comparison({ connected }), frame))
    expect(html).to.include('Now reach the CDE: 103, cluster prod-eu')
    expect(html).to.include('w99-').and.not.include('w100-')
    expect(html).to.include('3 more are in comparison.json')
  })

  it('makes one row of what goes from one namespace to another alike, and says how much of it there is', () => {
    const line = {
      cluster: 'prod-eu',
      change: 'opened',
      to: 'payments/Deployment/ledger',
      ports: [{ protocol: 'TCP', from: 443, to: 443 }],
      ...{ undecided: [], pairs: 2, cause: ['policies are not enforced any more'] },
      example: connection('shop/Pod/web-0', 'payments/Pod/ledger-0'),
    } as const
    const alike = Array.from({ length: 40 }, (_, at) => ({
      ...line,
      from: `shop/Deployment/w${at}-`,
    }))
    const other = { ...line, from: 'blog/Deployment/lonely' }
    const html = text(comparisonHtml(comparison({ connectivity: [...alike, other] }), frame))
    expect(html).to.include('Opened: 41 groups, 82 pairs of pods')
    expect(html.match(/policies are not enforced any more/g)).to.have.length(1)
    expect(html)
      .to.match(/shop: 40 workloads.*80/)
      .and.match(/One of 40</)
    expect(html).to.not.include('w3-')
    expect(html).to.match(/<th scope="row">blog.*lonely/)
  })

  it('makes one row of 10,000 pairs of one cause that share their destination, whatever the namespaces and ports', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({
      ...({ cluster: 'prod-eu', change: 'closed', from: `team-${at}/Deployment/web` } as const),
      to: 'payments/Deployment/ledger',
      ports: [{ protocol: 'TCP', from: at + 1, to: at + 1 }] as const,
      ...{ undecided: [], pairs: 100, cause: ['NetworkPolicy payments/default-deny added'] },
      example: connection('team-0/Pod/web-0', 'payments/Pod/ledger-0'),
    }))
    const html = text(comparisonHtml(comparison({ connectivity: many }), frame))
    const rows = html.match(/<tr class="why"><td colspan="5">/g)
    expect(rows).to.have.length(1)
    expect(html.replaceAll('<wbr>', '')).to.match(
      /100 namespaces \(team-0, team-1, team-10 and 97 more\): 100 workloads.*TCP 1; TCP 2; TCP 3 and 97 more.*10,000/,
    )
  })

  it('takes ranges of addresses outside together, and says whether any of it is undecided', () => {
    const ports = [{ protocol: 'TCP', from: 443, to: 443 }] as const
    const connectivity = ['10.0.0.0-10.0.0.9', '10.0.1.0', '::1'].map((from) => ({
      ...({
        cluster: 'prod-eu',
        change: 'opened',
        from,
        to: 'payments/Deployment/ledger',
      } as const),
      ...{ ports, undecided: ports, pairs: 1, cause: [] },
      example: connection('10.0.0.0', 'payments/Pod/ledger-0'),
    }))
    const html = text(comparisonHtml(comparison({ connectivity }), frame))
    expect(html).to.include('outside: 3 ranges of addresses').and.include('TCP 443, undecided')
  })

  it('says that nothing is known of what is connected where it was not compared', () => {
    const compared = { ...comparison().compared, connected: [] }
    const html = text(comparisonHtml(comparison({ connected: [], compared }), frame))
    expect(html).to.match(/Connected to the CDE<\/h3>\s*<p>Not compared/)
  })

  it('says that controls were not compared where nothing evaluated a side', () => {
    const html = text(comparisonHtml(comparison({ controls: [] }), frame))
    expect(html).to.include('Controls were not compared')
    expect(html).to.not.include('has another result')
  })

  it('keeps hostile text inert wherever it stands, in the page and in every table', () => {
    const hostileOne = hostileComparison()
    const html = text(comparisonHtml(hostileOne, frame))
    INERT.html?.(html)
    expectShown('html', html)
    for (const table of [
      ...[controlChanges, objectChanges, connectionChanges, outsideChanges, periodControlChanges],
    ])
      INERT.csv?.(text(csvOf(table(hostileOne))))
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
              undecided: [],
              pairs: 1,
              cause: [bad],
              example: connection(bad, bad),
            },
          ],
          connected: [
            {
              cluster: bad,
              change: 'disconnected',
              workload: bad,
              direction: 'out-of',
              chain: [{ from: bad, to: bad, ports: [], certain: true }],
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
