import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { parseCatalogue } from '../../src/evaluate/catalogue.ts'
import type { CatalogueFile, CatalogueOptions } from '../../src/evaluate/catalogue.ts'
import { expectGolden } from '../golden.ts'
import { CATALOGUE } from './builders.ts'

const FRAMEWORK = `format: framework/v1
id: house-rules
title: House rules
version: "1"
publisher: Example Payments
noun: control
notice: our own
controls:
  - id: H-1
    title: Namespaces deny by default
    method: automated
    checks:
      - check: namespace-default-deny
        parameters: { direction: ingress }
        baselines: { except: ours }
    residual: enforcement is not tested
    related: [{ framework: house-rules, id: H-2 }]
  - id: H-2
    title: Somebody answers
    method: assisted
    checks:
      - check: namespace-has-owner
        parameters: { keys: [owner], except: [] }
    signOff: { statement: the list is complete }
    residual: boundaries are a judgement
`

const BASELINE = `format: baseline/v1
id: ours
title: our namespaces
entries:
  - { value: kube-system, reason: "it is: Kubernetes' own" }
`

const FILES = [
  { path: 'frameworks/house.yaml', text: FRAMEWORK },
  { path: 'baselines/ours.yaml', text: BASELINE },
]

function faultsOf(files: readonly CatalogueFile[], options: CatalogueOptions = {}): string[] {
  try {
    parseCatalogue(files, options)
  } catch (error) {
    if (!isFault(error)) throw error
    expect(error.code).to.equal('CONFIGURATION')
    return error.message.split('\n')
  }
  return []
}

/** The files with replacements in the framework's text. */
function changed(...changes: readonly (readonly [string, string])[]): readonly CatalogueFile[] {
  const text = changes.reduce((each, [from, to]) => {
    expect(each).to.contain(from)
    return each.replace(from, to)
  }, FRAMEWORK)
  return FILES.map((file) => (file.path.startsWith('frameworks') ? { ...file, text } : file))
}

