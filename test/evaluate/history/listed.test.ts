import { expect } from 'chai'
import type { KubeObject } from '../../../src/model/object.ts'
import { BASE, FROM_OPS, changes, closed, lets, replaced, said } from './shop.ts'

const ALLOW = 'prod/pay/NetworkPolicy/allow'
const NARROW = replaced(closed('pay'), lets([FROM_OPS]))
const day = (objects: readonly KubeObject[], organisation = {}) => ({ objects, organisation })

describe('a change of a policy that entries name by its object', () => {
  it('is listed by the object where each change that may be of that day has an entry', async () => {
    const entry = `objects: [${ALLOW}], date: 2026-11-02`
    const { text, outcome, memory } = await said(
      ...[BASE, NARROW, BASE].map((each) => day(each)),
      day(BASE, changes(entry)),
    )
    expect(outcome).to.equal('fail')
    const digests = (memory.unlisted?.changes ?? []).map(({ digest }) => digest)
    expect(digests).to.have.length(2)
    expect(text).to.include(
      `CHG-1 names the object for 2026-11-02 (UTC), when more changes of it may have been made than entries list, so that each needs an entry of its own, by its digest where a day does not tell them apart (${digests.toSorted().join(', ')}): fails until`,
    )
    const [first = '', second = ''] = digests
    const one = changes(entry, `digests: ["${first}"], date: 2026-11-02`)
    const both = changes(entry, `digests: ["${first}", "${second}"], date: 2026-11-02`)
    const days = [BASE, NARROW, BASE].map((each) => day(each))
    expect((await said(...days, day(BASE, one))).outcome).to.equal('pass')
    expect((await said(...days, day(BASE, both))).outcome).to.equal('pass')
    const self = changes(`objects: [${ALLOW}], digests: ["${first}"], date: 2026-11-02`)
    expect((await said(...days, day(BASE, self))).outcome).to.equal('fail')
  })

  it('is listed by an entry of its own on the day after another one, which the first run found', async () => {
    const first = `objects: [${ALLOW}], date: 2026-11-01`
    const next = `objects: [${ALLOW}], date: 2026-11-02`
    const early = [day(BASE), day(NARROW, changes(first))]
    const { outcome, text } = await said(...early, day(BASE, changes(first, next)))
    expect(outcome).to.equal('pass')
    expect(text).to.include('; CHG-2 of 2026-11-02, ')
    expect((await said(...early, day(BASE, changes(next, first)))).text).to.include('; CHG-1 of')
    const late = [BASE, NARROW, BASE].map((each) => day(each))
    expect((await said(...late, day(BASE, changes(first, next)))).outcome).to.equal('pass')
    expect((await said(...late, day(BASE, changes(next)))).outcome).to.equal('fail')
    const alone = await said(...late, day(BASE, changes(first)))
    expect(alone.reasons[0]).to.include('now by CHG-1 of 2026-11-01').and.include('for 2026-11-01')
  })
})
