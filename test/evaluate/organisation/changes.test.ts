import { expect } from 'chai'
import { caught } from '../../core/caught.ts'
import { parseChanges } from '../../../src/evaluate/organisation/changes.ts'

const GOOD = `format: changes/v1
changes:
  - {id: CHG-1, objects: [prod/pay/NetworkPolicy/allow], ticket: OPS-1, approvedBy: J. Doe, date: 2026-11-22}
  - {id: CHG-2, digests: ["sha256:${'a'.repeat(64)}"], ticket: OPS-2, approvedBy: J. Doe, date: 2026-11-22}
`

describe('the file of changes', () => {
  it('lists what was changed on which day, under which ticket', () => {
    const [one, two] = parseChanges(GOOD, 'changes.yaml')
    expect(one).to.deep.equal({
      ...{ id: 'CHG-1', objects: ['prod/pay/NetworkPolicy/allow'], digests: [] },
      ...{ ticket: 'OPS-1', approvedBy: 'J. Doe', date: '2026-11-22' },
    })
    expect(two?.digests).to.have.length(1)
  })

  it('says one fault once', () => {
    const told = (entry: string) =>
      caught(() => parseChanges(`format: changes/v1\nchanges:\n  - ${entry}\n`, 'c.yaml')).message
    const rest = 'id: a, ticket: t, approvedBy: CISO, date: 2026-11-02'
    expect(told('a')).to.equal('c.yaml:3: changes[0]: text where a mapping is needed')
    expect(told(`{${rest}}`)).to.equal('c.yaml:3: changes[0]: names no objects and no digests')
    expect(told(`{object: [x], ${rest}}`)).to.equal(
      'c.yaml:3: changes[0].object: unknown key "object", did you mean "objects"?',
    )
  })

  it('says each fault with its line', () => {
    const bad = GOOD.replace('NetworkPolicy/allow', 'NetworkPolicy/*')
      .replace('CHG-2, ', 'CHG-1, ')
      .replace(/sha256:a+/, 'sha256:a')
      .replace(/date: 2026-11-22\}\n$/, 'date: 2026-11-31}\n')
    const { message } = caught(() => parseChanges(bad, 'changes.yaml'))
    expect(message).to.include('changes.yaml:3').and.include('without *')
    expect(message)
      .to.include('changes.yaml:4')
      .and.include('not a digest')
      .and.include('not a day')
    const none = GOOD.replace('objects: [prod/pay/NetworkPolicy/allow], ', '')
    expect(caught(() => parseChanges(none, 'changes.yaml')).message).to.include(
      'names no objects and no digests',
    )
    expect(caught(() => parseChanges(GOOD.replace('date:', 'dates:'), 'c')).message).to.include(
      'date',
    )
  })
})
