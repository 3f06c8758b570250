import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { parseCatalogue } from '../../src/evaluate/catalogue.ts'
import { CATALOGUE } from './builders.ts'

const HEAD = `format: framework/v1
title: Rules
version: "1"
publisher: Example Payments
noun: control
notice: our own
`

const BASE = `${HEAD}id: base
controls:
  - id: B-1
    title: Somebody answers
    section: People
    level: L1
    ownMethod: Manual
    method: assisted
    checks: [{ check: namespace-has-owner, parameters: { keys: [owner], except: [] } }]
    signOff: { statement: the list is complete }
    residual: boundaries are a judgement
  - id: B-2
    title: Nobody can tell
    level: L1
    method: out-of-reach
    residual: not served
`

const NEXT = `${HEAD}id: next
from: base
differences:
  - { id: B-2, level: L2, ownMethod: Automated }
controls:
  - id: N-1
    title: New
    method: out-of-reach
    residual: not served
`

const MANAGED = `${HEAD}id: managed
controls:
  - { id: M-1, as: { framework: base, id: B-1 }, ownMethod: Automated }
  - { id: M-2, as: { framework: base, id: B-2 } }
`

const MAPPED = `${HEAD}id: mapped
pairing: ours
controls:
  - id: C-1
    title: Owners answer
    method: assisted
    checks: [{ check: namespace-has-owner, parameters: { keys: [team], except: [] } }]
    checksOf: [{ framework: base, ids: [B-1] }]
    signOff: { statement: the list is complete }
    residual: boundaries are a judgement
    related: [{ framework: base, id: B-2 }]
`

function filesOf(changes: Partial<Record<'base' | 'next' | 'managed' | 'mapped', string>> = {}) {
  const texts = { base: BASE, next: NEXT, managed: MANAGED, ...changes }
  return Object.entries(texts).map(([name, text]) => ({ path: `frameworks/${name}.yaml`, text }))
}

function faultsOf(changes: Parameters<typeof filesOf>[0]): readonly string[] {
  try {
    parseCatalogue(filesOf(changes))
  } catch (error) {
    if (!isFault(error)) throw error
    return error.message.split('\n')
  }
  return []
}

describe('a framework that takes controls from another', () => {
  const frameworks = new Map(parseCatalogue(filesOf()).frameworks.map((each) => [each.id, each]))
  const controlsOf = (id: string) => frameworks.get(id)?.controls ?? []

  it('has all of them whole, with what it says otherwise, and its own behind them', () => {
    const [first, second] = controlsOf('base')
    expect(controlsOf('next').map(({ id }) => id)).to.deep.equal(['B-1', 'B-2', 'N-1'])
    const [one, other] = controlsOf('next')
    expect(one).to.deep.equal({ ...first, framework: 'next' })
    expect(other).to.deep.equal({
      ...second,
      framework: 'next',
      level: 'L2',
      ownMethod: 'Automated',
    })
  })

  it('shares single ones under an id, level and own method of its own', () => {
    const [first, second] = controlsOf('base')
    const [one, other] = controlsOf('managed')
    const shared = Object.fromEntries(
      Object.entries(first ?? {}).filter(([key]) => key !== 'level'),
    )
    const related = [{ framework: 'base', id: 'B-1' }]
    expect(one).to.deep.equal({
      ...shared,
      id: 'M-1',
      framework: 'managed',
      ownMethod: 'Automated',
      related,
    })
    expect(other).not.to.have.any.keys('level', 'ownMethod')
    expect(other?.residual).to.equal(second?.residual)
  })

  it('may be asked for alone', () => {
    const { frameworks: chosen } = parseCatalogue(filesOf(), { frameworks: ['managed'] })
    expect(chosen.map(({ controls }) => controls.length)).to.deep.equal([2])
  })

  it('changes the digest of the catalogue with what it takes', () => {
    const { digest } = parseCatalogue(filesOf())
    const base = BASE.replace('not served', 'not offered')
    expect(parseCatalogue(filesOf({ base })).digest).not.to.equal(digest)
  })

  it('tells what is not known with file and line, and the nearest', () => {
    expect(faultsOf({ next: NEXT.replace('from: base', 'from: bas') })).to.deep.equal([
      'frameworks/next.yaml:8: unknown framework bas, did you mean "base"?',
    ])
    expect(faultsOf({ next: NEXT.replace('id: B-2', 'id: B-3') })).to.deep.equal([
      'frameworks/next.yaml:10: unknown control B-3 of base, did you mean "B-1"?',
    ])
    expect(faultsOf({ next: NEXT.replace('id: N-1', 'id: B-1') })).to.deep.equal([
      'frameworks/next.yaml:12: B-1 is taken over by `from` already',
    ])
    expect(
      faultsOf({
        managed: MANAGED.replace('framework: base, id: B-1', 'framework: base, id: B-7'),
      }),
    ).to.deep.equal(['frameworks/managed.yaml:9: unknown control B-7 of base, did you mean "B-1"?'])
    expect(
      faultsOf({ managed: MANAGED.replace('framework: base, id: B-1', 'framework: bas, id: B-1') }),
    ).to.deep.equal(['frameworks/managed.yaml:9: unknown framework bas, did you mean "base"?'])
  })

  it('takes nothing that is taken itself', () => {
    expect(
      faultsOf({
        next: NEXT.replace('from: base', 'from: managed').replace('id: B-2', 'id: M-2'),
      })[0],
    ).to.equal('frameworks/next.yaml:8: managed takes controls from others itself')
    const managed = MANAGED.replace('framework: base, id: B-1', 'framework: next, id: B-1')
    expect(faultsOf({ managed })).to.deep.equal([
      'frameworks/managed.yaml:9: B-1 of next is taken from another one itself',
    ])
  })

  it('says nothing else of a control that it shares, and nothing otherwise of none', () => {
    const managed = MANAGED.replace('ownMethod: Automated }', 'title: Mine }')
    expect(faultsOf({ managed })).to.deep.equal([
      'frameworks/managed.yaml:9: controls[0].title: is that of the control named by `as`',
    ])
    expect(faultsOf({ next: NEXT.replace('from: base\n', '') })).to.deep.equal([
      'frameworks/next.yaml:9: differences: nothing is taken over: `from` is missing',
    ])
  })
})

