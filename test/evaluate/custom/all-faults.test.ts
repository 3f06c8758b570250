import { expect } from 'chai'
import { KIND_READERS, resourceName } from '../../../src/collect/kinds.ts'
import { isFault } from '../../../src/core/fault.ts'
import { parseCatalogue } from '../../../src/evaluate/catalogue.ts'
import { caseOf, CHECK, FRAMEWORK, ownFiles } from './own-files.ts'

const KINDS = new Map(KIND_READERS.map((reader) => [resourceName(reader), reader]))

function faultsOf(
  changes: Parameters<typeof ownFiles>[0],
  frameworks?: readonly string[],
): readonly string[] {
  const options = frameworks === undefined ? {} : { frameworks }
  try {
    parseCatalogue(ownFiles(changes), { kinds: KINDS, ...options })
  } catch (error) {
    if (!isFault(error)) throw error
    return error.message.split('\n')
  }
  return []
}

const CHECK_FILE = 'checks/org.services-inside.yaml'
const FRAMEWORK_FILE = 'frameworks/org.house-rules.yaml'
const CASES = 'cases/org.services-inside'

/** Another check with its cases, of which one does not come true. */
const OTHER = {
  'checks/org.other.yaml': CHECK.replace('org.services-inside', 'org.other'),
  'cases/org.other/pass.yaml': caseOf('NodePort'),
  'cases/org.other/fail.yaml': caseOf('NodePort'),
}
const OTHER_FAULT = 'cases/org.other/pass.yaml: comes to fail, where pass is expected'

describe('the faults of a catalogue of the organisation are told in one go', () => {
  it('of shape, of names, of expressions, of cases and of uses', () => {
    const check = CHECK.replace('version: 1', 'version: one')
      .replace('reads: [services]', 'reads: [service]')
      .replace('when: object.spec', 'when: facts.clas == "x" && object.spec')
    const framework = FRAMEWORK.replace('noun: control', 'noun: controls')
      .replace('id: org.house-rules', 'id: org.house-rule')
      .replace('org.services-inside', 'org.services-insid')
    const changes = {
      ...OTHER,
      [CHECK_FILE]: check,
      [FRAMEWORK_FILE]: framework,
      [`${CASES}/pass.yaml`]: caseOf('ClusterIP').replace('object:', 'objekt:'),
      [`${CASES}/fail.yaml`]: undefined,
    }
    expect(faultsOf(changes, ['org.other-rules']).toSorted()).to.deep.equal(
      [
        `${CHECK_FILE}:3: version: text where a number is needed`,
        `${CHECK_FILE}:6: reads[0]: unknown kind service, did you mean "services"?`,
        `${CHECK_FILE}:7: when: unknown fact clas, did you mean "class"?`,
        `${CASES}/pass.yaml:3: objekt: unknown key "objekt", did you mean "object"?`,
        `${CHECK_FILE}: no case for fail: write ${CASES}/fail.yaml`,
        OTHER_FAULT,
        `${FRAMEWORK_FILE}:2: id: org.house-rule where the file is org.house-rules.yaml; both begin with org.`,
        `${FRAMEWORK_FILE}:6: noun: unknown value, did you mean "control"?`,
        `${FRAMEWORK_FILE}:13: unknown check org.services-insid, did you mean "org.services-inside"?`,
        'unknown framework org.other-rules, did you mean "org.house-rule"?',
      ].toSorted(),
    )
  })

  it('and none that follows from another one', () => {
    const parameters = CHECK.replace(
      'parameters: { refused: list }',
      'parametres: { refused: list }',
    )
    expect(faultsOf({ [CHECK_FILE]: parameters })).to.deep.equal([
      `${CHECK_FILE}:11: parametres: unknown key "parametres", did you mean "parameters"?`,
    ])
    expect(faultsOf({ [CHECK_FILE]: CHECK.replace('version: 1', 'version: x') })).to.deep.equal([
      `${CHECK_FILE}:3: version: text where a number is needed`,
    ])
    const noun = FRAMEWORK.replace('noun: control', 'noun: x')
    const related = FRAMEWORK.replaceAll('house-rules', 'more').replace(
      '    residual',
      '    related: [{ framework: org.house-rules, id: H-9 }]\n    residual',
    )
    const both = { [FRAMEWORK_FILE]: noun, 'frameworks/org.more.yaml': related }
    expect(faultsOf(both, ['org.house-rules', 'org.more'])).to.have.length(1)
    expect(faultsOf({ ...both, [FRAMEWORK_FILE]: 'a: [' }, ['org.house-rules'])).to.have.length(1)
    expect(faultsOf({ ...both, [FRAMEWORK_FILE]: FRAMEWORK })).to.deep.equal([
      'frameworks/org.more.yaml:15: unknown control H-9 of org.house-rules, did you mean "H-1"?',
    ])
  })

  it('of controls and uses beside faulty ones', () => {
    const framework = `${FRAMEWORK.replace('method: automated', 'method: automatic')}  - id: H-2
    title: More
    method: automated
    checks:
      - { check: org.nothing, suports: [] }
      - { check: org.services-inside, parameters: {} }
    related: [{ framework: org.house-rules, id: H-3 }]
    residual: x
`
    expect(faultsOf({ ...OTHER, [FRAMEWORK_FILE]: framework }).toSorted()).to.deep.equal(
      [
        OTHER_FAULT,
        `${FRAMEWORK_FILE}:11: controls[0].method: unknown value, did you mean "automated"?`,
        `${FRAMEWORK_FILE}:20: controls[1].checks[0].suports: unknown key "suports", did you mean "supports"?`,
        `${FRAMEWORK_FILE}:20: unknown check org.nothing, did you mean "org.other"?`,
        `${FRAMEWORK_FILE}:21: parameter refused is missing`,
      ].toSorted(),
    )
  })
})
