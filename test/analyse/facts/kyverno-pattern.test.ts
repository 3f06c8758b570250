import { expect } from 'chai'
import { patternRefuses } from '../../../src/analyse/facts/admission/kyverno-pattern.ts'
import type { JsonValue } from '../../../src/core/json.ts'

const refusedBy = (spec: JsonValue) => patternRefuses({ name: 'pattern', value: { spec } })
const container = (each: JsonValue) => refusedBy({ containers: [each] })

describe('the patterns of Kyverno that are read', () => {
  it('want false for a field, whether it may be absent or not', () => {
    expect(
      refusedBy({ '=(hostPID)': 'false', hostIPC: false, '=(hostNetwork)': '!true' }),
    ).to.deep.equal(['hostIPC', 'hostNetwork', 'hostPID'])
    const context = { '=(privileged)': 'false', allowPrivilegeEscalation: 'false' }
    for (const name of ['securityContext', '=(securityContext)'])
      expect(container({ [name]: context }), name).to.deep.equal([
        'allowPrivilegeEscalation',
        'privileged',
      ])
    expect(
      container({ name: '*', '=(securityContext)': { '=(privileged)': false } }),
    ).to.deep.equal(['privileged'])
  })

  it('are no patterns that want something else, elsewhere, or of some pods only', () => {
    expect(refusedBy({ hostPID: 'true', hostIPC: '*', hostNetwork: true })).to.deep.equal([])
    expect(refusedBy({ securityContext: { privileged: 'false' } })).to.deep.equal([])
    expect(refusedBy({ 'X(hostPID)': 'null', hostIPC: 'false' })).to.deep.equal([])
    for (const anchor of ['(image)', '<(image)', '^(env)', '+(image)'])
      expect(
        container({ [anchor]: 'x', securityContext: { privileged: 'false' } }),
        anchor,
      ).to.deep.equal([])
    const strict = { securityContext: { privileged: 'false' } }
    expect(refusedBy({ containers: [strict, strict] })).to.deep.equal([])
    expect(refusedBy({ containers: strict })).to.deep.equal([])
    expect(patternRefuses({ name: 'pattern', value: undefined })).to.deep.equal([])
  })
})
