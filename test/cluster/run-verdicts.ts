import { expect } from 'chai'
import type { ArchivedRun } from '../peer/archived.ts'
import type { Scene } from './run-scene.ts'

/** What the seed speaks of: who may reach whom, and how namespaces are kept. */
const SEGMENTATION: readonly string[] = [
  ...['5.3.1', '5.3.2', '5.6.1', '5.6.4'].map((id) => `cis-kubernetes-2.0.1 ${id}`),
  ...['1.2.5', '1.2.6', '1.3.1', '1.3.2', '1.4.1', '1.4.2', '1.4.4', '2.2.3'].map(
    (id) => `pci-dss-4.0.1 ${id}`,
  ),
  ...['SEG-1', 'SEG-2', 'SEG-3'].map((id) => `exhibit-segmentation ${id}`),
]

type Named = { readonly framework: string; readonly control: string }

/** Ids of two frameworks may be the same. */
const nameOf = ({ framework, control }: Named) => `${framework} ${control}`

/** Tests of the verdicts against what the seed put there. */
export function itJudgesWhatWasSeeded(scene: () => Scene): void {
  it('fails exactly what is wrong with the payment platform', () => {
    expect(subjects(scene().run, 'payments', 'fail')).to.deep.equal({
      'cis-kubernetes-2.0.1 5.3.2': namespaces('bulk', 'default', 'forgotten'),
      'cis-kubernetes-2.0.1 5.6.1': namespaces(
        'bulk',
        'cde',
        'default',
        'forgotten',
        'legacy',
        'ops',
        'shop',
      ),
      'exhibit-segmentation SEG-1': namespaces('bulk', 'default', 'forgotten', 'legacy', 'shop'),
      'exhibit-segmentation SEG-2': namespaces(
        'bulk',
        'default',
        'forgotten',
        'legacy',
        'ops',
        'shop',
      ),
      'pci-dss-4.0.1 1.2.5': ['cde/Deployment/card-api'],
      'pci-dss-4.0.1 1.3.2': ['cde/Deployment/card-api'],
      'pci-dss-4.0.1 1.4.2': ['cde/Service/debug', 'shop/Service/web'],
    })
    const { controls } = scene().run.evaluation('payments')
    const passed = controls
      .filter(({ outcome }) => outcome === 'pass')
      .map(nameOf)
      .filter((name) => SEGMENTATION.includes(name))
    expect(passed).to.deep.equal(['cis-kubernetes-2.0.1 5.3.1', 'cis-kubernetes-2.0.1 5.6.4'])
    expect(subjects(scene().run, 'payments', 'pass')['pci-dss-4.0.1 2.2.3']).to.deep.equal([
      'Node/node-2',
    ])
  })

  it('leaves undetermined what the scope does not say', () => {
    const silent = scene()
      .run.evaluation('payments')
      .controls.flatMap(({ results }) => results)
      .filter(({ cause }) => cause === 'scope-silent')
    expect(silent.map(({ subject }) => subject)).to.include('payments/forgotten/Deployment/reports')
  })

  it('shows by which rules the card API reaches what nobody approved', () => {
    const control = scene()
      .run.evaluation('payments')
      .controls.find((one) => nameOf(one) === 'pci-dss-4.0.1 1.2.5')
    const example = control?.results.find(({ verdict }) => verdict === 'fail')?.example
    expect(JSON.stringify(example)).to.include('NetworkPolicy/cde/card-api-egress')
  })

  it('decides nothing about segmentation where a policy API is not understood', () => {
    expect(scene().run.evaluation('office').blockers.join('\n')).to.include(
      'ciliumlocalredirectpolicies.cilium.io',
    )
    const pci = scene()
      .run.evaluation('office')
      .controls.filter((one) => nameOf(one) === 'pci-dss-4.0.1 1.4.1')
    expect(pci.map(({ outcome }) => outcome)).to.deep.equal(['undetermined'])
  })
}

function namespaces(...names: readonly string[]): readonly string[] {
  return names.map((name) => `Namespace/${name}`)
}

/** Subjects with a verdict by control, without the cluster's name, sorted. */
function subjects(
  run: ArchivedRun,
  cluster: string,
  verdict: 'fail' | 'pass',
): Record<string, readonly string[]> {
  const named: Record<string, readonly string[]> = {}
  for (const control of run.evaluation(cluster).controls) {
    const { results } = control
    const name = nameOf(control)
    if (!SEGMENTATION.includes(name)) continue
    const found = results.filter((result) => result.verdict === verdict)
    const names = found.map(({ subject }) => subject.replace(`${cluster}/`, '').replace(/^\//, ''))
    if (names.length > 0) named[name] = names.sort()
  }
  return named
}
