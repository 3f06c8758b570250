import { expect } from 'chai'
import { evidenceLines } from '../../src/render/evidence-lines.ts'

const seen = (number: number, pointer: string, value: string) => ({
  number: `1a2b3c4d-000${number}`,
  object: 'rbac.authorization.k8s.io/v1/ClusterRole//admin',
  pointer,
  value,
})

describe('evidence in print', () => {
  it('has one line for one place of an object, with all that was seen there and its numbers', () => {
    const all = [
      seen(1, '/rules/0', 'get a'),
      seen(2, '/rules/0', 'get b'),
      seen(3, '/rules/1', 'x'),
    ]
    const lines = evidenceLines([...all, seen(5, '/rules/0', 'get a')], 'it fails')
    const numbersOf = (line: (typeof lines)[number]) =>
      line.numbers.map(({ from, to }) => (to === undefined ? from : `${from} to ${to.short}`))
    expect(
      lines.map((line) => [numbersOf(line).join(', '), line.pointer, line.value]),
    ).to.deep.equal([
      ['1a2b3c4d-0001 to 0002, 1a2b3c4d-0005', '/rules/0', 'get a; get b'],
      ['1a2b3c4d-0003', '/rules/1', 'x'],
    ])
  })

  it('does not say once more what the reason says word for word, but for single words', () => {
    const reason = 'container a runs as root, so that true'
    const values = ['container a runs as root', 'true'].map((value, at) =>
      seen(at, `/${at}`, value),
    )
    expect(evidenceLines(values, reason).map(({ value }) => value)).to.deep.equal(['', 'true'])
  })
})
