import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import {
  jsonWithList,
  stringifyJson,
  table,
  tableLines,
  writeAll,
} from '../../src/commands/output.ts'

describe('output', () => {
  it('writes a list inside of JSON piece by piece as it would be written whole', () => {
    const lists = [
      [],
      [{ name: 'a "quoted"\nname', more: { empty: [], list: [1, 'two'] } }],
      [{ a: 1 }, {}, { b: null }],
    ]
    for (const list of lists)
      for (const rest of [{}, { assumptions: [], enforcer: { said: 'present' } }])
        expect([...jsonWithList('connections', list, rest)].join('')).to.equal(
          stringifyJson({ connections: list, ...rest }),
        )
  })

  it('aligns rows that it does not hold', () => {
    const rows = [
      ['shop/web', 'TCP 80'],
      ['payments/ledger', ''],
    ]
    const expected = 'source           ports\nshop/web         TCP 80\npayments/ledger\n'
    expect(table(['source', 'ports'], rows)).to.equal(expected)
    expect([...tableLines(['source', 'ports'], () => rows)].join('')).to.equal(expected)
  })

  it('aligns more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 200_000 }, () => ['a'])
    expect(table(['name'], rows)).to.have.length(5 + 2 * rows.length)
  })

  it('writes many texts in few pieces, all of them, and waits for its reader', async () => {
    const pieces: (string | Uint8Array)[] = []
    let waiting = false
    const texts = Array.from({ length: 30_000 }, (_, at) => `${at}\n`)
    await writeAll(texts, {
      stdout: (piece) => {
        expect(waiting).to.equal(false)
        waiting = true
        pieces.push(piece)
      },
      drained: async () => {
        await setImmediate()
        waiting = false
      },
    })
    expect(pieces.join('')).to.equal(texts.join(''))
    expect(pieces.length).to.be.within(2, 10)
  })
})
