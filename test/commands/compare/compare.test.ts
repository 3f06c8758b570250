import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Comparison } from '../../../src/model/comparison.ts'
import {
  BOTH,
  PODS,
  SCOPE,
  compare,
  deny,
  folder,
  installedWhole,
  namespace,
  pod,
} from './objects.ts'
import { testContext } from '../context.ts'

const FLOW_OF_CIDR = `format: flows/v1
flows:
  - id: partner
    from: {subjects: {namespaces: [shop]}}
    to: {cidrs: [10.30.0.0/24]}
    protocol: TCP
    ports: [443]
    service: https
    need: prices of the partner
    approvedBy: Shop owner
    approvedOn: 2026-01-10
    reviewBy: 2027-01-10
`

describe('exhibit compare of folders', function () {
  this.timeout(60_000)

  it('counts every connection for better and worse where no scope is known', async () => {
    const context = testContext()
    const shut = folder(context, 'shut', BOTH + PODS + deny('shop'))
    const open = folder(context, 'open', BOTH + PODS)
    const { code, out } = await compare(context, shut, open)
    expect(code).to.equal(11)
    expect(out).to.include('no scope says what is in the CDE')
    expect(out).to.match(/opened folder shop\/Pod\/web -> .*not in the scope/)
    expect((await compare(context, open, shut)).code).to.equal(10)
    expect((await compare(context, open, open)).code).to.equal(0)
  })

  it('counts only what crosses the border of the CDE by the configured scope', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml}\n')
    context.write('scope.yaml', SCOPE)
    const all = folder(context, 'all', BOTH + PODS + deny('shop') + deny('cards'))
    const outside = folder(context, 'outside', BOTH + PODS + deny('cards'))
    const none = folder(context, 'none', BOTH + PODS)
    const within = await compare(context, all, outside, '--view', 'connectivity')
    expect(within.out)
      .to.match(/opened folder shop\/Pod\/web/)
      .and.not.match(/(into|out of) the CDE/)
    const { code, out } = await compare(context, outside, none)
    expect(code).to.equal(11)
    expect(out).to.match(/opened folder shop\/Pod\/web -> cards\/Pod\/vault .*into the CDE/)
    expect(out).to.match(/opened folder cards\/Pod\/vault -> shop\/Pod\/web .*out of the CDE/)
    expect((await compare(context, none, outside)).code).to.equal(10)
  })

  it('tells which workloads became connected to the CDE, and who no longer is, with a chain', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml}\n')
    context.write('scope.yaml', SCOPE)
    const shut = folder(context, 'shut', BOTH + PODS + deny('shop') + deny('cards'))
    const open = folder(context, 'open', BOTH + PODS)
    const all = 'SCTP all ports, TCP all ports, UDP all ports'
    const heading = 'connected to the CDE over any number of connections'
    const { out } = await compare(context, shut, open, '--view', 'connectivity')
    expect(out.split('\n')).to.include.members([
      `${heading}: workloads in folder: 2 now reach the CDE, 2 are now reached from the CDE`,
      `  connected    folder shop/Pod/web: shop/Pod/web -> cards/Pod/vault (${all})`,
      `  connected    folder shop/Pod/web: cards/Pod/vault -> shop/Pod/web (${all})`,
    ])
    const back = await compare(context, open, shut)
    expect(back.out).to.include('2 no longer reach the CDE, 2 are no longer reached from the CDE')
    expect((await compare(context, open, open)).out).to.include(`${heading}: no change in folder`)
    const json = await compare(context, shut, open, '--view', 'connectivity', '-o', 'json')
    const { connected, compared } = JSON.parse(json.out) as Comparison
    expect(compared.connected).to.deep.equal(['folder'])
    expect(
      connected.map((each) => `${each.change} ${each.workload} ${each.direction}`),
    ).to.deep.equal(
      ['shop/Pod/cart', 'shop/Pod/web'].flatMap((name) =>
        ['into', 'out-of'].map((direction) => `connected ${name} ${direction}`),
      ),
    )
    const objects = await compare(context, shut, open, '--view', 'objects', '-o', 'json')
    expect((JSON.parse(objects.out) as Comparison).connected).to.deep.equal([])
  })

  it('shows a few of many workloads that are connected, and JSON all', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml}\n')
    context.write('scope.yaml', SCOPE)
    const many = Array.from({ length: 8 }, (_, at) => pod('shop', `w${at}`)).join('')
    const shut = folder(context, 'shut', BOTH + PODS + many + deny('cards'))
    const open = folder(context, 'open', BOTH + PODS + many)
    const { out } = await compare(context, shut, open, '--view', 'connectivity')
    expect(out).to.include('  ... and 5 more that now reach the CDE: -o json lists all')
    expect(out.split('\n').filter((line) => line.startsWith('  connected '))).to.have.lengthOf(10)
    const json = await compare(context, shut, open, '-o', 'json')
    expect((JSON.parse(json.out) as Comparison).connected).to.have.lengthOf(20)
  })

  it('does not compare what is connected to the CDE where no scope says what is in it', async () => {
    const context = testContext()
    const shut = folder(context, 'shut', BOTH + PODS + deny('shop'))
    const open = folder(context, 'open', BOTH + PODS)
    const { out } = await compare(context, shut, open)
    expect(out).to.include('connected to the CDE over any number of connections: not compared')
    expect(out).to.include(
      'not compared: what is connected to the CDE in folder: no scope says what is in the CDE',
    )
  })

  it('tells addresses apart where the scope and the register of flows name networks', async () => {
    const context = testContext()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml, flows: flows.yaml}\n')
    const networks = '{id: office, kind: trusted, cidrs: [10.20.0.0/16]}'
    context.write('scope.yaml', `${SCOPE}networks: [${networks}]\n`)
    context.write('flows.yaml', FLOW_OF_CIDR)
    const all = folder(context, 'all', BOTH + PODS + deny('shop') + deny('cards'))
    const open = folder(context, 'open', BOTH + PODS + deny('cards'))
    const { out } = await compare(context, all, open, '--view', 'connectivity')
    expect(out).to.match(/opened folder shop\/Pod\/web -> 10\.20\.0\.0-10\.20\.255\.255 /)
    expect(out).to.match(/opened folder shop\/Pod\/web -> 10\.30\.0\.0-10\.30\.0\.255 /)
  })
})

