import { expect } from 'chai'
import { changedLines, fieldLines } from '../../src/compare/field-lines.ts'

const objects = Array.from({ length: 40 }, (_, at) => `prod/pay/NetworkPolicy/policy-${at}`)

describe('the lines of an entry of a file', () => {
  it('say every field whole, and people by name and role', () => {
    const entry = {
      ...{ id: 'CHG-1', ticket: 'T-1', by: { name: 'J. Doe', role: 'lead' } },
      ...{ objects, digests: [], note: '' },
    }
    expect(fieldLines(entry)).to.deep.equal([
      'by: J. Doe, lead',
      `objects: ${objects.join(', ')}`,
      'ticket: T-1',
    ])
  })

  it('say what is in what is in it', () => {
    const flow = {
      from: { namespaces: ['shop', 'web'], labels: { app: 'cart' } },
      ports: [
        { port: 443, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    }
    expect(fieldLines(flow)).to.deep.equal([
      'from: namespaces shop, web, labels (app cart)',
      'ports: port 443, protocol TCP; port 53, protocol UDP',
    ])
  })

  it('say what a field was and is, and of a list what came and went', () => {
    const before = { class: 'cde', owner: 'A', objects: ['a', 'b'], order: ['x', 'y'] }
    const now = { class: 'connected', objects: ['b', 'c'], order: ['y', 'x'] }
    expect(changedLines(before, now)).to.deep.equal([
      'class: cde -> connected',
      'objects: added c; removed a',
      'order: x, y -> y, x',
      'owner: A -> nothing',
    ])
    expect(changedLines('one', 'two')).to.deep.equal(['one -> two'])
  })

  it('are one line each, whatever a value holds', () => {
    expect(fieldLines({ note: 'a\nb: c' })).to.have.length(1)
    expect(fieldLines({ note: 'a\nb: c' })[0]).to.not.include('\n')
  })
})
