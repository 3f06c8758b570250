import { expect } from 'chai'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { analysed, organisationOf } from './builders.ts'
import { namespace, pod } from './objects.ts'

const NAMES = ['app-a', 'app-b', 'app-c', 'kube-system']
const OBJECTS = NAMES.flatMap((name) => [
  namespace(name),
  pod(name, 'web-0', { owner: 'StatefulSet/web' }),
])
const SCOPE = `format: scope/v1
entity: {name: Example, kind: merchant}
rules: []
platformNamespaces: [kube-system]
`

type Written = {
  readonly from?: string
  readonly to?: string
  readonly ports: string
  readonly more?: string
}

/** What is too broad in flows F1, F2 and so on; sides are namespaces and workloads, app-a and app-b where none are given. */
async function broadOf(...written: readonly Written[]): Promise<readonly string[]> {
  const said = 'need: orders, approvedBy: Owner, reviewBy: 2027-01-01'
  const lines = written.map(
    ({ from = 'namespaces: [app-a]', to = 'namespaces: [app-b]', ports, more = '' }, at) =>
      `  - {id: F${at + 1}, from: {subjects: {${from}}}, to: {subjects: {${to}}}, protocol: TCP, ports: [${ports}], approvedOn: 2026-01-01, ${said}${more}}\n`,
  )
  const flows = `format: flows/v1\nflows:\n${lines.join('')}`
  const organisation = organisationOf({ scope: SCOPE, flows })
  const { cluster, reachability } = await analysed(OBJECTS)
  const { register } = inputOf(cluster, reachability, organisation)
  return [...register.broad].map(
    ([id, { lists, why }]) => `${id} ${lists ? 'lists' : 'lists nothing'}: ${why}`,
  )
}

describe('approved flows of a cluster', () => {
  it('list nothing where they mean most ports together between the same two', async () => {
    const why = (other: string) =>
      `lists nothing: means most ports of TCP together with ${other} in prod, and so identifies no service`
    expect(await broadOf({ ports: '1-20000' }, { ports: '20001-40000' })).to.deep.equal([
      `F1 ${why('F2')}`,
      `F2 ${why('F1')}`,
    ])
    expect(await broadOf({ ports: '1-32767' }, { ports: '32768-65535' })).to.deep.equal([
      'F2 lists nothing: means most ports of TCP, and so identifies no service',
      `F1 ${why('F2')}`,
    ])
    const every = { from: 'namespaces: [app-*]', to: 'namespaces: [app-b, app-c]' }
    expect(await broadOf({ ...every, ports: '1-20000' }, { ports: '20001-40000' })).to.deep.equal([
      `F1 ${why('F2')}`,
      `F2 ${why('F1')}`,
    ])
  })

  it('are none the broader for flows of other sides, or for entries of few ports', async () => {
    const other = { to: 'namespaces: [app-c]', ports: '20001-40000' }
    expect(await broadOf({ ports: '1-20000' }, other)).to.deep.equal([])
    const ports = '20001-40000'
    expect(
      (await broadOf({ ports: '1-20000' }, { ports }, { ports: '8000-8010' })).length,
    ).to.equal(2)
  })

  it('list nothing where patterns on both sides come to mean most of the cluster', async () => {
    const most = '3 of 3 workloads in 3 of 3 namespaces of prod, without those of the platform'
    const letters = 'namespaces: ["*a", "*b", "*c"]'
    for (const each of [letters, 'namespaces: ["app-*"]', 'workloads: ["StatefulSet/w*"]'])
      expect(await broadOf({ from: each, to: each, ports: '443' }), each).to.deep.equal([
        `F1 lists nothing: means ${most} to ${most}, and so identifies no connection`,
      ])
    expect(await broadOf({ from: letters, ports: '443' })).to.deep.equal([
      `F1 lists: means connections from ${most}`,
    ])
  })

  it('name what they list by name, however much of the cluster that is', async () => {
    const all = 'namespaces: [app-a, app-b, app-c]'
    const some = 'namespaces: ["*a", "*b"]'
    const labels = 'podLabels: {matchLabels: {app: web}}'
    for (const each of [all, some, labels])
      expect(await broadOf({ from: each, to: each, ports: '443' }), each).to.deep.equal([])
  })
})
