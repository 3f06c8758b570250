import { expect } from 'chai'
import { breadthOf } from '../../src/evaluate/flow-breadth.ts'
import { broadEntries } from '../../src/evaluate/organisation/broad-entries.ts'
import { parseFlows } from '../../src/evaluate/organisation/flows.ts'

const WEB = '{subjects: {namespaces: [shop], workloads: [Deployment/web]}}'
const PAY = '{subjects: {namespaces: [payments]}}'
const ANY = '{subjects: {namespaces: ["*"]}}'

function register(from: string, to: string, ports: string): string {
  const said = 'need: orders, approvedBy: Owner, approvedOn: 2026-01-01, reviewBy: 2027-01-01'
  return `format: flows/v1\nflows:\n  - {id: F, from: ${from}, to: ${to}, protocol: TCP, ports: [${ports}], ${said}}\n`
}

function breadth(from: string, to: string, ports: string): string {
  const [flow] = parseFlows(register(from, to, ports), 'flows.yaml', undefined)
  const found = flow && breadthOf(flow)
  return found === undefined ? 'none' : `${found.lists ? 'lists' : 'lists nothing'}: ${found.why}`
}

describe('the breadth of an approved flow', () => {
  it('is none of a flow that names its service and one side', () => {
    for (const [from, to, ports] of [
      [WEB, PAY, '443'],
      [WEB, PAY, '8000-8010, 443'],
      [WEB, PAY, '1-32767'],
      [WEB, PAY, '20000-40000, 20000-40000'],
      ['{cidrs: [0.0.0.0/0]}', WEB, '443'],
      [WEB, '{cidrs: [192.0.2.0/24]}', '443'],
      [WEB, '{fqdn: [api.bank.example]}', '443'],
      ['{subjects: {workloads: [Deployment/web]}}', PAY, '443'],
      ['{subjects: {podLabels: {matchLabels: {app: web}}}}', PAY, '443'],
    ] as const)
      expect(breadth(from, to, ports), `${from} ${to} ${ports}`).to.equal('none')
  })

  it('is no identification where it means most ports, or anything on both sides', () => {
    const ports = 'lists nothing: means most ports of TCP, and so identifies no service'
    for (const each of ['', '1-65535', '1-30000, 30001-65535', '1024-65535'])
      expect(breadth(WEB, PAY, each), each).to.equal(ports)
    for (const any of [ANY, '{subjects: {clusters: [prod]}}', '{subjects: {workloads: ["*/*"]}}'])
      expect(breadth(any, any, '443'), any).to.equal(
        'lists nothing: means any pod of a cluster to any pod of a cluster, and so identifies no connection',
      )
    expect(breadth('{cidrs: [0.0.0.0/1, 128.0.0.0/1]}', ANY, '443')).to.equal(
      'lists nothing: means any address to any pod of a cluster, and so identifies no connection',
    )
  })

  it('is the same of kinds of workloads without a name', () => {
    const kinds = '{subjects: {namespaces: ["*"], workloads: ["Deployment/*", "StatefulSet/**"]}}'
    expect(breadth(kinds, ANY, '443')).to.equal(
      'lists nothing: means any Deployment or StatefulSet of a cluster to any pod of a cluster, and so identifies no connection',
    )
    expect(breadth('{subjects: {workloads: ["Deployment/web-*"]}}', PAY, '443')).to.equal('none')
  })

  it('is told where it means any pod, or goes to any address, and lists what it says', () => {
    expect(breadth(ANY, PAY, '443')).to.equal('lists: means connections from any pod of a cluster')
    expect(breadth(WEB, ANY, '53')).to.equal('lists: means connections to any pod of a cluster')
    expect(breadth(WEB, '{cidrs: ["::/0"]}', '443')).to.equal(
      'lists: means connections to any address',
    )
  })
})

describe('the mitigation of an approved flow', () => {
  const faultOf = (mitigation: string) => {
    const text = register(WEB, PAY, '23').replace('need:', `mitigation: "${mitigation}", need:`)
    return () => parseFlows(text, 'flows.yaml', undefined)
  }

  it('is not a word for nothing', () => {
    for (const none of [
      'none',
      'None.',
      '-',
      '---',
      'n/a',
      'N.A.',
      'NA',
      'no',
      '?',
      'TBD',
      'to do',
    ])
      expect(faultOf(none), none).to.throw(
        'flows.yaml:3: flows[0].mitigation: says that there is none; say how the risk is mitigated, or leave it out',
      )
  })

  it('is any text that says something', () => {
    for (const said of [
      'TLS',
      'none of it leaves the node',
      'No plain text: in a tunnel',
      'トンネル',
    ])
      expect(faultOf(said), said).not.to.throw()
  })
})

describe('entries that are too broad', () => {
  const told = (text: string, file: string) =>
    broadEntries(text, file).map(({ line, path, what }) => `${line} ${path}: ${what}`)

  it('are told with line and path', () => {
    expect(told(register(WEB, PAY, ''), 'flows.yaml')).to.deep.equal([
      '3 flows[0]: too broad: means most ports of TCP, and so identifies no service: it lists nothing',
    ])
    expect(
      told(
        'format: waivers/v1\nwaivers:\n  - id: W\n    subjects: ["prod/*/*/*"]\n',
        'waivers.yaml',
      ),
    ).to.deep.equal(['4 waivers[0].subjects[0]: too broad: could mean all of a cluster'])
    const whole = '{id: A, framework: nsa-cisa, reason: none}'
    const one = '{id: B, framework: nsa-cisa, control: "1", reason: none}'
    expect(
      told(
        `format: applicability/v1\nnotApplicable:\n  - ${one}\n  - ${whole}\n`,
        'applicability.yaml',
      ),
    ).to.deep.equal(['4 notApplicable[1]: too broad: takes out a whole framework'])
  })

  it('are none of files that name what they mean', () => {
    expect(told(register(WEB, PAY, '443'), 'flows.yaml')).to.deep.equal([])
    expect(told('format: scope/v1\n', 'scope.yaml')).to.deep.equal([])
  })
})
