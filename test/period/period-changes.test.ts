import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import type { ControlPeriod, Segment, SegmentWord } from '../../src/model/period.ts'
import { periodChanges } from '../../src/period/period-changes.ts'

const segment = (word: SegmentWord, scope = 'one', slots = 4): Segment => ({
  from: { run: 'a', asOf: '2025-07-07T02:00:10Z' },
  to: { run: 'b', asOf: '2025-09-29T02:00:10Z' },
  ...{ because: [], word, expected: 5, without: 1, spells: [] },
  basis: { checks: ['cde-separated 4'], definition: digestOf('d'), scope: digestOf(scope) },
  slots: {
    ...{ pass: slots, fail: 0, undetermined: 0, 'needs-sign-off': 0 },
    ...{ waived: 0, 'signed-off': 0, 'not-applicable': 0 },
  },
})

const control = (...segments: readonly Segment[]): ControlPeriod => ({
  ...{ cluster: 'east', framework: 'pci-dss-4.0.1', control: '1.3.1', title: 'Into', segments },
})

const moved = (before: readonly ControlPeriod[], after: readonly ControlPeriod[]) =>
  periodChanges(before, after).map(({ state, why }) => [state, why])

describe('periodChanges', () => {
  for (const [before, after, state] of [
    ['failed', 'held', 'fixed'],
    ['held', 'failed', 'regressed'],
    ['held', 'held', 'unchanged'],
    ['held', 'held-with-waiver', 'changed'],
    ['undetermined', 'undetermined', 'unchanged'],
  ] as const)
    it(`calls ${before} and then ${after} ${state}`, () => {
      expect(moved([control(segment(before))], [control(segment(after))])).to.deep.equal([
        [state, []],
      ])
    })

  it('holds nothing against what was undetermined at some time', () => {
    expect(moved([control(segment('undetermined'))], [control(segment('failed'))])).to.deep.equal([
      ['incomparable', ['undetermined at some time before']],
    ])
  })

  it('joins nothing over a change of what results rest on, between the periods or in one of them', () => {
    const why = ['the scope of the cluster changed']
    expect(moved([control(segment('held'))], [control(segment('held', 'two'))])).to.deep.equal([
      ['incomparable', why],
    ])
    expect(
      moved([control(segment('held'))], [control(segment('held'), segment('failed', 'two'))]),
    ).to.deep.equal([['incomparable', why]])
  })

  it('says what only one period has, and keeps slots behind each word', () => {
    const other = { ...control(segment('held')), control: '1.4.1' }
    const [one] = periodChanges([other], [control(segment('held')), other])
    expect(one).to.deep.include({ state: 'new', before: [] })
    expect(one?.after).to.deep.equal([
      {
        ...{ word: 'held', from: '2025-07-07T02:00:10Z', to: '2025-09-29T02:00:10Z' },
        ...{ slots: 4, expected: 5 },
      },
    ])
    expect(moved([other, control(segment('held'))], [other])).to.deep.equal([
      ['unchanged', []],
      ['absent', []],
    ])
  })

  const kinds = (before: readonly ControlPeriod[], after: readonly ControlPeriod[]) =>
    periodChanges(before, after).map(({ state, because }) => [state, because])
  const basedOn = (basis: Partial<Segment['basis']>) => {
    const one = segment('held')
    return [control({ ...one, basis: { ...one.basis, ...basis } })]
  }

  for (const [kind, after] of [
    ['control-version', basedOn({ checks: ['cde-separated 5'] })],
    ['catalogue', basedOn({ definition: digestOf('other') })],
    ['scope', basedOn({ scope: digestOf('two') })],
    ['open', [control(segment('undetermined'))]],
    ['population', [{ ...control(segment('held')), cluster: 'west' }]],
  ] as const)
    it(`says that results are incomparable because of: ${kind}`, () => {
      expect(kinds([control(segment('held'))], after)[0]).to.deep.equal(['incomparable', [kind]])
    })

  it('holds nothing against each other where another cluster answers under the name', () => {
    const [one, two] = [control(segment('held')), control(segment('failed'))]
    const other = (each: ControlPeriod) => ({ ...each, cluster: 'west' })
    const found = periodChanges([one, other(one)], [two, other(two)], new Set(['west']))
    expect(found.map(({ state, because, why }) => [state, because, why])).to.deep.equal([
      ['regressed', [], []],
      [
        ...['incomparable', ['population']],
        ['the cluster was replaced: another one answers under its name'],
      ],
    ])
  })

  it('holds nothing against a cluster that was read in no run of a period, though its controls are undetermined in both', () => {
    const open = control(segment('undetermined'))
    const none = new Set<string>()
    const found = (before: ReadonlySet<string>, after: ReadonlySet<string>) =>
      periodChanges([open], [open], none, { before, after }).map(({ state, because, why }) => [
        ...[state, because, why],
      ])
    const east = new Set(['east'])
    const [was, is] = ['before', 'now'].map((when) => `the cluster was read in no run ${when}`)
    expect(found(none, none)).to.deep.equal([['unchanged', [], []]])
    expect(found(none, east)).to.deep.equal([['incomparable', ['population'], [is]]])
    expect(found(east, east)).to.deep.equal([['incomparable', ['population'], [was, is]]])
  })

  it('holds nothing against a cluster that has no result in one of the periods', () => {
    const all = periodChanges([control(segment('failed'))], [])
    expect(
      all.map(({ state, why, before, after }) => [state, why, before.length, after]),
    ).to.deep.equal([['incomparable', ['the cluster has no result now'], 1, []]])
  })
})
