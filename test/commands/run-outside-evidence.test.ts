import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { kubeBench } from '../evaluate/outside/builders.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml, outsideEvidence: outside}
archive: {directory: archive}
signing: {keyDirectory: keys}
frameworks: [cis-kubernetes-2.0.1]
`

const NODES = ['cp-1', 'worker-1', 'worker-2']
  .map(
    (name) => `---
apiVersion: v1
kind: Node
metadata:
  name: ${name}
  creationTimestamp: "2026-01-10T08:00:00Z"
  labels: {${name === 'cp-1' ? 'node-role.kubernetes.io/control-plane: ""' : ''}}
status:
  nodeInfo: {kubeletVersion: v1.35.2}
`,
  )
  .join('')

/** What the tool wrote on a node: its processes tell nodes apart. */
const fileOf = (node: string) =>
  kubeBench(
    { '4.1.1': 'PASS', '4.1.2': 'FAIL' },
    { version: 'cis-2.0', detected: '1.35' },
  ).replaceAll('kubelet --', `kubelet --hostname-override=${node} --`)

function entry(node: string, different: Readonly<Record<string, string>> = {}): string {
  const fields = {
    id: `kb-${node}`,
    tool: 'kube-bench',
    toolVersion: '0.16.0',
    benchmark: 'cis-2.0',
    cluster: 'prod',
    nodes: `[${node}]`,
    takenOn: '2026-11-02',
    by: '{name: Ada Lind, role: Platform engineer}',
    reviewed: '{by: {name: Platform security, role: Security engineer}, performedOn: 2026-11-03}',
    file: `${node}.json`,
    digest: digestOf(fileOf(node)),
    ...different,
  }
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${value}\n`)
  return lines.join('').replace('    id', '  - id')
}

/** An installation with three nodes and a statement of each. */
function withEvidence(different: Readonly<Record<string, string>> = {}): TestContext {
  const collected = `${collectedYaml()}version: v1.35.2\n`
  const context = installed(testContext(), { configuration: CONFIGURATION, collected })
  context.write('prod/nodes.yaml', NODES.replace('---\n', ''))
  context.write(
    'outside/statements.yaml',
    `format: outside-evidence/v1\nevidence:\n${entry('cp-1')}${entry('worker-1')}${entry('worker-2', different)}`,
  )
  for (const node of ['cp-1', 'worker-1', 'worker-2'])
    context.write(`outside/${node}.json`, fileOf(node))
  return context
}

describe('a run with outside evidence', function () {
  this.timeout(60_000)

  async function ran(context: TestContext) {
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { folder } = JSON.parse(out) as { folder: string }
    const text = (name: string) =>
      readFileSync(join(context.folder, 'archive', folder, name), 'utf8')
    const evaluation = readEvaluation(join(context.folder, 'archive', folder, 'clusters/prod'))!
    const control = (id: string) => evaluation.controls.find((each) => each.control === id)
    return { text, evaluation, control }
  }

  it('keeps it byte for byte, says whose word each result is, and prints no word of the benchmark', async () => {
    const { text, evaluation, control } = await ran(withEvidence())
    expect(text('inputs/outside-evidence/worker-1.json')).to.equal(fileOf('worker-1'))
    expect(text('inputs/outside-evidence/statements.yaml')).to.include('kb-worker-2')
    expect(text('SHA256SUMS')).to.include('inputs/outside-evidence/worker-1.json')
    expect(evaluation.organisation.outside?.map(({ id, state }) => [id, state])).to.deep.equal([
      ['kb-cp-1', 'in-force'],
      ['kb-worker-1', 'in-force'],
      ['kb-worker-2', 'in-force'],
    ])
    expect(control('4.1.1')?.outcome).to.equal('signed-off')
    expect(control('4.1.2')?.outcome).to.equal('fail')
    expect(control('4.1.3')?.outcome).to.equal('undetermined')
    for (const name of ['report.html', 'report.json', 'check-results.csv']) {
      expect(text(name), name).to.include('outside evidence: FAIL by kube-bench 0.16.0')
      for (const word of ['words of the benchmark', 'anonymous-auth=false'])
        expect(text(name), name).to.not.include(word)
    }
  })

  it('refuses what does not fit and goes on without it', async () => {
    const { text, evaluation, control } = await ran(withEvidence({ nodes: '[worker-9]' }))
    expect(evaluation.organisation.outside?.at(-1)?.state).to.equal('foreign')
    expect(control('4.1.1')?.outcome).to.equal('undetermined')
    expect(control('4.1.2')?.outcome).to.equal('fail')
    expect(text('report.html')).to.include('names node worker-9, which the snapshot does not have')
  })

  it('does not begin with evidence of a cluster that the estate does not have', async () => {
    const fault = await withEvidence({ cluster: 'prd' }).faultOf('run', '--no-pdf')
    expect(fault.code).to.equal('CONFIGURATION')
    expect(fault.message).to.equal(
      'outside evidence kb-worker-2 is of the cluster prd, which the estate does not have, did you mean "prod"?',
    )
  })
})
