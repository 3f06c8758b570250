import { expect } from 'chai'
import { instantOf } from '../../../src/core/clock.ts'
import { digestOf } from '../../../src/core/digest.ts'
import {
  UNLISTED_AT_MOST,
  joinedUnlisted,
  remembered,
  withoutFound,
} from '../../../src/evaluate/history/unlisted.ts'
import type { PolicyChange } from '../../../src/model/history.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { evaluatedAfter, organisationOf, resultOf } from '../builders.ts'
import { networkPolicy } from '../objects.ts'
import { BASE, changes, said, FROM_OPS, SCOPE, closed, lets, over, replaced } from './shop.ts'

const ALLOW = 'prod/pay/NetworkPolicy/allow'
const NARROW = replaced(closed('pay'), lets([FROM_OPS]))
const day = (objects: readonly KubeObject[], organisation = {}) => ({ objects, organisation })

describe('a change of a policy that nobody listed', () => {
  it('fails in each later run, though nothing changes any more', async () => {
    const days = [BASE, NARROW, NARROW, NARROW, NARROW].map((each) => day(each))
    const { outcome, reasons, memory } = await said(...days)
    expect(outcome).to.equal('fail')
    expect(reasons).to.have.length(1)
    expect(reasons[0]).to.match(
      /^fail prod\/pay\/NetworkPolicy\/allow: changed between R1 \S+ and R2 \S+ \(change sha256:[0-9a-f]{64}\); there is no file of changes: fails until it is listed, at most 366 days$/,
    )
    expect(memory.unlisted?.changes.map(({ to }) => to.run)).to.deep.equal(['R2'])
  })

  it('fails until an entry lists it by its digest or the exact object, and says that it came late', async () => {
    const { memory } = await said(day(BASE), day(NARROW))
    const digest = memory.unlisted?.changes[0]?.digest ?? ''
    for (const named of [
      `objects: [${ALLOW}], date: 2026-11-01`,
      `digests: ["${digest}"], date: 2026-11-02`,
    ]) {
      const days = [day(BASE), day(NARROW), day(NARROW), day(NARROW, changes(named))]
      const { outcome, text, memory: after } = await said(...days)
      expect(outcome, named).to.equal('pass')
      expect(text).to.include('not listed when it was found, and now by CHG-1 of 2026-11-0')
      expect(text).to.include('ticket OPS-1, listed as approved by J. Doe')
      expect(after.unlisted?.changes).to.deep.equal([])
      const next = await said(...days, day(NARROW))
      expect(next.text).to.match(
        /^pass prod\/\/\/: no policy changed between R4 \S+ and R5 \S+, and none since R1 \S+, at most 366 days back, was left unlisted; 2 policies examined$/,
      )
    }
  })

  it('is listed by no entry of another day, object or digest', async () => {
    for (const named of [
      `objects: [${ALLOW}], date: 2026-11-03`,
      `objects: [${ALLOW}], date: 2026-10-31`,
      `objects: [prod/pay/NetworkPolicy/deny], date: 2026-11-02`,
      `objects: [other/pay/NetworkPolicy/allow], date: 2026-11-02`,
      `digests: ["sha256:${'0'.repeat(64)}"], date: 2026-11-02`,
    ])
      expect(
        (await said(day(BASE), day(NARROW), day(NARROW), day(NARROW, changes(named)))).outcome,
        named,
      ).to.equal('fail')
    const other = changes(`objects: [${ALLOW}], date: 2026-11-03`)
    expect((await said(day(BASE), day(NARROW), day(NARROW, other))).text).to.include(
      'CHG-1 names it for 2026-11-03 (UTC), when it was not made',
    )
  })

  it('is not made good by putting it back: that is another change', async () => {
    const { outcome, reasons, memory } = await said(
      ...[BASE, NARROW, BASE, BASE].map((each) => day(each)),
    )
    expect(outcome).to.equal('fail')
    expect(reasons).to.have.length(1)
    expect(reasons[0]).to.match(/: changed between R1 .*; then changed between R2 /)
    expect(memory.unlisted?.changes).to.have.length(2)
    const second = changes(`objects: [${ALLOW}], date: 2026-11-03`)
    const half = await said(day(BASE), day(NARROW), day(BASE, second))
    expect(half.outcome).to.equal('fail')
    expect(half.memory.unlisted?.changes.map(({ to }) => to.run)).to.deep.equal(['R2'])
  })

  it('is not listed by an entry that listed another change of the object in an earlier run', async () => {
    const listed = changes(`objects: [${ALLOW}], date: 2026-11-02`)
    const days = [BASE, NARROW].map((each) => day(each, listed))
    const { outcome, memory } = await said(...days)
    expect(outcome).to.equal('pass')
    expect(memory.unlisted?.changes).to.deep.equal([])
    expect(memory.unlisted?.listed).to.have.length(1)
    const next = await said(...days, day(BASE, listed))
    expect(next.outcome).to.equal('fail')
    expect(next.reasons).to.have.length(1)
    expect(next.text).to.include('CHG-1 names the object for 2026-11-02 (UTC), when more changes')
    expect(next.memory.unlisted?.listed).to.have.length(1)
    expect((await said(...days, day(NARROW))).memory.unlisted?.listed).to.equal(undefined)
  })

  it('is not listed by the digest of the same change on another day', async () => {
    const { memory } = await said(day(BASE), day(NARROW))
    const digest = memory.unlisted?.changes[0]?.digest ?? ''
    const first = `digests: ["${digest}"], date: 2026-11-02`
    const back = `objects: [${ALLOW}], date: 2026-11-03`
    const listed = changes(first, back)
    const days = [BASE, NARROW, BASE, BASE, NARROW].map((each) => day(each, listed))
    const { outcome, text } = await said(...days)
    expect(outcome).to.equal('fail')
    expect(text).to.match(
      /^fail \S+: changed between R4 .*CHG-1 names it for 2026-11-02 \(UTC\), when it/,
    )
  })

  it('is remembered when the object is gone, without evidence of it', async () => {
    const more = [...BASE, networkPolicy('pay', 'debug', { podSelector: {} })]
    const gone = changes('objects: [prod/pay/NetworkPolicy/debug], date: 2026-11-03')
    const { evaluation } = await over(day(BASE), day(more), day(BASE, gone), day(BASE))
    const [result] = resultOf(evaluation, 'pci-dss-4.0.1', '1.2.2').results
    expect(result?.verdict).to.equal('fail')
    expect(result?.reason).to.match(/^added between R1 /)
    expect(result?.evidence).to.deep.equal([])
  })

  it('is forgotten 366 days after the run that found it, and no day before', async () => {
    const at = (takenTo: string) => ({ objects: NARROW, takenTo })
    const days = [day(BASE), day(NARROW)]
    expect((await said(...days, at('2027-11-03T02:00:00Z'))).outcome).to.equal('fail')
    const old = await said(...days, at('2027-11-04T02:00:00Z'))
    expect(old.outcome).to.equal('pass')
    expect(old.memory.unlisted?.changes).to.deep.equal([])
  })

  it('is listed by no file that counts as missing, which is said', async () => {
    const approvers = { approvers: 'format: approvers/v1\nrequireSigned: true\napprovers: []\n' }
    const listed = changes(`objects: [${ALLOW}], date: 2026-11-02`)
    const { outcome, text } = await said(
      day(BASE),
      day(NARROW, { ...listed, ...approvers }),
      day(NARROW, { ...listed, ...approvers }),
    )
    expect(outcome).to.equal('fail')
    expect(text).to.include(
      'the file of changes counts as missing, asserted in file only, and a signature is required',
    )
    expect((await said(day(BASE), day(NARROW, listed))).text).to.include(
      'listed as approved by J. Doe, asserted in file only',
    )
  })

  it('is found although its kind could not be read in between', async () => {
    const resource = 'networkpolicies.networking.k8s.io'
    const gaps = [{ resource, status: 'forbidden', reason: 'x' } as const]
    const none = replaced()
    const hidden = { objects: none, gaps }
    expect((await said(day(BASE), hidden)).outcome).to.equal('undetermined')
    for (const nights of [[hidden], [hidden, hidden]]) {
      const { outcome, reasons, memory } = await said(day(BASE), ...nights, day(NARROW))
      expect(outcome).to.equal('fail')
      expect(reasons).to.have.length(1)
      expect(reasons[0]).to.match(/allow: changed between R1 /)
      expect(memory.policies.unread).to.equal(undefined)
    }
    const same = await said(day(BASE), hidden, day(BASE))
    expect(same.outcome).to.equal('pass')
  })
})

