import { expect } from 'chai'
import { reportHtml } from '../../../src/render/html.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { reportSource } from '../fixture.ts'

const SOURCE = reportSource()
const { statements, organisation, readFirst } = reportView(SOURCE).report

describe('the statements of people in a report', () => {
  it('name every file with how its authorship was established', () => {
    expect(
      statements.files.map(({ name, authorship }) => `${name}: ${authorship}`),
    ).to.include.members([
      'flows.yaml: asserted in file only',
      'scope.yaml: signed by SHA256:u7x0mJ3qkD2c4hY8pV1tWzE5rB9nLa6sGfQoI0yKdXw (Head of payments)',
    ])
  })

  it('are printed with it: scope, flows, waivers and what does not apply', () => {
    expect(organisation.scopeAuthorship).to.match(/^signed by SHA256:/)
    const approvals = [
      ...organisation.flows.map(({ approval }) => approval),
      ...organisation.waivers.map(({ approval }) => approval),
      ...(statements.applicability?.entries ?? []).map(({ approval }) => approval),
    ]
    expect(approvals).to.have.length(6)
    for (const approval of approvals)
      expect(approval).to.match(
        /^listed as approved by .* on \d{4}-\d\d-\d\d, asserted in file only$/,
      )
  })

  it('say of each sign-off who, when, on what, with which records, and how it stands in each cluster', () => {
    const [scope] = statements.signOffs
    expect(scope).to.deep.include({
      id: 'SO-2026-07',
      control: 'pci-dss-4.0.1 12.5.2',
      by: 'Platform lead (head of payments)',
      performedOn: '2026-10-05',
      file: 'sign-offs/scope.yaml',
      missed:
        'missed, noticed on 2026-09-20 (the role was vacant), made up for on 2026-10-05; from now on each September',
    })
    expect(scope?.evidence.map(({ digest }) => digest === '')).to.deep.equal([false, true])
    expect(
      scope?.states.map(({ cluster, word, until }) => `${cluster}: ${word} ${until}`),
    ).to.deep.equal(['prod-eu: in force 2027-10-06', 'prod-us: ended by a change '])
    expect(scope?.states[0]?.digests.map(({ of }) => of)).to.deep.equal(['scope', 'segmentation'])
  })

  it('list what is due once per control, with the clusters and why', () => {
    const due = statements.due.map(({ control, states }) => [
      control,
      states.map(({ word, clusters, why }) => `${word} in ${clusters.join(' and ')}: ${why}`),
    ])
    expect(due).to.deep.equal([
      [
        'pci-dss-4.0.1 12.5.2',
        [
          'ended by a change in prod-us: SO-2026-07: the scope has changed (stated 0a1b2c3d4e5f, now 9f8e7d6c5b4a)',
          'nothing is stated in staging: ',
        ],
      ],
    ])
  })

  it('are told first where their file counts as missing', () => {
    const { organisation: given } = SOURCE
    const files = (given.files ?? []).map((file) =>
      file.name === 'waivers.yaml' ? { ...file, setAside: 'a signature is required' } : file,
    )
    const { report } = reportView(reportSource({ organisation: { ...given, files } }))
    expect(report.readFirst).to.include('waivers.yaml counts as missing: a signature is required.')
    expect(readFirst.join(' ')).to.not.include('counts as missing')
    expect(readFirst).to.include('Waivers that expire within 30 days: W-014.')
  })

  it('stand in a chapter of the page, whatever was given', () => {
    const page = Buffer.from(reportHtml(reportView(SOURCE))).toString()
    expect(page).to.include('<section class="chapter" id="statements">')
    expect(page).to.include('id="signed-off.SO-2026-07"')
    const { scope, waivers } = SOURCE.organisation
    const bare = reportSource({ organisation: { ...(scope && { scope }), waivers } })
    const empty = Buffer.from(reportHtml(reportView(bare))).toString()
    expect(empty).to.include('No applicability file was given')
  })
})
