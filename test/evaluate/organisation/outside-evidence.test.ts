import { expect } from 'chai'
import { digestOf } from '../../../src/core/digest.ts'
import { isFault } from '../../../src/core/fault.ts'
import { parseOutsideEvidence } from '../../../src/evaluate/organisation/outside-evidence.ts'
import { kubeBench } from '../outside/builders.ts'

const FILE = kubeBench({ '4.1.1': 'PASS' })

const GOOD = `format: outside-evidence/v1
evidence:
  - id: kb-1
    tool: kube-bench
    toolVersion: 0.16.0
    benchmark: cis-1.12
    cluster: prod
    nodes: [worker-1]
    takenOn: 2026-11-02
    by: {name: Ada Lind, role: Platform engineer}
    reviewed: {by: {name: Platform security, role: Security engineer}, performedOn: 2026-11-03}
    file: worker-1.json
    digest: ${digestOf(FILE)}
`

const parse = (text: string) =>
  parseOutsideEvidence(text, 'outside.yaml', { kind: 'asserted' }, () => ({
    text: FILE,
    digest: digestOf(FILE),
  }))

function faultsOf(text: string): readonly string[] {
  try {
    parse(text)
  } catch (error) {
    if (isFault(error)) return error.message.split('\n')
    throw error
  }
  return []
}

describe('parseOutsideEvidence', () => {
  it('reads statements with what they attach', () => {
    const [one] = parse(GOOD)
    expect(one?.attached.kind).to.equal('read')
    expect(one?.nodes).to.deep.equal(['worker-1'])
    expect(one?.reviewed?.by.name).to.equal('Platform security')
    expect(one?.authorship).to.deep.equal({ kind: 'asserted' })
  })

  it('tells every fault with file, line, path and the nearest value', () => {
    const table: readonly (readonly [from: string, to: string, said: string])[] = [
      ['outside-evidence/v1', 'outside-evidence/v2', 'outside.yaml:1: format: '],
      ['tool: kube-bench', 'tool: trivy', 'outside.yaml:4: evidence[0].tool: '],
      ['toolVersion: 0.16.0', 'toolVersion: 0.16', 'outside.yaml:5: evidence[0].toolVersion: '],
      [
        'benchmark: cis-1.12',
        'benchmrk: cis-1.12',
        'unknown key "benchmrk", did you mean "benchmark"',
      ],
      [
        'benchmark: cis-1.12',
        'benchmark: "<b>"',
        'outside.yaml:6: evidence[0].benchmark: not a name or version',
      ],
      [
        'cluster: prod',
        'cluster: "prod-*"',
        'outside.yaml:7: evidence[0].cluster: not the exact name',
      ],
      ['cluster: prod', 'cluster: prod\n    clusterUid: x', 'evidence[0].clusterUid: not a UID'],
      ['[worker-1]', '[]', 'outside.yaml:8: evidence[0].nodes: empty list'],
      [
        '[worker-1]',
        '[worker-1, worker-1]',
        'evidence[0].nodes[1]: the node worker-1 stands twice',
      ],
      ['[worker-1]', '["../x"]', 'evidence[0].nodes[0]: not the exact name'],
      ['2026-11-02', '2026-11-31', 'outside.yaml:9: evidence[0].takenOn: not a day'],
      [
        '2026-11-02',
        '2026-11-04',
        'evidence[0].reviewed.performedOn: before the day on which it was taken',
      ],
      [
        'file: worker-1.json',
        'file: ../worker-1.json',
        'evidence[0].file: not the name of a .json file beside it',
      ],
      [
        'file: worker-1.json',
        'file: worker-1.yaml',
        'evidence[0].file: not the name of a .json file beside it',
      ],
      ['sha256:', 'sha1:', 'evidence[0].digest: not a digest'],
      ['    by: {name: Ada Lind, role: Platform engineer}\n', '', 'evidence[0].by: missing'],
    ]
    for (const [from, to, said] of table) {
      expect(GOOD, from).to.include(from)
      expect(faultsOf(GOOD.replace(from, to)).join('\n'), to).to.include(said)
    }
    const twice = `${GOOD}${GOOD.slice(GOOD.indexOf('  - id'))}`
    expect(faultsOf(twice).join('\n')).to.include('kb-1')
  })

  it('refuses a file that is not the stated one, and keeps the statement', () => {
    const [one] = parse(GOOD.replace(digestOf(FILE), digestOf('other')))
    expect(one?.attached.kind === 'refused' && one.attached.why).to.match(
      /^it is not the file that is stated: its digest begins with [0-9a-f]{12}, the stated one with [0-9a-f]{12}$/,
    )
  })
})