/** A change of a policy that two runs a day apart saw. */
function changeOn(day: number, name = 'p'): PolicyChange {
  const at = (each: number) => ({
    run: `R${each}`,
    asOf: instantOf(Date.UTC(2026, 0, each)),
  })
  const key = `networking.k8s.io/v1/NetworkPolicy/pay/${name}`
  const change = 'changed'
  return { from: at(day - 1), to: at(day), key, change, digest: digestOf(`${name} ${day}`) }
}

const SINCE = changeOn(1).from
const kept = (...changes: readonly PolicyChange[]) => ({ since: SINCE, changes })

describe('what is remembered of unlisted changes', () => {
  const many = Array.from({ length: UNLISTED_AT_MOST + 7 }, (_, at) => changeOn(3, `p${at}`))

  it('is bounded: those beyond are counted, the first ones kept', () => {
    const { changes, beyond } = remembered(kept(...many, changeOn(2)))
    expect(changes).to.have.length(UNLISTED_AT_MOST)
    expect(changes[0]).to.deep.equal(changeOn(2))
    expect(beyond).to.deep.equal({ from: changeOn(3).from, to: changeOn(3).to, count: 8 })
    const later = remembered({ ...kept(...changes, changeOn(9)), ...(beyond && { beyond }) })
    expect(later.beyond).to.deep.equal({ from: changeOn(3).from, to: changeOn(9).to, count: 9 })
  })

  it('is joined from two runs, once each', () => {
    const [one, two] = [kept(changeOn(2), changeOn(3)), kept(changeOn(3), changeOn(4))]
    expect(joinedUnlisted(one, two)).to.deep.equal(kept(...[2, 3, 4].map((day) => changeOn(day))))
  })

  it('is not what a run finds again, but what only happened again', () => {
    const [old, seen] = [changeOn(5), { ...changeOn(9), digest: changeOn(5).digest }]
    expect(withoutFound(kept(old), [seen]).changes, 'once more').to.deep.equal([old])
    const wider = { ...old, from: changeOn(2).from, to: seen.to }
    expect(withoutFound(kept(old), [wider]).changes, 'the same').to.deep.equal([])
  })

  it('fails as a number where there were too many', async () => {
    const { memory } = await over(day(BASE), day(BASE))
    const beyond = { from: memory.at, to: memory.at, count: 8 }
    const unlisted = { since: memory.at, changes: [], beyond }
    const { evaluation } = await evaluatedAfter(
      { kind: 'known', run: 'R2', memory: { ...memory, unlisted } },
      BASE,
      organisationOf({ scope: SCOPE }),
      { run: 'R3', takenTo: '2026-11-03T02:00:00Z' },
    )
    const { outcome, reason } = resultOf(evaluation, 'pci-dss-4.0.1', '1.2.2')
    expect(outcome).to.equal('fail')
    expect(reason).to.include(
      '8 further changes of policies between R2 (2026-11-02T02:00:00Z) and R2 (2026-11-02T02:00:00Z) not listed when found; 5000 are remembered one by one, and these fail for 366 days',
    )
  })
})