describe('parseCatalogue', () => {
  it('fills lists from baselines, each entry with its reason', () => {
    const [framework] = parseCatalogue(FILES).frameworks
    expect(framework?.controls[0]?.checks[0]?.parameters).to.deep.equal({
      direction: 'ingress',
      except: ["kube-system: it is: Kubernetes' own"],
    })
    expect(framework?.controls[0]?.framework).to.equal('house-rules')
  })

  it('has a digest that depends on every byte of its files and not on their order', () => {
    const { digest, files } = parseCatalogue(FILES)
    expect(parseCatalogue(FILES.toReversed()).digest).to.equal(digest)
    expect(parseCatalogue(changed(['our own', 'our own!'])).digest).not.to.equal(digest)
    expect(files.map(({ path }) => path)).to.deep.equal([
      'baselines/ours.yaml',
      'frameworks/house.yaml',
    ])
    expect(parseCatalogue([...FILES, { path: 'README.md', text: 'x' }]).digest).to.equal(digest)
  })

  it('tells all faults of all files at once, each with file and line', () => {
    const files = [
      ...changed(
        ['namespace-default-deny', 'namespace-default-dny'],
        ['method: assisted', 'method: asisted'],
        ['residual: boundaries', 'residul: boundaries'],
      ),
      { path: 'baselines/broken.yaml', text: 'format: baseline/v1\nid: a\nid: b\n' },
      { path: 'baselines/other.yaml', text: BASELINE },
    ]
    expect(faultsOf(files)).to.deep.equal([
      'baselines/broken.yaml:3: key "id" stands twice',
      'frameworks/house.yaml:20: controls[1].method: unknown value, did you mean "assisted"?',
      'frameworks/house.yaml:25: controls[1].residul: unknown key "residul", did you mean "residual"?',
      'baselines/ours.yaml:2: id: ours is the id of baselines/other.yaml too',
      'frameworks/house.yaml:13: unknown check namespace-default-dny, did you mean "namespace-default-deny"?',
    ])
  })

  it('names the nearest check, parameter, baseline, framework and control', () => {
    expect(faultsOf(changed(['namespace-default-deny', 'namespace-default-dny']))).to.deep.equal([
      'frameworks/house.yaml:13: unknown check namespace-default-dny, did you mean "namespace-default-deny"?',
    ])
    expect(faultsOf(changed(['direction: ingress', 'direction: ingres']))).to.deep.equal([
      'frameworks/house.yaml:14: parameter direction is one of ingress, egress, did you mean "ingress"?',
    ])
    expect(faultsOf(changed(['direction: ingress', 'directon: ingress']))).to.deep.equal([
      'frameworks/house.yaml:14: parameter direction is missing',
      'frameworks/house.yaml:14: namespace-default-deny takes no parameter directon, did you mean "direction"?',
    ])
    expect(faultsOf(changed(['except: ours', 'except: our']))).to.deep.equal([
      'frameworks/house.yaml:15: unknown baseline our, did you mean "ours"?',
    ])
    expect(faultsOf(changed(['framework: house-rules', 'framework: hous-rules']))).to.deep.equal([
      'frameworks/house.yaml:17: unknown framework hous-rules, did you mean "house-rules"?',
    ])
    expect(faultsOf(changed(['id: H-2 }', 'id: H-3 }']))).to.deep.equal([
      'frameworks/house.yaml:17: unknown control H-3 of house-rules, did you mean "H-1"?',
    ])
  })

  it('refuses what is not a right, where it stands', () => {
    const asked = (...rights: readonly string[]) =>
      faultsOf(
        changed(
          ['- check: namespace-default-deny', '- check: rights-limited'],
          [
            '        parameters: { direction: ingress }\n        baselines: { except: ours }\n',
            `        parameters:\n          named: counts\n          rights:\n${rights.map((each) => `            - ${each}\n`).join('')}`,
          ],
        ),
      )
    expect(
      asked('get secrets', 'update certificatesigningrequests.certificates.k8s.io/approval'),
    ).to.deep.equal([])
    expect(asked('get secrets', 'get secret', 'gett pods', 'secrets')).to.deep.equal([
      'frameworks/house.yaml:18: unknown resource secret of the core group, did you mean "secrets"?',
      'frameworks/house.yaml:19: unknown verb gett, did you mean "get"?',
      'frameworks/house.yaml:20: not a right: secrets; one is written VERB RESOURCE[.GROUP][/SUBRESOURCE]',
    ])
  })

  it('refuses default rights that are none, where they stand', () => {
    const text = `format: default-rights/v1
id: kubernetes
title: ours
source: nowhere
roles:
  - role: ClusterRole a b
    rules:
      - { verbs: [], resource: [pods] }
bindings:
  - { binding: ClusterRoleBinding x, role: Role shop/r, subjects: [Robot r] }
  - { binding: RoleBinding x, role: ClusterRole r, subjects: [] }
`
    expect(faultsOf([...FILES, { path: 'defaults/own.yaml', text }])).to.deep.equal([
      'defaults/own.yaml:6: roles[0].role: not a role, as "ClusterRole x" or "Role ns/x"',
      'defaults/own.yaml:8: roles[0].rules[0].verbs: a rule without verbs',
      'defaults/own.yaml:8: roles[0].rules[0].resource: unknown key "resource", did you mean "resources"?',
      'defaults/own.yaml:10: bindings[0].role: not a role, as "ClusterRole x" or "Role x"',
      'defaults/own.yaml:10: bindings[0].subjects[0]: not a subject, as "Group x" or "ServiceAccount ns/x"',
      'defaults/own.yaml:11: bindings[1].binding: not a binding, as "ClusterRoleBinding x" or "RoleBinding ns/x"',
      'defaults/own.yaml:11: bindings[1].subjects: a binding of nobody',
    ])
  })

  it('names the nearest of several words, and wants at least one', () => {
    const use = (flags: string) =>
      changed(
        ['namespace-default-deny', 'component-flag'],
        [
          'parameters: { direction: ingress }\n        baselines: { except: ours }',
          `parameters: { component: etcd, flags: ${flags}, want: set, values: [], unless: [] }`,
        ],
      )
    expect(faultsOf(use('[cert-file, key-file]'))).to.deep.equal([])
    expect(faultsOf(use('[cert-file, key-fil]'))).to.deep.equal([
      'frameworks/house.yaml:14: parameter flags has the unknown word key-fil, did you mean "key-file"?',
    ])
    for (const wrong of ['[]', 'key-file'])
      expect(faultsOf(use(wrong))).to.deep.equal([
        'frameworks/house.yaml:14: parameter flags is a list of one or more',
      ])
  })

  it('refuses repeated controls, a method without its check, and an assisted one without sign-off', () => {
    expect(faultsOf(changed(['- id: H-2', '- id: H-1']))[0]).to.equal(
      'frameworks/house.yaml:18: controls[1].id: the id H-1 stands twice',
    )
    expect(
      faultsOf(changed(['    signOff: { statement: the list is complete }\n', ''])),
    ).to.deep.equal([
      'frameworks/house.yaml:18: controls[1].signOff: missing; a control that is assisted says what a person must state',
    ])
    expect(faultsOf(changed(['method: automated', 'method: out-of-reach']))).to.deep.equal([
      'frameworks/house.yaml:13: controls[0].checks: out of reach, and yet a check',
    ])
  })

  it('takes only the frameworks asked for and names the nearest of an unknown one', () => {
    expect(parseCatalogue(FILES, { frameworks: [] }).frameworks).to.deep.equal([])
    expect(parseCatalogue(FILES, { frameworks: ['house-rules'] }).frameworks.length).to.equal(1)
    expect(faultsOf(FILES, { frameworks: ['house-rule'] })).to.deep.equal([
      'unknown framework house-rule, did you mean "house-rules"?',
    ])
    const at = (index: number) => `exhibit.yaml:${index + 7}: frameworks[${index}]: `
    expect(faultsOf(FILES, { frameworks: ['house-rules', 'x'], at })).to.deep.equal([
      'exhibit.yaml:8: frameworks[1]: unknown framework x, known are: house-rules',
    ])
  })

  it('tells of an unknown framework beside other faults, but not where a file could not be read', () => {
    const twice = [...FILES, { path: 'frameworks/copy.yaml', text: FRAMEWORK }]
    expect(faultsOf(twice, { frameworks: ['x'] })).to.satisfy((said: readonly string[]) =>
      ['is the id of', 'unknown framework x'].every((text) => said.some((s) => s.includes(text))),
    )
    const unread = [...FILES, { path: 'frameworks/broken.yaml', text: 'a: [' }]
    expect(faultsOf(unread, { frameworks: ['x'] }).join()).not.to.include('unknown framework')
  })
})

