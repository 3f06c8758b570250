import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { collect, memberOf, temporaryFolder, testOptions } from './collecting.ts'

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const read = (files: Readonly<Record<string, string>>, more = {}, options = testOptions()) =>
  collect(memberOf({ kind: 'folder', path: folderWith(files) }, more), options)

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n'
const POLICY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n'
const collected = (more = '', kinds = 'pods, networkpolicies.networking.k8s.io') =>
  `takenAt: 2026-11-02T02:00:00Z\nhow: kubectl get\nkinds: [${kinds}]\n${more}`

describe('collectFolder', () => {
  it('reads YAML documents, lists and JSON of any depth in the folder', async () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [JSON.parse(podJson('a'))] }
    const typed = {
      apiVersion: 'v1',
      kind: 'PodList',
      metadata: {},
      items: [{ metadata: { name: 'b', namespace: 'shop' } }],
    }
    const { objects, record } = await read({
      'all.yaml': `${POD}---\n${POLICY}`,
      'deep/er/list.json': JSON.stringify(list),
      'typed.yml': JSON.stringify(typed),
      'README.md': 'not read',
      '.hidden/x.yaml': 'not: read',
    })
    const pods = (objects.get('pods') ?? []).map(({ metadata }) => metadata.name)
    expect(pods).to.deep.equal(['a', 'b', 'web'])
    expect(objects.get('networkpolicies.networking.k8s.io')?.[0]?.metadata.namespace).to.equal(
      'default',
    )
    expect(record.status).to.equal('complete')
  })

  it('takes a folder as complete without collected.yaml, and says so', async () => {
    const { record, lists } = await read({ 'pod.yaml': POD })
    expect(record.source).to.deep.equal({ kind: 'folder', statedBy: 'assumed' })
    expect(record.notes[0]).to.match(/taken as complete/)
    expect(lists.get('nodes')).to.include({ status: 'ok', count: 0 })
    expect(lists.get('ciliumnetworkpolicies.cilium.io')?.status).to.equal('not-served')
  })

  it('says when and how it was taken, and makes a gap of what was not asked for', async () => {
    const { record, lists } = await read({
      'collected.yaml': collected('version: v1.34.0\nuid: u-1\n'),
      'pod.yaml': POD,
    })
    expect(record.source).to.deep.equal({
      kind: 'folder',
      statedBy: 'collected.yaml',
      how: 'kubectl get',
    })
    expect(record).to.include({
      takenFrom: '2026-11-02T02:00:00Z',
      takenTo: '2026-11-02T02:00:00Z',
    })
    expect(record.identity).to.deep.equal({ version: 'v1.34.0', uid: 'u-1' })
    expect(record.status).to.equal('partial')
    expect(lists.get('networkpolicies.networking.k8s.io')).to.include({ status: 'ok', count: 0 })
    expect(lists.get('nodes')).to.include({
      status: 'failed',
      reason: 'collected.yaml does not list it as asked for',
    })
  })

  it('concludes from a list of definitions that a custom kind is not there', async () => {
    const kinds = 'pods, customresourcedefinitions.apiextensions.k8s.io'
    const definition = (name: string) =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}}\n`
    const { lists } = await read({
      'collected.yaml': collected('', kinds),
      'crd.yaml': definition('egressfirewalls.k8s.ovn.org'),
    })
    expect(lists.get('ciliumnetworkpolicies.cilium.io')?.status).to.equal('not-served')
    expect(lists.get('egressfirewalls.k8s.ovn.org')?.status).to.equal('failed')
    expect(lists.get('networkpolicies.projectcalico.org')?.status).to.equal('failed')
  })

  it('finds the identity of the cluster in its kube-system namespace', async () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system, uid: 1-2-3}\n'
    expect((await read({ 'ns.yaml': namespace })).record.identity).to.deep.equal({ uid: '1-2-3' })
  })

  it('leaves out Secrets and unread kinds, and says so', async () => {
    const { record, objects } = await read({
      'x.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\napiVersion: walls.example.com/v1\nkind: EdgeFirewall\nmetadata: {name: w}\n---\n${POD}`,
    })
    expect([...objects.keys()]).to.deep.equal(['pods'])
    expect(record.notes[0]).to.equal(
      'kinds in the folder that are not read: ConfigMap (1), Secret (1), walls.example.com/EdgeFirewall (1)',
    )
    expect(record.unknownPolicyApis).to.deep.equal(['EdgeFirewall.walls.example.com'])
  })

  it('reads the published keys of two ConfigMaps where the estate says so', async () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {enable-policy: always, x: y}\n'
    const { objects } = await read({ 'x.yaml': text }, { configMaps: true })
    expect(objects.get('configmaps')?.[0]?.data).to.deep.equal({ 'enable-policy': 'always' })
  })

  it('takes them where they lie there when nobody speaks for the folder, and asks for none', async () => {
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: shop}\n'
    const settings =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {enable-policy: always, x: y}\n'
    const taken = (files: Readonly<Record<string, string>>) =>
      collect(memberOf({ kind: 'folder', path: folderWith(files), configMapsToo: true }))
    const there = await taken({ 'x.yaml': `${settings}---\n${other}` })
    expect(there.objects.get('configmaps')).to.have.length(1)
    expect(there.objects.get('configmaps')?.[0]?.data).to.deep.equal({ 'enable-policy': 'always' })
    expect(there.record.notes.join()).to.include('not read: ConfigMap (1)')
    expect((await taken({ 'x.yaml': POD })).lists.has('configmaps')).to.equal(false)
    const listed = { 'collected.yaml': collected('', 'pods, configmaps'), 'x.yaml': POD }
    expect((await taken(listed)).lists.get('configmaps')).to.include({ status: 'ok', count: 0 })
  })

  for (const [what, text, reason] of [
    [
      'the same object twice, differing',
      `${POD}---\n${POD}spec: {}\n`,
      /x.yaml:5: web stands there twice, and differs/,
    ],
    [
      'a name that is a path',
      POD.replace('name: web', 'name: ../../web'),
      /x.yaml:1: has no name that could be a path segment \(hint: give the object a metadata.name/,
    ],
    [
      'labels that are no text',
      POD.replace('name: web', 'name: web, labels: {a: 1}'),
      /labels that are not text/,
    ],
    [
      'two versions of a kind',
      `${cron('v1', 'a')}---\n${cron('v1beta1', 'b')}`,
      /version v1beta1 beside batch\/v1/,
    ],
    ['a version that is not read', cron('v9', 'a'), /version v9 is not read/],
  ] as const)
    it(`calls a resource inconsistent for ${what}`, async () => {
      const { record } = await read({ 'x.yaml': text })
      expect(record.gaps).to.have.length(1)
      expect(record.gaps[0]?.status).to.equal('inconsistent')
      expect(record.gaps[0]?.reason).to.match(reason)
    })

  it('takes the same object twice as one when it is the same', async () => {
    const { lists, record } = await read({ 'a.yaml': POD, 'b.yaml': POD })
    expect(lists.get('pods')).to.include({ status: 'ok', count: 1 })
    expect(record.status).to.equal('complete')
  })

  for (const [what, files, reason] of [
    ['a file that is not YAML', { 'x.yaml': 'a: [' }, /x.yaml:\d+: /],
    ['a key twice', { 'x.yaml': `${POD}kind: Pod\n` }, /x.yaml:4: /],
    [
      'a member twice in JSON',
      { 'x.json': '{"kind":"Pod","kind":"Pod"}' },
      /x.json has member "kind" twice/,
    ],
    ['JSON that ends early', { 'x.json': '{"kind":' }, /x.json is not JSON/],
    ['what is no object', { 'x.yaml': '- a\n' }, /x.yaml:1: is not a mapping/],
    ['an object without a kind', { 'x.yaml': 'a: b\n' }, /x.yaml:1: not a Kubernetes object/],
    ['a lone surrogate', { 'x.yaml': `${POD}note: "\\ud800"\n` }, /x.yaml:\d+: /],
    [
      'too many levels',
      { 'x.json': `{"a":${'['.repeat(300)}${']'.repeat(300)}}` },
      /deeper than 200/,
    ],
    ['a bomb of aliases', { 'x.yaml': bomb() }, /x.yaml:\d+: /],
    [
      'a collected.yaml with unknown keys',
      { 'collected.yaml': collected('kins: 1\n') },
      /kins.*did you mean "kinds"/,
    ],
    [
      'a collected.yaml with unknown kinds',
      { 'collected.yaml': collected('', 'poods') },
      /not a resource that exhibit reads/,
    ],
    ['a collected.yaml without a time', { 'collected.yaml': 'how: x\nkinds: []\n' }, /takenAt/],
    [
      'a collected.yaml with another time',
      { 'collected.yaml': 'takenAt: noon\nhow: x\nkinds: []\n' },
      /takenAt: .*not a time/,
    ],
  ] as const)
    it(`is unreachable for ${what}`, async () => {
      const { record, lists } = await read({ ...files, 'pod.yaml': POD })
      expect(record.status).to.equal('unreachable')
      expect(record.reasons).to.have.length(1)
      expect(record.reasons[0]).to.match(reason)
      expect(lists.get('pods')?.status).to.equal('failed')
    })

  it('is unreachable when there is no folder', async () => {
    const { record } = await collect(memberOf({ kind: 'folder', path: '/nowhere' }))
    expect(record.reasons[0]).to.match(/^configuration: cannot read \/nowhere: ENOENT.*\(hint: /)
  })

  it('reads links inside the folder and refuses those that lead out', async () => {
    const inside = folderWith({ '..data/pod.yaml': POD })
    symlinkSync('..data/pod.yaml', join(inside, 'pod.yaml'))
    const good = await collect(memberOf({ kind: 'folder', path: inside }))
    expect(good.lists.get('pods')).to.include({ status: 'ok', count: 1 })
    const outside = folderWith({ 'pod.yaml': POD })
    symlinkSync(join(inside, 'pod.yaml'), join(outside, 'link.yaml'))
    const bad = await collect(memberOf({ kind: 'folder', path: outside }))
    expect(bad.record.reasons[0]).to.match(/link.yaml leads out of the folder/)
  })

  for (const [what, files] of [
    ['nothing', {}],
    ['only what is not read', { 'x.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n' }],
    ['only a collected.yaml', { 'collected.yaml': collected('', 'namespaces, pods') }],
  ] as const)
    it(`does not take a folder with ${what} for an empty cluster`, async () => {
      const { record, objects, lists } = await read(files)
      expect(record.status).to.equal('partial')
      expect(record.reasons.join('\n')).to.match(
        /^namespaces: the folder holds no objects: .*\(hint: check its path/m,
      )
      expect(lists.get('namespaces')).to.include({ status: 'inconsistent', count: 0 })
      expect(objects.size).to.equal(0)
    })

  it('makes a gap of a policy API that the previous run read', async () => {
    const run = { runId: '20261116T020000Z-0a0a0a0a', readAt: '2026-11-16T02:00:00Z' }
    const policyApisBefore = ['ciliumnetworkpolicies.cilium.io', 'EdgeFirewall.walls.io'].map(
      (resource) => ({ resource, ...run }),
    )
    const options = testOptions({}, { policyApisBefore })
    const { lists, record } = await read({ 'pod.yaml': POD }, {}, options)
    expect(lists.get('ciliumnetworkpolicies.cilium.io')?.status).to.equal('failed')
    expect(lists.get('EdgeFirewall.walls.io')?.status).to.equal('failed')
    expect(record.unknownPolicyApis).to.deep.equal(['EdgeFirewall.walls.io'])
    const wall = 'apiVersion: walls.io/v1\nkind: EdgeFirewall\nmetadata: {name: w}\n'
    const again = await read({ 'pod.yaml': POD, 'wall.yaml': wall }, {}, options)
    expect(again.lists.has('EdgeFirewall.walls.io')).to.equal(false)
  })

  it('makes a gap of a policy API of which only the definition stands in the folder', async () => {
    const name = 'edgefirewalls.walls.io'
    const crds = 'customresourcedefinitions.apiextensions.k8s.io'
    const definition = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}}\nspec: {group: walls.io, names: {kind: EdgeFirewall}}\n`
    const files = { 'collected.yaml': collected('', `pods, ${crds}`), 'crd.yaml': definition }
    const { lists, record } = await read({ ...files, 'pod.yaml': POD })
    expect(lists.get(name)?.status).to.equal('failed')
    expect(record.unknownPolicyApis).to.deep.equal([name])
    const wall = 'apiVersion: walls.io/v1\nkind: EdgeFirewall\nmetadata: {name: w}\n'
    const whole = await read({ ...files, 'wall.yaml': wall })
    expect(whole.lists.has(name)).to.equal(false)
    expect(whole.record.unknownPolicyApis).to.deep.equal(['EdgeFirewall.walls.io'])
    const manifests = await read({ 'crd.yaml': definition, 'pod.yaml': POD })
    expect(manifests.record.unknownPolicyApis).to.deep.equal([])
  })

  it('keeps the digits of large integers', async () => {
    const { objects } = await read({
      'x.json': podJson('a').replace('"order":1', '"order":9007199254740993'),
    })
    expect(objects.get('pods')?.[0]?.spec).to.deep.equal({ order: 9007199254740993n })
  })
})

function podJson(name: string): string {
  const metadata = { name, namespace: 'shop' }
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { order: 1 } })
}

function cron(version: string, name: string): string {
  return `apiVersion: batch/${version}\nkind: CronJob\nmetadata: {name: ${name}}\n`
}

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 10; level++)
    lines.push(
      `a${level}: &a${level} [${Array<string>(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  return lines.join('\n')
}
