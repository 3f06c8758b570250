import { expect } from 'chai'
import { Fault } from '../../src/core/fault.ts'
import { gather } from '../../src/core/gather.ts'
import { rejected } from './caught.ts'

function fails(...[code, message, hint]: readonly [Fault['code'], string, string?]) {
  return (): string => {
    throw new Fault(code, message, hint === undefined ? {} : { hint })
  }
}

describe('gather', () => {
  it('gives what each read came to', async () => {
    const found = await gather({ one: () => 1, two: () => Promise.resolve('b') })
    expect(found).to.deep.equal({ one: 1, two: 'b' })
  })

  it('does all of them and tells all faults as one, each line and hint once', async () => {
    const fault = await rejected(
      gather({
        one: fails('CONFIGURATION', 'a:1: x\na:2: y', 'mend a'),
        two: () => 2,
        three: fails('CONFIGURATION', 'a:2: y\nb:1: z', 'mend a'),
        four: fails('USAGE', 'no such cluster', 'it has prod'),
      }),
    )
    expect(fault.message).to.equal('a:1: x\na:2: y\nb:1: z\nno such cluster')
    expect(fault.hint).to.equal('mend a; it has prod')
    expect(fault.code).to.equal('CONFIGURATION')
  })

  it('leaves a single fault as it is, and a bug a bug', async () => {
    const fault = await rejected(gather({ one: fails('USAGE', 'x'), two: () => 2 }))
    expect([fault.code, fault.message, fault.hint]).to.deep.equal(['USAGE', 'x', undefined])
    const bug = () => Promise.reject(new TypeError('bug'))
    const outcome: unknown = await gather({ one: bug }).catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(TypeError)
  })
})
