import { expect } from 'chai'
import { messageOf } from '../../../src/core/fault.ts'
import { parseScope } from '../../../src/evaluate/organisation/scope.ts'

const SCOPE = `format: scope/v1
entity: {name: Example, kind: service-provider}
rules: []
securityControls:
  - {id: sensor, purpose: intrusion-detection, subjects: {namespaces: [security], workloads: [DaemonSet/sensor]}}
tenants:
  - {id: acme, namespaces: ["acme-*"]}
  - {id: globex, clusters: [prod], namespaces: [globex]}
`

const faultsOf = (...changes: readonly (readonly [string, string])[]): readonly string[] => {
  try {
    parseScope(
      changes.reduce((text, [old, now]) => text.replace(old, now), SCOPE),
      'scope.yaml',
    )
  } catch (error) {
    return messageOf(error).split('\n')
  }
  return []
}

describe('security controls, tenants and insecure services of the scope file', () => {
  it('are read, and absent where the file does not say', () => {
    const { securityControls, tenants } = parseScope(SCOPE, 'scope.yaml')
    expect(securityControls).to.deep.equal([
      {
        id: 'sensor',
        purpose: 'intrusion-detection',
        subjects: { namespaces: ['security'], workloads: ['DaemonSet/sensor'] },
      },
    ])
    expect(tenants?.map(({ id }) => id)).to.deep.equal(['acme', 'globex'])
    const bare = parseScope(SCOPE.slice(0, SCOPE.indexOf('securityControls')), 'scope.yaml')
    expect(bare).not.to.have.any.keys('securityControls', 'tenants')
  })

  it('adds insecure services by port, each with its reason', () => {
    const own = `${SCOPE}insecureServices:\n  - {id: batch, protocol: TCP, port: 9100, reason: in clear}\n`
    expect(parseScope(own, 'scope.yaml').insecureServices).to.deep.equal([
      { id: 'batch', protocol: 'TCP', port: 9100, reason: 'in clear' },
    ])
    const again = '  - {id: batch, protocol: ICMP, port: 0}\n'
    expect(() => parseScope(`${own}${again}`, 'scope.yaml')).to.throw(
      /insecureServices\[1\]\.protocol[^]*insecureServices\[1\]\.port[^]*insecureServices\[1\]\.reason/,
    )
    expect(() =>
      parseScope(own + again.replace('ICMP', 'TCP').replace('0}', '1, reason: x}'), 'scope.yaml'),
    ).to.throw(/insecureServices\[1\]\.id/)
  })

  it('tell every fault with its line', () => {
    const faults = faultsOf(
      ['purpose: intrusion-detection', 'purpose: intrusion'],
      ['id: globex, clusters: [prod]', 'id: acme'],
      ['namespaces: [globex]', 'namespaces: ["acme-*"]'],
    )
    expect(faults.map((each) => each.slice(0, each.indexOf(': ')))).to.deep.equal([
      'scope.yaml:5',
      'scope.yaml:8',
      'scope.yaml:8',
    ])
    expect(faults[2]).to.include('the namespaces of tenants[0], too')
    expect(faultsOf(['namespaces: [globex]', 'namespaces: []'])).to.deep.equal([
      'scope.yaml:8: tenants[1].namespaces: empty list',
    ])
  })
})