describe('a cluster of which no earlier run is known', () => {
  it('is neither passed nor without subjects: nothing is there to compare with', async () => {
    const { outcome, reasons } = await said(day(BASE))
    expect(outcome).to.equal('undetermined')
    expect(reasons).to.deep.equal([
      'undetermined prod///: no earlier run is there to compare with: the first run',
    ])
  })

  it('is undetermined where an older version made the earlier ones', async () => {
    const { evaluation, memory } = await evaluatedAfter(
      { kind: 'unknown', why: 'an older version made it' },
      BASE,
      organisationOf({ scope: SCOPE }),
    )
    const { outcome, reason } = resultOf(evaluation, 'pci-dss-4.0.1', '1.2.2')
    expect(outcome).to.equal('undetermined')
    expect(reason).to.equal('the earlier policies are not known: an older version made it')
    expect(memory.unlisted).to.deep.equal({ since: memory.at, changes: [] })
  })

  it('is held against one that remembers no changes yet, from then on', async () => {
    const { memory } = await over(day(BASE))
    const { unlisted, ...old } = memory
    expect(unlisted).to.deep.equal({ since: memory.at, changes: [] })
    const { evaluation, memory: after } = await evaluatedAfter(
      { kind: 'known', run: 'R1', memory: old },
      NARROW,
      organisationOf({ scope: SCOPE }),
      { run: 'R2', takenTo: '2026-11-02T02:00:00Z' },
    )
    expect(resultOf(evaluation, 'pci-dss-4.0.1', '1.2.2').outcome).to.equal('fail')
    expect(after.unlisted?.since).to.deep.equal(memory.at)
  })
})
