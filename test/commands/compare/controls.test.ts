import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Comparison, ControlChange } from '../../../src/model/comparison.ts'
import {
  BOTH,
  CILIUM,
  ESTATE,
  PODS,
  SCOPE,
  compare,
  deny,
  folder,
  installedWhole,
  namespace,
  pod,
} from './objects.ts'
import { testContext, type TestContext } from '../context.ts'
import { collectedYaml } from '../installation.ts'

async function comparisonOf(context: TestContext, ...args: readonly string[]) {
  const { out } = await context.exhibit('compare', ...args, '-o', 'json')
  return JSON.parse(out) as Comparison
}

function controlOf({ controls }: Comparison, framework: string, control: string): ControlChange {
  const found = controls.find((each) => each.framework === framework && each.control === control)
  if (found === undefined) throw new Error(`no control ${framework} ${control}`)
  return found
}

/** What a control says that is asked of two runs: outside of a run nothing is there to compare with. */
const OF_TWO_RUNS = 'undetermined before and now: no earlier run is there to compare with'

/** The states of all controls but those that are asked of two runs. */
const statesOf = ({ controls }: Comparison) =>
  new Set(
    controls.filter(({ reason }) => !reason.startsWith(OF_TWO_RUNS)).map(({ state }) => state),
  )
const CONFIGURATION = 'organisation: {scope: scope.yaml, flows: flows.yaml}\n'
const FLOWS = 'format: flows/v1\nflows: []\n'

