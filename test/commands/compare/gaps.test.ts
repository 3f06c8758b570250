import { expect } from 'chai'
import type { Comparison } from '../../../src/model/comparison.ts'
import { KIND_READERS, resourceName } from '../../../src/collect/kinds.ts'
import { testContext, type TestContext } from '../context.ts'
import { collectedYaml, installed } from '../installation.ts'
import { BOTH, PODS, SCOPE, compare, deny, folder, namespace, pod } from './objects.ts'

const POLICIES = 'networkpolicies.networking.k8s.io'
const KINDS = KIND_READERS.map(resourceName)

/** A folder of which collected.yaml says that all kinds were asked for, but some. */
function without(context: TestContext, name: string, objects: string, ...missing: string[]) {
  context.write(
    `${name}/collected.yaml`,
    collectedYaml(KINDS.filter((kind) => !missing.includes(kind))),
  )
  return folder(context, name, objects)
}

describe('exhibit compare where something was not read', function () {
  this.timeout(60_000)

  /** With and without the policies, which nobody asked for. */
  function sides() {
    const context = testContext()
    const whole = without(context, 'whole', BOTH + PODS + deny('shop') + deny('cards'))
    const gap = without(context, 'gap', BOTH + PODS, POLICIES)
    return { context, whole, gap }
  }

  for (const [base, head] of [
    ['whole', 'gap'],
    ['gap', 'whole'],
    ['gap', 'gap'],
  ] as const)
    it(`takes no gap for a change: ${base} to ${head}`, async () => {
      const { context } = sides()
      const { out } = await context.exhibit('compare', base, head, '-o', 'json')
      const found = JSON.parse(out) as Comparison
      expect(found.objects).to.deep.equal([])
      expect(found.connectivity).to.deep.equal([])
      expect(found.compared.objects).to.deep.equal(['folder'])
      expect(found.compared.connectivity).to.deep.equal([])
      const said = found.gaps.join('\n')
      expect(said).to.match(
        /^networkpolicies\.networking\.k8s\.io of folder: not read in \S+\/gap \(collected\.yaml does not list it/m,
      )
      expect(said).to.match(
        /^connectivity of folder: not certain in \S+\/gap: 1 list was not read/m,
      )
      const states = new Set(found.controls.map(({ state }) => state))
      expect(states).to.not.include('fixed').and.not.include('regressed')
      const policies = found.controls.find(({ control }) => control === 'SEG-1')
      expect(policies?.state).to.equal('incomparable')
    })

  it('does not tell who became connected to the CDE where what decides was not read', async () => {
    const { context, whole, gap } = sides()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml}\n')
    context.write('scope.yaml', SCOPE)
    const { out } = await context.exhibit('compare', whole, gap, '-o', 'json')
    const found = JSON.parse(out) as Comparison
    expect([found.connected, found.compared.connected]).to.deep.equal([[], []])
    const same = await context.exhibit('compare', whole, whole, '-o', 'json')
    expect((JSON.parse(same.out) as Comparison).compared.connected).to.deep.equal(['folder'])
  })

  it('says that connectivity was not compared, and ends in 3 where nothing else is asked for', async () => {
    const { context, whole, gap } = sides()
    const { out } = await context.exhibit('compare', whole, gap)
    expect(out).to.match(/^objects: no change in folder$/m)
    expect(out).to.match(/^connectivity: not compared$/m)
    expect(out).to.match(/^not compared: connectivity of folder: /m)
    const fault = await context.faultOf('compare', whole, gap, '--view', 'connectivity')
    expect(fault.exitCode).to.equal(3)
    expect(fault.message).to.include(POLICIES)
  })

  for (const kind of ['namespaces', 'pods', 'nodes', 'deployments.apps'])
    it(`opens and closes nothing where ${kind} were not read`, async () => {
      const context = testContext()
      const whole = without(context, 'whole', BOTH + PODS + deny('shop'))
      const gap = without(context, 'gap', BOTH + PODS + deny('cards'), kind)
      const { out } = await context.exhibit('compare', whole, gap, '-o', 'json')
      const found = JSON.parse(out) as Comparison
      expect(found.compared.connectivity).to.deep.equal([])
      expect(found.connectivity).to.deep.equal([])
      expect(found.objects).to.have.length(2)
    })

  it('opens and closes nothing where an object cannot be understood', async () => {
    const context = testContext()
    const whole = without(context, 'whole', BOTH + PODS + deny('shop') + deny('cards'))
    const objects = BOTH + PODS + deny('shop') + deny('cards')
    const broken = pod('cards', 'odd').replace('spec: {', 'spec: {hostNetwork: 7, ')
    const bad = without(context, 'bad', objects + broken)
    const { out } = await context.exhibit('compare', whole, bad, '-o', 'json')
    const found = JSON.parse(out) as Comparison
    expect(found.connectivity).to.deep.equal([])
    expect(found.gaps.join('\n')).to.match(
      /^connectivity of folder: not certain in \S+\/bad: Pod cards\/odd cannot be read/m,
    )
  })

  it('still compares what a kind that decides nothing leaves: services are of the outside', async () => {
    const context = testContext()
    const whole = without(context, 'whole', BOTH + PODS + deny('shop') + deny('cards'))
    const open = without(context, 'open', BOTH + PODS + deny('cards'), 'services')
    const { code, out } = await compare(context, whole, open)
    expect(code).to.equal(11)
    expect(out).to.match(/opened folder shop\/Pod\/web/)
    expect(out).to.match(/^not compared: services of folder: not read in/m)
  })

  it('ends in 3 for a folder of which nothing decisive was read', async () => {
    const context = testContext()
    const whole = without(context, 'whole', BOTH + PODS)
    context.write('empty/notes.txt', 'nothing')
    const little = without(context, 'little', deny('shop'), 'namespaces', 'pods')
    for (const [base, head] of [
      [whole, 'empty'],
      ['empty', whole],
      ['empty', 'empty'],
      [whole, little],
    ] as const) {
      const fault = await context.faultOf('compare', base, head, '--detailed-exitcode')
      expect(fault.exitCode, `${base} ${head}`).to.equal(3)
      expect(fault.message, `${base} ${head}`).to.include('could not be read as a cluster')
    }
  })

  it('lists a cluster that neither side read, with the reasons', async () => {
    const two = 'clusters:\n  - {name: prod, folder: prod}\n  - {name: dr, folder: dr}\n'
    const context = installed(testContext(), { estate: two })
    context.write('prod/pods.yaml', namespace('cards') + pod('shop', 'web'))
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { runId } = JSON.parse(out) as { runId: string }
    const compared = await compare(context, runId, runId)
    expect(compared.code).to.equal(0)
    expect(compared.out).to.match(
      /^not compared: cluster dr: nothing read of it in \S+ \(unreachable: .*dr/m,
    )
    const page = await context.exhibit('compare', runId, runId, '-o', 'json')
    expect((JSON.parse(page.out) as Comparison).gaps.join('\n')).to.include(
      'cluster dr: nothing read',
    )
    const fault = await context.faultOf('compare', runId, runId, '--cluster', 'dr')
    expect(fault.exitCode).to.equal(3)
    expect(fault.message).to.match(/cluster dr: nothing read of it in \S+ \(unreachable: /)
  })
})
