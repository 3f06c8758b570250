import { expect } from 'chai'
import type { ArchivedRun } from '../peer/archived.ts'
import type { Scene } from './run-scene.ts'

/** Tests of the verdicts against what the seed put there. */
export function itJudgesWhatWasSeeded(scene: () => Scene): void {
  it('fails exactly what is wrong with the payment platform', () => {
    expect(subjects(scene().run, 'payments', 'fail')).to.deep.equal({
      '5.3.2': namespaces('bulk', 'default', 'forgotten'),
      '5.6.1': namespaces('bulk', 'cde', 'default', 'forgotten', 'legacy', 'ops', 'shop'),
      'SEG-1': namespaces('bulk', 'default', 'forgotten', 'legacy', 'shop'),
      'SEG-2': namespaces('bulk', 'default', 'forgotten', 'legacy', 'ops', 'shop'),
      '1.2.5': ['cde/Deployment/card-api'],
      '1.3.2': ['cde/Deployment/card-api'],
      '1.4.2': ['cde/Service/debug', 'shop/Service/web'],
      '1.4.4': ['cde/StatefulSet/vault'],
    })
    const { controls } = scene().run.evaluation('payments')
    const passed = controls
      .filter(({ outcome }) => outcome === 'pass')
      .map(({ control }) => control)
    expect(passed).to.deep.equal(['5.3.1', '5.6.4'])
    expect(subjects(scene().run, 'payments', 'pass')['2.2.3']).to.deep.equal(['Node/node-2'])
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
      .controls.find((one) => one.control === '1.2.5')
    const example = control?.results.find(({ verdict }) => verdict === 'fail')?.example
    expect(JSON.stringify(example)).to.include('NetworkPolicy/cde/card-api-egress')
  })

  it('decides nothing about segmentation where a policy API is not understood', () => {
    expect(scene().run.evaluation('office').blockers.join('\n')).to.include(
      'ciliumlocalredirectpolicies.cilium.io',
    )
    const pci = scene()
      .run.evaluation('office')
      .controls.filter(({ control }) => control === '1.4.1')
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
  for (const { control, results } of run.evaluation(cluster).controls) {
    const found = results.filter((result) => result.verdict === verdict)
    const names = found.map(({ subject }) => subject.replace(`${cluster}/`, '').replace(/^\//, ''))
    if (names.length > 0) named[control] = names.sort()
  }
  return named
}
