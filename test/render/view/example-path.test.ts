import { expect } from 'chai'
import type { Explanation, PortRange } from '../../../src/model/reachability.ts'
import { pathPicture } from '../../../src/render/picture/example-path.ts'
import { examplePath } from '../../../src/render/view/evidence.ts'

const ALL = { from: 1, to: 65535 }
const ANYTHING: readonly PortRange[] = [
  { protocol: 'ICMP' },
  { protocol: 'ICMPv6' },
  { protocol: 'OTHER' },
  { protocol: 'SCTP', ...ALL },
  { protocol: 'TCP', ...ALL },
  { protocol: 'UDP', ...ALL },
]

function explained(port: number, traffic?: readonly PortRange[]): Explanation {
  const side = { verdict: 'allowed', rules: [], because: 'no policy isolates it' } as const
  return {
    verdict: 'allowed',
    source: 'blog/StatefulSet/site',
    destination: 'payments/StatefulSet/api',
    protocol: 'TCP',
    port,
    ...(traffic === undefined ? {} : { traffic }),
    egress: { direction: 'egress', ...side },
    ingress: { direction: 'ingress', ...side },
  }
}

describe('an example path in print', () => {
  it('says what is allowed between both, not the one port that is explained', () => {
    const path = examplePath(explained(1, ANYTHING))
    expect(path.sentence).to.equal(
      'blog/StatefulSet/site to payments/StatefulSet/api on any protocol and port (explained for TCP 1): allowed in the declared configuration',
    )
    expect([path.traffic, path.connection]).to.deep.equal(['any protocol and port', 'TCP 1'])
    expect(pathPicture(path)).to.include('>any traffic<').and.not.to.include('>TCP 1<')
  })

  it('says the range, and all ranges of several', () => {
    const range: PortRange = { protocol: 'TCP', from: 8000, to: 8100 }
    const said = (...traffic: PortRange[]) => examplePath(explained(8000, traffic)).traffic
    expect(said(range)).to.equal('TCP 8000-8100')
    expect(said({ protocol: 'TCP', ...ALL })).to.equal('all TCP ports')
    expect(said(range, { protocol: 'UDP', from: 53, to: 53 })).to.equal('TCP 8000-8100, UDP 53')
  })

  it('says a single connection once', () => {
    const one = examplePath(explained(5432, [{ protocol: 'TCP', from: 5432, to: 5432 }]))
    expect(one.sentence).to.include('on TCP 5432: allowed')
    expect(examplePath(explained(5432)).sentence).to.equal(one.sentence)
  })
})