describe('exhibit compare of the controls of two folders', function () {
  this.timeout(60_000)

  it('evaluates both without files of the organisation, and says once what is then undetermined and how to mend it', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'estate: estate.yaml\n')
    context.write('estate.yaml', ESTATE)
    const named = ['--cluster', 'prod']
    const shut = folder(context, 'shut', BOTH + CILIUM + PODS + deny('shop') + deny('cards'))
    const open = folder(context, 'open', BOTH + CILIUM + PODS + deny('cards'))
    const found = await comparisonOf(context, shut, open, ...named)
    const regressed = controlOf(found, 'exhibit-segmentation', 'SEG-1')
    expect(regressed.state).to.equal('regressed')
    expect(regressed.newlyFailing).to.deep.equal(['prod//Namespace/shop'])
    expect(controlOf(found, 'pci-dss-4.0.1', '1.3.1').after).to.equal('undetermined')
    const said = found.premises.filter((line) => line.includes('undetermined'))
    expect(said).to.have.length(1)
    expect(said[0]).to.match(/^no scope says what is in the CDE: .*exhibit\.yaml/)
    expect(found.premises.join('\n')).to.match(/catalogue sha256:[0-9a-f]{64}/)
    expect((await compare(context, shut, open, ...named)).code).to.equal(11)
    const back = await comparisonOf(context, open, shut, ...named)
    expect(controlOf(back, 'exhibit-segmentation', 'SEG-1').state).to.equal('fixed')
    expect((await compare(context, open, shut, ...named)).code).to.equal(10)
    expect((await compare(context, open, open, ...named)).code).to.equal(0)
  })

  it('evaluates both with the configured files, which it names with their digests', async () => {
    const context = testContext()
    context.write('exhibit.yaml', `${CONFIGURATION}frameworks: [pci-dss-4.0.1]\n`)
    const platform = `platformNamespaces: [kube-system]
rules:
  - {id: platform, class: connected, subjects: {namespaces: [kube-system]}, owner: Platform}`
    context.write('scope.yaml', SCOPE.replace('rules:', platform))
    context.write('flows.yaml', FLOWS)
    const shut = folder(context, 'shut', BOTH + CILIUM + PODS + deny('shop') + deny('cards'))
    const open = folder(context, 'open', BOTH + CILIUM + PODS + deny('shop'))
    const found = await comparisonOf(context, shut, open)
    expect(new Set(found.controls.map(({ framework }) => framework))).to.have.keys('pci-dss-4.0.1')
    expect(controlOf(found, 'pci-dss-4.0.1', '1.2.5')).to.include({
      before: 'pass',
      after: 'fail',
      state: 'regressed',
    })
    const said = found.premises.join('\n')
    expect(said).to.match(/scope .*scope\.yaml \(sha256:[0-9a-f]{64}\)/)
    expect(said).to.match(/flows .*flows\.yaml \(sha256:[0-9a-f]{64}\)/)
    expect(said).not.to.match(/no scope|differs/)
  })

  it('shows them in the table, in the HTML and alone', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'estate: estate.yaml\n')
    context.write('estate.yaml', ESTATE)
    const named = ['--cluster', 'prod']
    const shut = folder(context, 'shut', BOTH + CILIUM + PODS + deny('cards') + deny('shop'))
    const open = folder(context, 'open', BOTH + CILIUM + PODS + deny('cards'))
    const { out } = await context.exhibit(
      'compare',
      shut,
      open,
      ...named,
      '--out',
      'page',
      '--no-pdf',
    )
    expect(out).to.match(/^ {2}regressed +prod exhibit-segmentation SEG-1 /m)
    expect(out).to.include('+ fails now: prod//Namespace/shop')
    const html = readFileSync(join(context.folder, 'page', 'comparison.html'), 'utf8')
    expect(html).to.include('<td class="state regressed">regressed</td>')
    expect(html).to.include('no scope says what is in the CDE')
    const alone = await context.exhibit('compare', shut, open, ...named, '--view', 'controls')
    expect(alone.out).to.include('SEG-1').and.not.include('connectivity:')
  })

  it('says that rules for named clusters do not hold for folders that nobody named', async () => {
    const context = testContext()
    context.write('exhibit.yaml', CONFIGURATION)
    context.write('scope.yaml', SCOPE.replaceAll('{namespaces', '{clusters: [prod], namespaces'))
    context.write('flows.yaml', FLOWS)
    const one = folder(context, 'one', BOTH + PODS + deny('shop') + deny('cards'))
    const unnamed = await comparisonOf(context, one, one)
    expect(unnamed.premises.join('\n')).to.match(/hold only for named clusters.*--cluster/)
    expect(controlOf(unnamed, 'pci-dss-4.0.1', '1.4.4').reason).to.include('3 of 3 subjects')
    const named = await comparisonOf(context, one, one, '--cluster', 'prod')
    expect(named.premises.join('\n')).not.to.include('--cluster')
    expect(controlOf(named, 'pci-dss-4.0.1', '1.4.4').reason).to.match(/^scope does not say/)
  })

  it('takes the platform namespaces of the cluster from the configured estate', async () => {
    const context = testContext()
    context.write('exhibit.yaml', `estate: estate.yaml\n${CONFIGURATION}`)
    context.write(
      'estate.yaml',
      'clusters: [{name: prod, folder: one, platformNamespaces: [shop]}]',
    )
    context.write('scope.yaml', SCOPE)
    context.write('flows.yaml', FLOWS)
    const one = folder(context, 'one', BOTH + PODS + deny('shop') + deny('cards'))
    const found = await comparisonOf(context, one, one, '--cluster', 'prod')
    expect(found.premises.join('\n')).to.match(/estate .*estate\.yaml \(sha256:[0-9a-f]{64}\)/)
    const isSilent = ({ reason }: ControlChange) => reason.includes('declared as platform')
    expect(found.controls.filter(isSilent)).to.deep.equal([])
    const another = await comparisonOf(context, one, one)
    expect(another.controls.filter(isSilent)).not.to.deep.equal([])
  })

  it('tells all faults of the configured files, and compares nothing then', async () => {
    const context = testContext()
    context.write('exhibit.yaml', `${CONFIGURATION}frameworks: [none-such]\n`)
    context.write('scope.yaml', 'format: scope/v1\nrulez: []\n')
    context.write('flows.yaml', FLOWS)
    const one = folder(context, 'one', BOTH + PODS)
    const fault = await context.faultOf('compare', one, one)
    expect(fault.exitCode).to.equal(2)
    expect(fault.message).to.include('rulez').and.include('none-such')
  })

  it('calls what a broken folder leaves open incomparable, never unchanged', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'estate: estate.yaml\n')
    context.write('estate.yaml', ESTATE)
    const whole = folder(context, 'whole', BOTH + CILIUM + PODS + deny('shop') + deny('cards'))
    const broken = folder(context, 'broken', BOTH + CILIUM + PODS + deny('shop') + deny('cards'))
    context.write('broken/collected.yaml', collectedYaml(['namespaces', 'nodes', 'pods']))
    const found = await comparisonOf(context, whole, broken, '--cluster', 'prod')
    expect(controlOf(found, 'exhibit-segmentation', 'SEG-1')).to.include({
      state: 'incomparable',
      before: 'pass',
      after: 'undetermined',
    })
    expect(found.gaps.join('\n')).to.include('networkpolicies.networking.k8s.io of prod')
    context.write('broken/more.yaml', 'kind: [\n')
    const fault = await context.faultOf('compare', whole, 'broken', '--view', 'controls')
    expect(fault.exitCode).to.equal(3)
    expect(fault.message).to.include('broken could not be read as a cluster')
  })
})