describe('CIS Kubernetes 1.12.0', () => {
  it('differs from 2.0.1 in the level of 5.2.9 alone', () => {
    const controls = (id: string) =>
      (CATALOGUE.frameworks.find((each) => each.id === id)?.controls ?? []).map((control) => ({
        ...control,
        framework: '',
      }))
    const later = new Map(controls('cis-kubernetes-2.0.1').map((each) => [each.id, each]))
    const differing = controls('cis-kubernetes-1.12.0').filter(
      (each) => JSON.stringify(each) !== JSON.stringify(later.get(each.id)),
    )
    expect(controls('cis-kubernetes-1.12.0').length).to.equal(later.size)
    const expected = later.has('5.2.9') ? [['5.2.9', 'L1']] : []
    expect(differing.map(({ id, level }) => [id, level])).to.deep.equal(expected)
  })
})

describe('a control with the checks of others', () => {
  const mapped = parseCatalogue(filesOf({ mapped: MAPPED })).frameworks.find(
    ({ id }) => id === 'mapped',
  )

  it('has them beside its own, and is related to where they come from', () => {
    const [control] = mapped?.controls ?? []
    expect(control?.checks.map(({ parameters }) => parameters.keys)).to.deep.equal([
      ['owner'],
      ['team'],
    ])
    expect(control?.related.map(({ id }) => id)).to.deep.equal(['B-1', 'B-2'])
    expect(control).not.to.have.any.keys('checksOf')
    expect(mapped?.pairing).to.equal('ours')
  })

  it('has a use once that stands in several of them, and in it as well', () => {
    const twice = MAPPED.replace('keys: [team]', 'keys: [owner]')
    const { frameworks } = parseCatalogue(filesOf({ mapped: twice }))
    const found = frameworks.find(({ id }) => id === 'mapped')?.controls
    expect(found?.map(({ checks }) => checks.length)).to.deep.equal([1])
  })

  it('needs no check of its own, and some of theirs', () => {
    const own = /^    checks: .*\n/m
    expect(faultsOf({ mapped: MAPPED.replace(own, '') })).to.deep.equal([])
    const none = MAPPED.replace(own, '').replace(/^    checksOf: .*\n/m, '')
    expect(faultsOf({ mapped: none })).to.deep.equal([
      'frameworks/mapped.yaml:10: controls[0].checks: a control that is assisted needs a check',
    ])
    const [beyond] = faultsOf({ mapped: MAPPED.replace('ids: [B-1]', 'ids: [B-2]') })
    expect(beyond).to.equal('frameworks/mapped.yaml:14: B-2 of base has no check')
  })

  it('is not decided by checks alone where the pairing is ours', () => {
    expect(
      faultsOf({ mapped: MAPPED.replace('method: assisted', 'method: automated') }),
    ).to.deep.equal([
      'frameworks/mapped.yaml:12: controls[0].method: where the pairing is ours, checks alone decide nothing',
    ])
  })

  it('takes none of a control that is not known, or that takes them itself', () => {
    const from = (reference: string) =>
      faultsOf({ mapped: MAPPED.replace('framework: base, ids: [B-1]', reference) })
    expect(from('framework: base, ids: [B-7]')).to.deep.equal([
      'frameworks/mapped.yaml:14: unknown control B-7 of base, did you mean "B-1"?',
    ])
    expect(from('framework: bas, ids: [B-1]')).to.deep.equal([
      'frameworks/mapped.yaml:14: unknown framework bas, did you mean "base"?',
    ])
    expect(from('framework: managed, ids: [M-1]')).to.deep.equal([
      'frameworks/mapped.yaml:14: M-1 of managed is taken from another one itself',
    ])
    const next = NEXT.replace('from: base', 'from: mapped').replace('B-2', 'C-1')
    expect(faultsOf({ mapped: MAPPED, next })[0]).to.equal(
      'frameworks/next.yaml:8: mapped takes controls from others itself',
    )
  })
})