describe('exhibit compare of a run and a folder', function () {
  this.timeout(60_000)

  /** An archive with one run over the cluster prod, and the run's id. */
  async function archived(context = installedWhole()) {
    context.write('prod/pods.yaml', pod('shop', 'web') + pod('shop', 'cart'))
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    return { context, id: (JSON.parse(out) as { runId: string }).runId }
  }

  it('knows the cluster by the UID of its kube-system, and is read under the scope of the run', async () => {
    const installation = installedWhole()
    // without a node the platform is not known, and all benchmarks are undetermined
    installation.write('prod/node.yaml', '---\napiVersion: v1\nkind: Node\nmetadata: {name: n-1}\n')
    const { context, id } = await archived(installation)
    const same = await compare(context, id, 'prod')
    expect(same.code).to.equal(0)
    expect(same.out).to.match(/^objects: no change in prod$/m)
    expect(same.out).to.match(/^connectivity: no change in prod$/m)
    // PCI DSS 1.2.2 and 6.5.1 speak of changes since the run before, and a first run and a folder have none
    expect(same.out).to.match(/^controls: 2 incomparable, \d+ unchanged of \d+$/m)
    expect(same.out).to.match(/^ {2}incomparable prod: .*no earlier run.* \(1\.2\.2, 6\.5\.1\)$/m)
    expect(same.out).to.not.match(/not read|expected only|differs|no scope/)
    context.write('prod/more.yaml', pod('shop', 'extra'))
    expect((await compare(context, 'prod', id)).out).to.match(/^ {2}removed +prod .*extra$/m)
  })

  it('asks which cluster a folder is where nothing says it, and takes --cluster', async () => {
    const { context, id } = await archived()
    const objects = readFileSync(join(context.folder, 'prod', 'objects.yaml'), 'utf8')
    folder(context, 'other', objects.replace('uid-of-kube-system', 'another'))
    folder(context, 'unknown', namespace('shop') + pod('shop', 'web'))
    for (const name of ['other', 'unknown']) {
      const fault = await context.faultOf('compare', id, name)
      expect(fault.code, name).to.equal('USAGE')
      expect(fault.hint, name).to.equal('name it with --cluster: prod')
    }
    const { out } = await compare(context, id, 'other', '--cluster', 'prod')
    expect(out).to.include('cluster prod was replaced: another cluster answers under its name')
    const fault = await context.faultOf('compare', id, 'prod', '--cluster', 'prd')
    expect(fault.message).to.include('has no cluster prd')
  })

  it('compares one cluster of runs on request, and says how many it leaves out', async () => {
    const two = 'clusters:\n  - {name: prod, folder: prod}\n  - {name: stage, folder: prod}\n'
    const { context, id } = await archived(installedWhole({ estate: two }))
    const { out } = await compare(context, id, id, '--cluster', 'stage')
    expect(out).to.include('note: only cluster stage is compared')
    expect(out).to.match(/^objects: no change in stage$/m)
    const folderOfBoth = await context.faultOf('compare', id, 'prod')
    expect(folderOfBoth.message).to.include('2 of its clusters have its kube-system UID')
  })

  it('ends in 3 and no "no change" where no cluster was read on both sides', async () => {
    const { context, id } = await archived()
    rmSync(join(context.folder, 'prod'), { recursive: true })
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const unread = (JSON.parse(out) as { runId: string }).runId
    for (const view of ['controls', 'objects', 'connectivity']) {
      const fault = await context.faultOf('compare', id, unread, '--view', view)
      expect(fault.exitCode).to.equal(3)
      expect(fault.message).to.include(
        `cluster prod: nothing read of it in ${unread} (unreachable: `,
      )
    }
  })

  it('reads nothing of a run folder that was altered', async () => {
    const { context, id } = await archived()
    const run = join(context.folder, 'archive', 'runs', id)
    const copy = join(context.folder, 'copy')
    const altered = (name: string, change: (path: string) => void) => {
      rmSync(copy, { recursive: true, force: true })
      cpSync(run, copy, { recursive: true })
      change(join(copy, name))
      return context.faultOf('compare', id, 'copy')
    }
    const passing = await altered('clusters/prod/evaluation.json', (path) => {
      const text = readFileSync(path, 'utf8')
      rmSync(path)
      writeFileSync(path, text.replaceAll('"fail"', '"pass"'))
    })
    expect(passing.code).to.equal('VERIFICATION_FAILED')
    expect(passing.message).to.include('evaluation.json')
    expect((await altered('run.json', rmSync)).code).to.equal('VERIFICATION_FAILED')
    expect((await altered('SHA256SUMS', rmSync)).code).to.equal('VERIFICATION_FAILED')
    expect(readdirSync(run)).to.include('SHA256SUMS')
    expect((await compare(context, id, join('archive', 'runs', id))).code).to.equal(0)
  })

  it('says of a run that was never signed that nothing vouches for it', async () => {
    const { context, id } = await archived()
    await context.exhibit('run', '--no-pdf', '--dry-run', '--work', 'work')
    const { code, out } = await compare(context, id, join('work', 'run'))
    expect(code).to.equal(0)
    expect(out).to.match(/note: .*work\/run is not signed: nothing shows that it is as a run wrote/)
  })
})
