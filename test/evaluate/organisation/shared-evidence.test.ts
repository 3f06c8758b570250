import { expect } from 'chai'
import { parseOrganisation } from '../../../src/evaluate/organisation/organisation.ts'
import { digestOf } from '../../../src/core/digest.ts'
import { isFault } from '../../../src/core/fault.ts'
import { kubeBench } from '../outside/builders.ts'

const FILE = kubeBench({ '4.1.1': 'PASS' })

/** Three lines for each statement, its nodes on the second. */
const statement = (id: string, nodes: string, digest = digestOf(FILE), cluster = 'prod') =>
  `  - {id: ${id}, tool: kube-bench, toolVersion: 0.16.0, benchmark: cis-1.12, cluster: ${cluster},
     nodes: [${nodes}],
     takenOn: 2026-11-02, by: {name: Ada Lind, role: Platform engineer}, file: a.json, digest: ${digest}}
`

function told(...files: readonly string[]): readonly string[] {
  try {
    parseOrganisation({
      outside: files.map((text, index) => ({
        path: `${index}.yaml`,
        text: `format: outside-evidence/v1\nevidence:\n${text}`,
        attached: () => ({ text: FILE, digest: digestOf(FILE) }),
      })),
    })
  } catch (error) {
    if (!isFault(error)) throw error
    return error.message.split('\n')
  }
  return []
}

describe('outside evidence of one run', () => {
  it('is refused for a second node, with both lines: in one statement, in two, and in two files', () => {
    const own = 'each node needs a run of its own'
    expect(told(statement('a', 'n1, n2, n3'))).to.deep.equal([
      `0.yaml:4: evidence[0].nodes[1]: the same file as for prod/n1 (0.yaml:4: evidence[0].nodes[0]); ${own}`,
    ])
    expect(told(statement('a', 'n1') + statement('b', 'n2'))).to.deep.equal([
      `0.yaml:7: evidence[1].nodes[0]: the same file as for prod/n1 (0.yaml:4: evidence[0].nodes[0]); ${own}`,
    ])
    expect(told(statement('a', 'n1'), statement('b', 'n2'))).to.deep.equal([
      `1.yaml:4: evidence[0].nodes[0]: the same file as for prod/n1 (0.yaml:4: evidence[0].nodes[0]); ${own}`,
    ])
    expect(
      told(statement('a', 'n1') + statement('b', 'n1', digestOf(FILE), 'other')),
    ).to.have.length(1)
  })

  it('may be stated twice of its node, and other runs of others', () => {
    expect(told(statement('a', 'n1') + statement('b', 'n1'))).to.deep.equal([])
    expect(told(statement('a', 'n1') + statement('b', 'n2', digestOf('other')))).to.deep.equal([])
  })
})
