import { expect } from 'chai'
import { refusedByPatterns } from '../../../src/analyse/facts/admission/kyverno-pattern.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import type { PodPlace, PodWay } from '../../../src/model/pod-admission.ts'

const KINDS = ['containers', 'initContainers', 'ephemeralContainers'] as const

const refusedBy = (...specs: readonly JsonValue[]) =>
  refusedByPatterns(specs.map((spec) => ({ spec })))

const inContainers = (each: JsonValue) => refusedBy({ containers: [each] })

/** A pattern for containers of each kind; those that need not be there are not asked for. */
const ofEachKind = (each: JsonValue) => ({
  containers: [each],
  '=(initContainers)': [each],
  '=(ephemeralContainers)': [each],
})

const refusals = (ways: readonly PodWay[], places: readonly PodPlace[]) =>
  ways.map((way) => ({ way, places }))

const LIBRARY = 'kyverno/policies pod-security'

describe('the patterns of Kyverno that are read', () => {
  it('want false for a field, whether it may be absent or not', () => {
    expect(
      refusedBy({ '=(hostPID)': 'false', hostIPC: false, '=(hostNetwork)': '!true' }),
    ).to.deep.equal(refusals(['hostIPC', 'hostNetwork', 'hostPID'], ['pod']))
    const context = { '=(privileged)': 'false', allowPrivilegeEscalation: 'false' }
    expect(inContainers({ securityContext: context })).to.deep.equal(
      refusals(
        ['allowPrivilegeEscalation', 'allowPrivilegeEscalation unset', 'privileged'],
        ['containers'],
      ),
    )
    expect(inContainers({ '=(securityContext)': context })).to.deep.equal(
      refusals(['allowPrivilegeEscalation', 'privileged'], ['containers']),
    )
    expect(
      inContainers({ name: '*', '=(securityContext)': { '=(privileged)': false } }),
    ).to.deep.equal(refusals(['privileged'], ['containers']))
  })

  it(`are those of ${LIBRARY}/baseline`, () => {
    const privileged = { '=(securityContext)': { '=(privileged)': 'false' } }
    const process = { '=(securityContext)': { '=(windowsOptions)': { '=(hostProcess)': 'false' } } }
    const path = { '=(volumes)': [{ 'X(hostPath)': 'null' }] }
    expect(refusedBy(ofEachKind(privileged))).to.deep.equal(refusals(['privileged'], KINDS))
    expect(refusedBy(ofEachKind(process))).to.deep.equal(refusals(['hostProcess'], KINDS))
    expect(refusedBy({ ...process, ...ofEachKind(process) })).to.deep.equal(
      refusals(['hostProcess'], ['pod', ...KINDS]),
    )
    expect(refusedBy(path)).to.deep.equal(refusals(['hostPath'], ['pod']))
    for (const port of [{ '=(hostPort)': 0 }, { 'X(hostPort)': 0 }, { '=(hostPort)': '0' }])
      expect(refusedBy(ofEachKind({ '=(ports)': [port] }))).to.deep.equal(
        refusals(['hostPort'], KINDS),
      )
  })

  it(`are those of ${LIBRARY}/restricted`, () => {
    const escalation = { securityContext: { allowPrivilegeEscalation: 'false' } }
    expect(refusedBy(ofEachKind(escalation))).to.deep.equal(
      refusals(['allowPrivilegeEscalation', 'allowPrivilegeEscalation unset'], KINDS),
    )
    const ofPod = {
      securityContext: { runAsNonRoot: true },
      ...ofEachKind({ '=(securityContext)': { '=(runAsNonRoot)': true } }),
    }
    const ofContainers = ofEachKind({ securityContext: { runAsNonRoot: 'true' } })
    const ways = ['runAsNonRoot', 'runAsNonRoot unset'] as const
    expect(refusedBy(ofPod, ofContainers)).to.deep.equal(refusals(ways, KINDS))
    expect(refusedBy(ofPod)).to.deep.equal(refusals(ways, KINDS))
    const lax = ofEachKind({ '=(securityContext)': { '=(runAsNonRoot)': true } })
    expect(refusedBy(ofPod, lax)).to.deep.equal([])
    expect(refusedBy({ securityContext: { runAsNonRoot: true } })).to.deep.equal(
      refusals(['runAsNonRoot unset'], KINDS),
    )
  })

  it('are no patterns that want something else, elsewhere, or of some pods only', () => {
    expect(refusedBy({ hostPID: 'true', hostIPC: '*', hostNetwork: true })).to.deep.equal([])
    expect(refusedBy({ securityContext: { privileged: 'false' } })).to.deep.equal([])
    for (const anchor of ['(image)', '<(image)', '^(env)', '+(image)', '(', 'a(b)c'])
      expect(
        inContainers({ [anchor]: '*', securityContext: { privileged: 'false' } }),
        anchor,
      ).to.deep.equal([])
    for (const other of ['false | true', '?*', '!*', 'x', '{{ request.name }}', '>0', 1])
      expect(refusedBy({ hostPID: 'false', hostname: other }), `${other}`).to.deep.equal([])
    const strict = { securityContext: { privileged: 'false' } }
    expect(refusedBy({ containers: [strict, strict] })).to.deep.equal([])
    expect(refusedBy({ containers: ['false'] })).to.deep.equal([])
    expect(refusedBy({ containers: strict })).to.deep.equal([])
    expect(refusedByPatterns([undefined])).to.deep.equal([])
    expect(refusedByPatterns([])).to.deep.equal([])
    expect(refusedBy({ hostPID: 'false' }, {})).to.deep.equal([])
  })
})
