import { expect } from 'chai'
import { kubectlCommands } from '../../src/render/kubectl.ts'
import type { SubjectView } from '../../src/render/report-schema.ts'

function subject(name: string, verdict: SubjectView['verdict'], ...objects: string[]): SubjectView {
  const evidence = objects.map((object) => ({ number: 'x-0001', object, pointer: '', value: '' }))
  return { subject: name, verdict, evidence } as unknown as SubjectView
}

const commands = (...subjects: SubjectView[]) => kubectlCommands({ cluster: 'prod-eu', subjects })

describe('commands that show evidence', () => {
  it('get each object once, those of open results first, three at most', () => {
    const shown = commands(
      subject('prod-eu/shop/Pod/ok', 'pass', '/v1/Pod/shop/ok'),
      subject('prod-eu/shop/Pod/web', 'fail', '/v1/Pod/shop/web', '/v1/Namespace//shop'),
      subject('prod-eu/shop/Pod/web', 'fail', '/v1/Pod/shop/web', 'apps/v1/Deployment/shop/web'),
    )
    expect(shown).to.deep.equal([
      'kubectl get Pod web --namespace shop --output yaml --context prod-eu',
      'kubectl get Namespace shop --output yaml --context prod-eu',
      'kubectl get Deployment.v1.apps web --namespace shop --output yaml --context prod-eu',
    ])
  })

  it('list the rights of the first account', () => {
    expect(commands(subject('prod-eu/ci/ServiceAccount/deployer', 'fail'))).to.deep.equal([
      'kubectl auth can-i --list --as system:serviceaccount:ci:deployer --namespace ci --context prod-eu',
    ])
    expect(commands(subject('prod-eu//Group/system:masters', 'fail'))[0]).to.include(
      '--as nobody --as-group system:masters ',
    )
  })

  it('are not made of names that a shell or kubectl would take otherwise', () => {
    for (const name of [
      '$(id)',
      "a'b",
      '-A',
      'a b',
      '--kubeconfig=/x',
      '`id`',
      'a;b',
      '*',
      '\\u202e',
    ])
      expect(
        commands(
          subject(`prod-eu//User/${name}`, 'fail', `/v1/Pod/shop/${name}`, `/v1/Pod/${name}/web`),
        ),
        name,
      ).to.deep.equal([])
    const subjects = [subject('x', 'fail', '/v1/Pod/shop/web')]
    expect(kubectlCommands({ cluster: '$(id)', subjects })).to.deep.equal([])
  })
})
