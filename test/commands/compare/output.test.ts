import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { testContext } from '../context.ts'
import { collectedYaml } from '../installation.ts'
import { BOTH, PODS, compare, deny, folder } from './objects.ts'

const CSV = ['--view', 'connectivity', '-o', 'csv']

describe('what exhibit compare writes', function () {
  this.timeout(60_000)

  /** A folder without connections, and one with. */
  function sides(context = testContext()) {
    const shut = folder(context, 'shut', BOTH + PODS + deny('shop') + deny('cards'))
    const open = folder(context, 'open', BOTH + PODS + deny('cards'))
    return { context, shut, open }
  }

  it('answers all the same without a browser, writes HTML and JSON, and ends in 3', async () => {
    const { context, shut, open } = sides()
    context.write('exhibit.yaml', 'report: {browser: {path: /nowhere/chromium}}\n')
    const { code, out } = await compare(context, shut, open, '--out', 'page')
    expect(code).to.equal(3)
    expect(out).to.match(/^connectivity: \d+ opened in folder$/m)
    for (const name of ['comparison.html', 'comparison.json'])
      expect(readFileSync(join(context.folder, 'page', name)).length).to.be.greaterThan(100)
    expect(existsSync(join(context.folder, 'page', 'comparison.pdf'))).to.equal(false)
    expect(context.err()).to.match(/written: .*page\/comparison\.json/)
    expect(context.err()).to.match(/without its PDF: .*\/nowhere\/chromium/)
  })

  it('marks what could not be decided, as text and as data', async () => {
    const context = testContext()
    const policy = (rules: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: addresses, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [${rules}]}
---
`
    const rule = '{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}'
    const shut = folder(context, 'shut', BOTH + PODS + policy(''))
    const maybe = folder(context, 'maybe', BOTH + PODS + policy(rule))
    const { out } = await context.exhibit('compare', shut, maybe, '--view', 'connectivity')
    const undecided = /^ {2}may have opened .* -> shop\/\S+ TCP 80, undecided \(/m
    expect(out).to.match(undecided)
    const json = await context.exhibit('compare', shut, maybe, '-o', 'json')
    const { connectivity } = JSON.parse(json.out) as { connectivity: { undecided: unknown[] }[] }
    expect(connectivity.map((each) => each.undecided)).to.deep.include([
      { protocol: 'TCP', from: 80, to: 80 },
    ])
    expect(connectivity.map((each) => each.undecided)).to.deep.include([])
  })

  it('lists two folders as CSV and refuses what that does not honour', async () => {
    const { context, shut, open } = sides()
    const { out } = await context.exhibit('compare', shut, open, ...CSV)
    expect(out).to.match(/^added,|^changed,/m)
    for (const flags of [['--detailed-exitcode'], ['--out', 'page']]) {
      const fault = await context.faultOf('compare', shut, open, ...CSV, ...flags)
      expect(fault.code, flags[0]).to.equal('USAGE')
      expect(fault.message, flags[0]).to.include(flags[0])
    }
  })

  it('lists no difference where a folder has a gap in what decides', async () => {
    const { context, shut } = sides()
    context.write('gap/collected.yaml', collectedYaml(['pods', 'namespaces', 'nodes']))
    const gap = folder(context, 'gap', BOTH + PODS)
    for (const pair of [
      [shut, gap],
      [gap, shut],
    ]) {
      const fault = await context.faultOf('compare', ...pair, ...CSV)
      expect(fault.exitCode).to.equal(3)
      expect(fault.message).to.include('networkpolicies.networking.k8s.io')
    }
  })

  it('calls only a folder complete that does not state what was asked for', async () => {
    const { context, shut, open } = sides()
    context.write('open/collected.yaml', collectedYaml())
    await context.exhibit('compare', shut, open, ...CSV)
    const said = context
      .err()
      .split('\n')
      .filter((line) => line.includes('is taken as complete'))
    expect(said).to.have.length(1)
    expect(said[0]).to.include('shut is taken as complete')
  })

  it('says which run a date stands for', async () => {
    const { out } = await testContext().exhibit('compare', '--help')
    expect(out.replaceAll(/\s+/g, ' ')).to.include(
      'the run that answers for the newest slot up to the end of that day (UTC), else the last run started by then',
    )
  })
})
