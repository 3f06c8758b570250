import { expect } from 'chai'
import { messageOf } from '../../../src/core/fault.ts'
import { parseScope } from '../../../src/evaluate/organisation/scope.ts'

const scopeWith = (labels: string) => `format: scope/v1
entity: {name: Example, kind: merchant}
rules: []
${labels}`

function faultsOf(labels: string): readonly string[] {
  try {
    parseScope(scopeWith(labels), 'scope.yaml')
  } catch (error) {
    return messageOf(error).split('\n')
  }
  return []
}

describe('the label of the scope file', () => {
  it('is read, and absent where the file does not say', () => {
    const labels =
      'labels: {key: example.com/pci-scope, classes: {cde: [cde, in], out-of-scope: [out]}}'
    expect(parseScope(scopeWith(labels), 'scope.yaml').labels).to.deep.equal({
      key: 'example.com/pci-scope',
      classes: { cde: ['cde', 'in'], 'out-of-scope': ['out'] },
    })
    expect(parseScope(scopeWith(''), 'scope.yaml')).not.to.have.property('labels')
  })

  it('tells every fault with its line', () => {
    expect(
      faultsOf(`labels:
  key: pci scope
  classes:
    cde: [in, in]
    connected: [in]
    out-of-scope: []
`),
    ).to.deep.equal([
      'scope.yaml:5: labels.key: not the key of a label',
      'scope.yaml:7: labels.classes.cde[1]: a value of cde, too',
      'scope.yaml:8: labels.classes.connected[0]: a value of cde, too',
      'scope.yaml:9: labels.classes.out-of-scope: empty list',
    ])
    expect(faultsOf('labels: {key: pci-scope, classes: {}}')).to.deep.equal([
      'scope.yaml:4: labels.classes: names no class',
    ])
    expect(faultsOf('labels: {key: pci-scope, classes: {cde: [a b, true]}}')).to.have.length(2)
  })
})
