import { expect } from 'chai'
import { SCOPE } from './compare/objects.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'
import { agent } from './reach-manifests.ts'
import { MANIFESTS, folder } from './reach-shop.ts'

/** Flannel, which enforces no policy, on the only node. */
const FLANNEL = agent('kube-flannel-ds', 'kube-flannel', 'example')
const SAYS_FLANNEL = 'Flannel does not enforce the one policy'
const PLATFORM = `${SCOPE}platformNamespaces: [kube-system]\n`
const QUESTION = ['reach', 'shop/web', 'shop/db', '--port', '22']
const CSV = ['--view', 'connectivity', '-o', 'csv']

const cilium = (setting: string, more = '') => `apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data: {${setting}, secret-of-somebody: hidden}
---
${more}`
const CILIUM_POLICY = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: db, namespace: shop}
spec: {endpointSelector: {matchLabels: {app: db}}, ingress: [{}]}
---
`

/** A folder with Flannel, and the platform's namespaces in the scope file. */
function flannel(scope = PLATFORM): TestContext {
  const context = testContext()
  folder(context, FLANNEL)
  context.write('scope.yaml', scope)
  return context
}

describe('what exhibit reach reads', () => {
  for (const how of ['--config', 'EXHIBIT_CONFIG', 'the current folder'])
    it(`takes platform namespaces from the scope for a folder: ${how}`, async () => {
      const base = flannel()
      const file = how === 'the current folder' ? 'exhibit.yaml' : 'conf/exhibit.yaml'
      base.write('conf/scope.yaml', PLATFORM)
      const path = base.write(file, 'organisation: {scope: scope.yaml}\n')
      if (how === 'EXHIBIT_CONFIG') (base.env as Record<string, string>).EXHIBIT_CONFIG = path
      const flag = how === '--config' ? ['--config', path] : []
      const { out } = await base.exhibit(...QUESTION, '--in', 'dump', ...flag)
      expect(out).to.match(/^undecided/)
      expect(base.err()).to.include(SAYS_FLANNEL)
    })

  it('takes those of the entry of the estate that --cluster names, before the scope', async () => {
    const context = flannel(SCOPE)
    context.write('exhibit.yaml', 'estate: estate.yaml\norganisation: {scope: scope.yaml}\n')
    context.write(
      'estate.yaml',
      'clusters: [{name: prod, folder: elsewhere, platformNamespaces: [kube-system]}]\n',
    )
    const of = async (...flags: readonly string[]) =>
      (await context.exhibit(...QUESTION, '--in', 'dump', ...flags)).out
    expect(await of()).to.match(/^denied/)
    expect(await of('--cluster', 'prod')).to.match(/^undecided/)
    context.write('scope.yaml', PLATFORM)
    context.write(
      'estate.yaml',
      'clusters: [{name: prod, folder: elsewhere, platformNamespaces: []}]\n',
    )
    expect(await of()).to.match(/^undecided/)
    expect(await of('--cluster', 'prod')).to.match(/^denied/)
  })

  it('takes those of the entry of the estate for a cluster of it, now and in a run', async () => {
    const context = installed(testContext(), {
      estate: 'clusters: [{name: prod, folder: prod, platformNamespaces: [kube-system]}]\n',
    })
    context.write('prod/more.yaml', MANIFESTS.replace(/^[^]*?---\n/, '') + FLANNEL)
    await context.exhibit('init', 'keys')
    expect((await context.exhibit(...QUESTION)).out).to.match(/^undecided/)
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { runId } = JSON.parse(out) as { runId: string }
    expect((await context.exhibit(...QUESTION, '--run', runId)).out).to.match(/^undecided/)
  })

  it('does the same for two folders as CSV', async () => {
    const context = flannel()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml}\n')
    const fault = await context.faultOf('compare', 'dump', 'dump', ...CSV)
    expect(fault.message).to.include(SAYS_FLANNEL)
  })

  it('never passes over a file with faults', async () => {
    for (const [file, text] of [
      ['exhibit.yaml', 'organisation: {scop: scope.yaml}\n'],
      ['scope.yaml', 'format: scope/v2\n'],
      ['estate.yaml', 'clusters: 1\n'],
    ] as const) {
      const context = flannel()
      context.write('exhibit.yaml', 'estate: estate.yaml\norganisation: {scope: scope.yaml}\n')
      context.write('estate.yaml', 'clusters: [{name: prod, folder: dump}]\n')
      context.write(file, text)
      for (const call of [
        [...QUESTION, '--in', 'dump'],
        ['compare', 'dump', 'dump', ...CSV],
      ]) {
        const fault = await context.faultOf(...call)
        expect(fault.code, file).to.equal('CONFIGURATION')
        expect(fault.message, file).to.include(file)
      }
    }
  })

  it('reads the published settings of Cilium that lie in a folder', async () => {
    const context = testContext()
    const of = async (setting: string) => {
      const text = cilium(setting, CILIUM_POLICY)
      const args = ['--port', '22', '-o', 'json', '--in', folder(context, text)]
      const { out } = await context.exhibit('reach', 'shop/db', 'shop/web', ...args)
      return JSON.parse(out) as { answers: { verdict: string }[]; assumptions: string[] }
    }
    const open = await of('enable-policy: default')
    expect(open.answers[0]?.verdict).to.equal('allowed')
    expect(open.assumptions.join()).not.to.include('its defaults are assumed')
    const always = await of('enable-policy: always')
    expect(always.answers[0]?.verdict).to.equal('denied')
    expect(JSON.stringify(always)).not.to.include('hidden')
  })

  it('compares a folder with settings of Cilium with one that has none', async () => {
    const context = testContext()
    const before = folder(context, CILIUM_POLICY)
    context.write('after/x.yaml', MANIFESTS + cilium('enable-policy: always', CILIUM_POLICY))
    const listed = await context.exhibit('compare', before, 'after', ...CSV)
    expect(listed.out).to.include('removed,shop/db[Pod],shop/web[Pod]')
    const shown = await context.exhibit('compare', before, 'after', '-o', 'json')
    const { connectivity } = JSON.parse(shown.out) as { connectivity: { change: string }[] }
    expect(connectivity.map(({ change }) => change)).to.include('closed')
  })

  it('gives no answer about a folder with nothing that says anything', async () => {
    const context = testContext()
    context.write('empty/README.txt', 'nothing')
    context.write('secret/x.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n')
    for (const name of ['empty', 'secret'])
      for (const call of [['--all', '-o', 'csv'], ['--exposure'], ['--coverage', '-o', 'json']]) {
        const fault = await context.faultOf('reach', ...call, '--in', name)
        expect(fault.exitCode).to.equal(3)
        expect(fault.message).to.include('holds no objects')
      }
    expect(context.out()).to.equal('')
  })
})