describe('exhibit compare of the controls of a run and a folder', function () {
  this.timeout(60_000)

  /** An archive with one run over the cluster prod, and the run's id. */
  async function archived(context = installedWhole()) {
    context.write('prod/pods.yaml', CILIUM + pod('shop', 'web') + pod('shop', 'cart'))
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    return { context, id: (JSON.parse(out) as { runId: string }).runId }
  }

  it('evaluates the folder as the run was: all unchanged for what the run read', async () => {
    const { context, id } = await archived()
    for (const pair of [
      [id, 'prod'],
      ['prod', id],
      [join('archive', 'runs', id), 'prod'],
    ]) {
      const found = await comparisonOf(context, ...pair)
      expect(statesOf(found), pair.join(' ')).to.have.keys('unchanged')
      expect(found.controls.length).to.be.greaterThan(10)
      const ofTwo = found.controls.filter(({ reason }) => reason.startsWith(OF_TWO_RUNS))
      expect(ofTwo.map(({ control, state }) => `${control} ${state}`)).to.deep.equal([
        '1.2.2 incomparable',
        '6.5.1 incomparable',
      ])
      const said = found.premises.join('\n')
      expect(said).to.include(`pinned in ${id}: scope.yaml, flows.yaml, waivers.yaml, estate.json`)
      expect(said).to.match(/catalogue sha256:[0-9a-f]{64}/)
    }
  })

  it('names the controls that regressed in the folder, and those that the run failed', async () => {
    const { context, id } = await archived(installedWhole({ estate: ESTATE }))
    const left = namespace('kube-system') + namespace('shop') + pod('shop', 'web')
    folder(context, 'later', CILIUM + left)
    context.write('later/collected.yaml', collectedYaml())
    const forth = controlOf(
      await comparisonOf(context, id, 'later'),
      'exhibit-segmentation',
      'SEG-1',
    )
    expect(forth.state).to.equal('regressed')
    expect(forth.newlyFailing).to.deep.equal(['prod//Namespace/shop'])
    const back = controlOf(
      await comparisonOf(context, 'later', id),
      'exhibit-segmentation',
      'SEG-1',
    )
    expect(back.state).to.equal('fixed')
    expect((await compare(context, id, 'later')).code).to.equal(11)
  })

  it('uses the scope and the frameworks of the run, whatever is configured since', async () => {
    const configuration = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml}
archive: {directory: archive}
signing: {keyDirectory: keys}
frameworks: [pci-dss-4.0.1]
`
    const { context, id } = await archived(installedWhole({ configuration }))
    context.write('scope.yaml', SCOPE.replace('out-of-scope', 'cde'))
    context.write('exhibit.yaml', configuration.replace('pci-dss-4.0.1', 'exhibit-segmentation'))
    const found = await comparisonOf(context, id, 'prod')
    expect(statesOf(found)).to.have.keys('unchanged')
    expect(new Set(found.controls.map(({ framework }) => framework))).to.have.keys('pci-dss-4.0.1')
    rmSync(join(context.folder, 'scope.yaml'))
    expect(statesOf(await comparisonOf(context, id, 'prod'))).to.have.keys('unchanged')
  })

  it('reads the ConfigMaps of a folder where the estate of the run reads them', async () => {
    const cilium = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data: {enable-policy: never}
`
    const estate = 'clusters: [{name: prod, folder: prod, configMaps: true}]\n'
    const context = installedWhole({ estate })
    context.write('prod/cilium.yaml', cilium)
    const { id } = await archived(context)
    const found = await comparisonOf(context, id, 'prod')
    expect(found.objects).to.deep.equal([])
    expect(statesOf(found)).to.have.keys('unchanged')
  })

  it('compares objects and connectivity where this version does not know the catalogue of the run', async () => {
    const { context } = await archived()
    await context.exhibit('run', '--no-pdf', '--dry-run', '--work', 'work')
    const pinned = join('work/run/inputs/catalogue/frameworks/exhibit-segmentation.yaml')
    const text = readFileSync(join(context.folder, pinned), 'utf8')
    rmSync(join(context.folder, pinned))
    context.write(pinned, text.replaceAll('check: namespace-default-deny', 'check: of-tomorrow'))
    const found = await comparisonOf(context, join('work', 'run'), 'prod')
    expect(found.controls).to.deep.equal([])
    expect(found.gaps.join('\n')).to.match(/^controls: .*of-tomorrow/m)
    expect(found.compared.objects).to.deep.equal(['prod'])
    const fault = await context.faultOf('compare', 'work/run', 'prod', '--view', 'controls')
    expect(fault.exitCode).to.equal(3)
  })
})
