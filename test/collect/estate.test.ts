import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { estateNotes, fromFolder, fromKubeconfig, readEstate } from '../../src/collect/estate.ts'
import { isFault } from '../../src/core/fault.ts'
import { temporaryFolder } from './collecting.ts'

function file(text: string, name = 'estate.yaml'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

function faultOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (isFault(error) && error.code === 'CONFIGURATION')
      return `${error.message}\n${error.hint ?? ''}`
    throw error
  }
  throw new Error('nothing was thrown')
}

const GOOD = `
listConfirmed: {by: Example Payments, role: Platform owner, at: 2026-09-01, comparedWith: cloud accounts}
clusters:
  - name: staging
    folder: dumps/staging
  - name: prod-eu
    kubeconfig: kube/config
    context: prod
    allowExec: true
    configMaps: true
    platformNamespaces: [kube-system]
  - name: hub
    inCluster: true
retired:
  - {name: old, at: 2026-08-01, approvedBy: Platform owner, reason: moved}
`

describe('readEstate', () => {
  it('reads members in the order of their names, with absolute paths', () => {
    const path = file(GOOD)
    const estate = readEstate(path)
    const folder = join(path, '..')
    expect(estate.members.map(({ name }) => name)).to.deep.equal(['hub', 'prod-eu', 'staging'])
    expect(estate.members[1]).to.deep.equal({
      name: 'prod-eu',
      reader: { kind: 'kubeconfig', path: join(folder, 'kube/config'), context: 'prod' },
      allowExec: true,
      configMaps: true,
      platformNamespaces: ['kube-system'],
    })
    expect(estate.members[0]?.reader).to.deep.equal({ kind: 'in-cluster' })
    expect(estate.members[2]?.reader).to.deep.equal({
      kind: 'folder',
      path: join(folder, 'dumps/staging'),
    })
    expect(estate.members[2]?.allowExec).to.equal(false)
    expect(estate.retired).to.have.length(1)
  })

  it('names all faults at once, each with its line', () => {
    const text = `clusters:
  - {name: ../up, folder: a}
  - {name: b, folder: x, inCluster: true}
  - {name: c}
  - {name: d, folder: x, context: z}
  - {name: e, folder: x, kubeconfg: z}
listConfirmed: {by: x, role: z, at: someday, comparedWith: z}
`
    const fault = faultOf(() => readEstate(file(text)))
    for (const said of [
      /estate.yaml:2: .*name: .*DNS label/,
      /:3: .*exactly one of kubeconfig, inCluster, folder/,
      /:4: .*exactly one of kubeconfig, inCluster, folder/,
      /:5: .*a context needs a kubeconfig/,
      /:6: .*kubeconfg.*did you mean "kubeconfig"\?/,
      /:7: .*at: .*not a day/,
    ])
      expect(fault).to.match(said)
  })

  it('tells of names that stand twice also where the shape is wrong elsewhere', () => {
    const text = `clusters:
  - {name: a, folder: x, color: red}
  - {name: a, folder: z}
retired:
  - {name: b, at: 2026-01-01, approvedBy: x, reason: z}
  - {name: b, at: 2026-01-02, approvedBy: x, reason: z}
  - wrong
`
    const fault = faultOf(() => readEstate(file(text)))
    for (const said of [/:2: .*color/, /:2: .*a is listed twice/, /:3: .*a is listed twice/])
      expect(fault).to.match(said)
    for (const said of [/:5: .*b is listed twice/, /:6: .*b is listed twice/, /:7: /])
      expect(fault).to.match(said)
  })

  for (const [what, text, said] of [
    [
      'a cluster twice',
      'clusters: [{name: a, folder: x}, {name: a, folder: z}]',
      /a is listed twice/,
    ],
    [
      'a cluster that is also retired',
      'clusters: [{name: a, folder: x}]\nretired: [{name: a, at: 2026-01-01, approvedBy: x, reason: z}]',
      /also as retired/,
    ],
    ['no clusters', 'clusters: []', /clusters/],
    ['a name with a newline', 'clusters: [{name: "a\\nb", folder: x}]', /DNS label/],
    ['a name with a right-to-left mark', 'clusters: [{name: "a\\u202eb", folder: x}]', /DNS label/],
    ['a formula as a name', 'clusters: [{name: "=cmd()", folder: x}]', /DNS label/],
    ['a key twice', 'clusters: []\nclusters: []', /:2: /],
    ['no file', undefined, /cannot read estate file/],
  ] as const)
    it(`refuses ${what}`, () => {
      const path = text === undefined ? '/nowhere/estate.yaml' : file(text)
      expect(faultOf(() => readEstate(path))).to.match(said)
    })
})

describe('fromKubeconfig', () => {
  const contexts = (...names: readonly string[]) =>
    file(JSON.stringify({ contexts: names.map((name) => ({ name, context: { cluster: 'c' } })) }))

  it('takes every context as a cluster with a safe name', () => {
    const path = contexts('admin@Prod.EU', 'arn:aws:eks:eu-central-1:1:cluster/shop')
    const { members, file: from } = fromKubeconfig(path, true)
    expect(members.map(({ name }) => name)).to.deep.equal([
      'admin-prod-eu',
      'arn-aws-eks-eu-central-1-1-cluster-shop',
    ])
    expect(members[0]?.reader).to.deep.equal({ kind: 'kubeconfig', path, context: 'admin@Prod.EU' })
    expect(members[0]?.allowExec).to.equal(true)
    expect(from).to.equal(path)
  })

  it('refuses contexts that would have one name, and a file without contexts', () => {
    expect(faultOf(() => fromKubeconfig(contexts('a/b', 'a.b'), false))).to.match(
      /same cluster name/,
    )
    expect(faultOf(() => fromKubeconfig(contexts('***'), false))).to.match(/same cluster name/)
    expect(faultOf(() => fromKubeconfig(contexts(), false))).to.match(/has no contexts/)
  })
})

describe('fromFolder', () => {
  it('takes a folder as a cluster named after it', () => {
    expect(fromFolder('/tmp/Prod_EU').members[0]).to.deep.include({
      name: 'prod-eu',
      reader: { kind: 'folder', path: '/tmp/Prod_EU', configMapsToo: true },
      configMaps: false,
    })
  })

  it('leaves ConfigMaps to what an entry says of it', () => {
    for (const configMaps of [true, false])
      expect(fromFolder('/tmp/x', configMaps).members[0]).to.deep.include({
        reader: { kind: 'folder', path: '/tmp/x' },
        configMaps,
      })
  })
})

describe('estateNotes', () => {
  const notes = (now: string, text = GOOD) => estateNotes(readEstate(file(text)), now)

  it('says nothing for 92 days', () => {
    expect(notes('2026-12-02T23:59:59Z')).to.deep.equal([])
    expect(notes('2026-12-03T00:00:00Z')[0]).to.match(/last confirmed 93 days ago, on 2026-09-01/)
  })

  it('says that nobody confirmed the list, or that it is confirmed ahead of time', () => {
    expect(notes('2026-10-01T00:00:00Z', 'clusters: [{name: a, folder: x}]')[0]).to.match(/nobody/)
    expect(notes('2026-08-30T00:00:00Z')[0]).to.match(/has not come yet/)
  })
})