describe('the shipped catalogue', () => {
  for (const framework of CATALOGUE.frameworks)
    it(`has of ${framework.id} the ids, levels, methods and titles that are written down`, () => {
      const lines = framework.controls.map(({ id, level, ownMethod, method, title }) =>
        [id, level, ownMethod, method, title].map((each) => each ?? '-').join(' | '),
      )
      expectGolden(`test/controls/${framework.id}.txt`, `${lines.join('\n')}\n`)
    })

  it("prints the benchmark's own Manual beside our method for every recommendation on policies", () => {
    const cis = CATALOGUE.frameworks.find(({ id }) => id === 'cis-kubernetes-2.0.1')
    const policies = cis?.controls.filter(({ id }) => id.startsWith('5.')) ?? []
    expect(policies.length).to.be.at.least(4)
    expect(policies.filter(({ ownMethod }) => ownMethod !== 'Manual')).to.deep.equal([])
    expect(cis?.kubernetes).to.deep.equal({ from: '1.34', to: '1.35' })
  })

  it('takes every check of a pairing that is ours from a control that has its cases', () => {
    const paired = CATALOGUE.frameworks.filter(({ pairing }) => pairing === 'ours')
    expect(paired.length).to.be.at.least(5)
    const used = (frameworks: typeof paired) =>
      frameworks
        .flatMap(({ controls }) => controls)
        .flatMap(({ checks }) => checks.map((use) => JSON.stringify([use.check, use.parameters])))
    const known = new Set(used(CATALOGUE.frameworks.filter((each) => !paired.includes(each))))
    expect(used(paired).filter((use) => !known.has(use))).to.deep.equal([])
  })

  it('says in its notice that a pairing is ours', () => {
    const silent = CATALOGUE.frameworks.filter(
      ({ pairing, notice }) => pairing === 'ours' && !notice.includes("exhibit's judgement"),
    )
    expect(silent.map(({ id }) => id)).to.deep.equal([])
  })

  it('knows no waiver for PCI DSS', () => {
    const pci = CATALOGUE.frameworks.find(({ id }) => id === 'pci-dss-4.0.1')
    expect(pci?.waiversLift).to.equal('never')
  })
})
