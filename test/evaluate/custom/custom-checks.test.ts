import { expect } from 'chai'
import { KIND_READERS, resourceName } from '../../../src/collect/kinds.ts'
import { isFault } from '../../../src/core/fault.ts'
import { parseCatalogue } from '../../../src/evaluate/catalogue.ts'
import type { CatalogueFile } from '../../../src/evaluate/catalogue.ts'
import { CHECKS } from '../../../src/evaluate/check-list.ts'
import { OWN } from '../../../src/evaluate/custom/check-schema.ts'
import { CATALOGUE } from '../builders.ts'
import { CHECK, FRAMEWORK, caseOf, ownFiles } from './own-files.ts'

const KINDS = new Map(KIND_READERS.map((reader) => [resourceName(reader), reader]))
const CHECK_FILE = 'checks/org.services-inside.yaml'
const FRAMEWORK_FILE = 'frameworks/org.house-rules.yaml'
const PASS = 'cases/org.services-inside/pass.yaml'
const FAIL = 'cases/org.services-inside/fail.yaml'

function faultsOf(files: readonly CatalogueFile[]): readonly string[] {
  try {
    parseCatalogue(files, { kinds: KINDS })
  } catch (error) {
    if (!isFault(error)) throw error
    expect(error.code).to.equal('CONFIGURATION')
    return error.message.split('\n')
  }
  return []
}

const check = (...changes: readonly (readonly [string, string])[]) => {
  const text = changes.reduce((each, [old, now]) => {
    expect(each).to.include(old)
    return each.replace(old, now)
  }, CHECK)
  return { [CHECK_FILE]: text }
}

