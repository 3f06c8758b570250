import { expect } from 'chai'
import { controlNamed } from '../../src/commands/signoff-control.ts'
import { messageOf } from '../../src/core/fault.ts'
import { CATALOGUE } from '../evaluate/builders.ts'

const framework = (...ids: readonly string[]) =>
  CATALOGUE.frameworks.filter(({ id }) => ids.includes(id))

const refused = (id: string, ...ids: readonly string[]): string => {
  try {
    return controlNamed(framework(...ids), id).id
  } catch (error) {
    return messageOf(error)
  }
}

describe('the control that a sign-off is for', () => {
  it('is named with its framework, or by its id alone where one framework in use has it', () => {
    for (const id of ['pci-dss-4.0.1/1.2.7', '1.2.7']) {
      const control = controlNamed(framework('pci-dss-4.0.1', 'cis-kubernetes-2.0.1'), id)
      expect([control.framework, control.id]).to.deep.equal(['pci-dss-4.0.1', '1.2.7'])
    }
  })

  it('is asked for by its framework where several have it', () => {
    expect(refused('5.6.1', 'cis-kubernetes-1.12.0', 'cis-kubernetes-2.0.1')).to.equal(
      '2 frameworks have a control 5.6.1, did you mean "cis-kubernetes-1.12.0/5.6.1" or "cis-kubernetes-2.0.1/5.6.1"?',
    )
  })

  it('is suggested where none has it, and never by a list of all', () => {
    expect(refused('1.2.77', 'pci-dss-4.0.1')).to.equal(
      'no control "1.2.77" asks for a statement, did you mean "pci-dss-4.0.1/1.2.7"?',
    )
    expect(refused('pci-dss-4.0/1.2.7', 'pci-dss-4.0.1')).to.include(
      'did you mean "pci-dss-4.0.1/1.2.7"?',
    )
    expect(refused('something-else', 'pci-dss-4.0.1')).to.equal(
      'no control "something-else" asks for a statement',
    )
  })
})