describe("the organisation's checks", () => {
  it('are part of the catalogue, with what they read', () => {
    const { customChecks, frameworks, files } = parseCatalogue(ownFiles(), { kinds: KINDS })
    expect(customChecks.map(({ id, reads, needs }) => [id, reads, needs])).to.deep.equal([
      ['org.services-inside', ['services'], []],
    ])
    expect(frameworks.map(({ id }) => id)).to.deep.equal(['org.house-rules'])
    expect(files.map(({ path }) => path)).to.deep.equal(
      ownFiles()
        .map(({ path }) => path)
        .sort(),
    )
  })

  it('read what their facts are made of', () => {
    const text = CHECK.replace('reads: [services]', 'reads: [pods]')
      .replace(
        '"!(object.spec.type in params.refused)"',
        'facts.isolatedIngress && facts.class == "cde"',
      )
      .replace('parameters: { refused: list }\n', '')
    const pod = (facts: string) =>
      `format: check-case/v1\nobject: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {type: x}}\nfacts: ${facts}\n`
    const files = ownFiles({
      [CHECK_FILE]: text,
      [FRAMEWORK_FILE]: undefined,
      [PASS]: pod('{isolatedIngress: true, class: cde}'),
      [FAIL]: pod('{isolatedIngress: true, class: connected}'),
      'cases/org.services-inside/not-applicable-elsewhere.yaml': undefined,
      'cases/org.services-inside/undetermined.yaml': pod(
        '{isolatedIngress: true}\nunknownFacts: [class]',
      ),
    })
    const [found] = parseCatalogue(files, { kinds: KINDS }).customChecks
    expect(found?.facts).to.deep.equal(['class', 'isolatedIngress'])
    expect(found?.reads).to.include.members(['pods', 'networkpolicies.networking.k8s.io', 'nodes'])
    expect(found?.needs).to.have.members(['scope', 'reachability'])
  })

  it('can never have the id of one of ours', () => {
    const ours = [...CHECKS.map(({ id }) => id), ...CATALOGUE.frameworks.map(({ id }) => id)]
    expect(ours.filter((id) => id.startsWith(OWN))).to.deep.equal([])
  })

  it('change the digest of the catalogue with every byte, of cases too', () => {
    const digests = [
      {},
      check(['version: 1', 'version: 2']),
      { [PASS]: `${caseOf('ClusterIP')}# seen\n` },
    ].map((changes) => parseCatalogue(ownFiles(changes)).digest)
    expect(new Set(digests).size).to.equal(3)
  })

  describe('are refused, with file, line, path and the nearest value', () => {
    const table: readonly (readonly [
      string,
      Readonly<Record<string, string | undefined>>,
      RegExp,
    ])[] = [
      [
        'no case that passes',
        { [PASS]: undefined },
        /^checks\/org\.services-inside\.yaml: no case for pass: write cases\/org\.services-inside\/pass\.yaml$/,
      ],
      ['no case that fails', { [FAIL]: undefined }, /no case for fail/],
      [
        'a case that does not come true',
        { [PASS]: caseOf('NodePort') },
        /^cases\/org\.services-inside\/pass\.yaml: comes to fail, where pass is expected$/,
      ],
      [
        'a case that ends in an error',
        check(['object.spec.type in', 'object.spec.typ in']),
        /pass\.yaml: comes to undetermined \(field not found: typ\), where pass is expected/,
      ],
      [
        'an expression that is none',
        check(['when: object.spec.type != "ExternalName"', 'when: object.spec.type !! 1']),
        /^checks\/org\.services-inside\.yaml:7: when: not an expression: at 1:18/,
      ],
      [
        'an undeclared variable',
        check(['when: object.spec', 'when: service.spec']),
        /^checks\/org\.services-inside\.yaml:7: when: undeclared variable service/,
      ],
      [
        'an unknown fact',
        check(['when: object.spec.type != "ExternalName"', 'when: facts.namespaceClass == "cde"']),
        /:7: when: unknown fact namespaceClass, did you mean "namespaceClasses"\?/,
      ],
      [
        'a fact of workloads about a kind that is none',
        check(['when: object.spec.type != "ExternalName"', 'when: facts.exposed']),
        /:7: when: facts\.exposed is not known of services, but of cronjobs\.batch/,
      ],
      [
        'an undeclared parameter',
        check(['parameters: { refused: list }', 'parameters: { refusd: list }']),
        /:8: assert: undeclared parameter refused, did you mean "refusd"\?/,
      ],
      [
        'a parameter that nothing reads',
        check(['parameters: { refused: list }', 'parameters: { refused: list, more: list }']),
        /:11: parameters\.more: its expressions do not read it/,
      ],
      [
        'an unknown kind',
        check(['reads: [services]', 'reads: [service]']),
        /:6: reads\[0\]: unknown kind service, did you mean "services"\?/,
      ],
      [
        'Secrets, which are never read',
        check(['reads: [services]', 'reads: [secrets]']),
        /:6: reads\[0\]: unknown kind secrets/,
      ],
      [
        'a class of what lies in no namespace',
        check(['reads: [services]', 'reads: [nodes]\nscope: { classes: [cde] }']),
        /:7: scope\.classes: nodes lie in no namespace/,
      ],
      [
        'an unknown class',
        check(['reads: [services]', 'reads: [services]\nscope: { classes: [cd] }']),
        /:7: scope\.classes\[0\]: unknown value, did you mean "cde"\?/,
      ],
      [
        'an unknown key',
        check(['message:', 'mesage:']),
        /:9: .*unknown key "mesage", did you mean "message"\?/,
      ],
      [
        'another id than its file',
        check(['id: org.services-inside', 'id: org.services-outside']),
        /:2: id: the file of it is org\.services-outside\.yaml/,
      ],
      [
        'an id that could be ours',
        { 'checks/services.yaml': CHECK.replace('org.services-inside', 'services') },
        /^checks\/services\.yaml:2: id: not an id of yours: org\./,
      ],
      [
        'another format',
        check(['check/v1', 'check/v2']),
        /:1: format: unknown value, did you mean "check\/v1"\?/,
      ],
      [
        'a long expression',
        check([
          'when: object.spec.type != "ExternalName"',
          `when: object.spec.type != "${'x'.repeat(2000)}"`,
        ]),
        /:7: when: longer than 2000 characters/,
      ],
      [
        'brackets nested deep',
        check([
          'when: object.spec.type != "ExternalName"',
          `when: ${'('.repeat(40)}true${')'.repeat(40)}`,
        ]),
        /:7: when: brackets stand more than 32 deep/,
      ],
      [
        'status, which is not kept whole',
        check(['when: object.spec.type', 'when: object.status.loadBalancer']),
        /object\.status is not kept whole/,
      ],
      [
        'a case of an unknown check',
        { 'cases/org.services-insid/pass.yaml': caseOf('ClusterIP') },
        /^cases\/org\.services-insid\/pass\.yaml: a case of an unknown check org\.services-insid, did you mean "org\.services-inside"\?/,
      ],
      [
        'a case named after nothing',
        { 'cases/org.services-inside/good.yaml': caseOf('ClusterIP') },
        /good\.yaml: its name begins with none of pass, fail/,
      ],
      [
        'a case without an object',
        { [PASS]: 'format: check-case/v1\nobject: {kind: Service}\nparameters: {refused: []}\n' },
        /pass\.yaml:2: object\.apiVersion: missing/,
      ],
      [
        'a case of another kind',
        { [PASS]: caseOf('ClusterIP').replace('kind: Service', 'kind: Pod') },
        /pass\.yaml:4: object: not of a kind that org\.services-inside reads: Service/,
      ],
      [
        'a case without a parameter',
        { [PASS]: caseOf('ClusterIP').replace('parameters: { refused: [NodePort] }', '') },
        /pass\.yaml:\d+: parameters\.refused is missing/,
      ],
      [
        'a case with a fact that nothing reads',
        { [PASS]: caseOf('ClusterIP', 'facts: { class: cde }\n') },
        /pass\.yaml:8: facts\.class: org\.services-inside does not read it/,
      ],
      [
        'an unknown check in a framework',
        { [FRAMEWORK_FILE]: FRAMEWORK.replace('org.services-inside', 'org.services-insde') },
        /frameworks\/org\.house-rules\.yaml:13: unknown check org\.services-insde, did you mean "org\.services-inside"\?/,
      ],
      [
        'a missing parameter in a framework',
        {
          [FRAMEWORK_FILE]: FRAMEWORK.replace(
            'parameters: { refused: ["NodePort: opens every node"] }',
            'parameters: {}',
          ),
        },
        /parameter refused is missing/,
      ],
    ]
    for (const [what, changes, fault] of table)
      it(what, () => {
        const faults = faultsOf(ownFiles(changes))
        expect(
          faults.filter((each) => fault.test(each)),
          faults.join('\n'),
        ).to.have.length(1)
      })

    it('tells of a check with a fault only that, not that it is unknown', () => {
      expect(faultsOf(ownFiles(check(['services]', 'service]'])))).to.have.length(1)
    })

    it('a case that never ends: it is stopped, and the others are not waited for', () => {
      const endless = 'object.list.all(a, object.list.all(b, object.list.all(c, a + b + c >= 0)))'
      const list = `[${Array.from({ length: 2000 }, (_, index) => index).join(', ')}]`
      const long = caseOf('ClusterIP').replace('spec: {', `list: ${list}\n  spec: {`)
      const files = ownFiles({
        ...check(['assert: "!', `assert: "${endless} && !`]),
        [PASS]: long,
        [FAIL]: long,
      })
      expect(
        faultsOf(files).filter((each) => each.includes('it did not end in time')),
      ).to.have.length(1)
    })

    it('too many checks', () => {
      const many = Array.from({ length: 201 }, (_, index) => [
        `checks/org.n${String(index)}.yaml`,
        CHECK,
      ])
      expect(faultsOf(ownFiles(Object.fromEntries(many) as Record<string, string>))[0]).to.match(
        /more than 200 checks/,
      )
    })
  })
})
