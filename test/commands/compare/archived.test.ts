import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { MANIFEST } from '../../../src/archive/layout.ts'
import { parseManifest } from '../../../src/archive/records.ts'
import type { Comparison } from '../../../src/model/comparison.ts'
import { fixedClock } from '../../fixed-clock.ts'
import { testContext, type TestContext } from '../context.ts'
import { collectedYaml, installed } from '../installation.ts'

const BOTH = `apiVersion: v1
kind: Namespace
metadata: {name: kube-system, uid: uid-of-kube-system}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, uid: uid-of-shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, uid: uid-of-web}
spec: {containers: [{name: web, image: 'registry.example/web:1'}]}
status: {phase: Running, podIP: 10.1.0.1, podIPs: [{ip: 10.1.0.1}]}
`

const deny = (namespace: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: ${namespace}}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`

/** Two runs of one cluster in two quarters; in the second a policy has come that selects nobody. */
async function twoQuarters(): Promise<TestContext> {
  const context = installed(testContext({ clock: fixedClock('2026-09-28T02:00:10Z') }), {
    collected: collectedYaml().replace('2026-11-23', '2026-09-28'),
  })
  context.write('prod/objects.yaml', `${BOTH}---\n${deny('shop')}`)
  await context.exhibit('run', '--no-pdf', '--slot', '2026-09-28T02:00:00Z')
  context.write('prod/collected.yaml', collectedYaml())
  context.write('prod/objects.yaml', `${BOTH}---\n${deny('shop')}---\n${deny('kube-system')}`)
  const later = at(context, '2026-11-23T02:00:10Z')
  await later.exhibit('run', '--no-pdf', '--slot', '2026-11-23T02:00:00Z')
  return later
}

/** The same installation at another time. */
function at(context: TestContext, now: string): TestContext {
  const { cwd, env } = context
  const other = testContext({ clock: fixedClock(now), cwd, env })
  return { ...other, folder: context.folder }
}

const runsOf = (context: TestContext) =>
  readdirSync(join(context.folder, 'archive/runs')).sort() as [string, string]

describe('exhibit compare of an archive', function () {
  this.timeout(120_000)

  let context: TestContext

  before(async () => {
    context = await twoQuarters()
  })

  it('signs and archives the comparison of two runs, which verifies, is listed, and is made once', async () => {
    const [base, head] = runsOf(context)
    const call = ['compare', base, head, '--add', '--no-pdf'] as const
    const { code, out } = await context.exhibit(...call)
    expect(code).to.equal(0)
    const [, id = ''] = /archived {3}reports\/(.*)\/ as log entry 2\n$/.exec(out) ?? []
    expect(id).to.match(new RegExp(`^${base}~${head}-[0-9a-f]{8}$`))
    const folder = join(context.folder, 'archive/reports', id)
    const { kind, runs, files } = parseManifest(readFileSync(join(folder, MANIFEST)), MANIFEST)
    expect(kind).to.equal('report')
    expect(runs?.map((run) => run.id)).to.deep.equal([base, head])
    expect(files.map(({ path }) => path)).to.deep.equal([
      'comparison-connections.csv',
      'comparison-controls.csv',
      'comparison-objects.csv',
      'comparison-openings.csv',
      'comparison.html',
      'comparison.html.p7s',
      'comparison.json',
    ])
    const html = readFileSync(join(folder, 'comparison.html'), 'utf8')
    for (const run of runs ?? []) expect(html).to.include(run.sumsDigest)
    expect(html).to.include('signed and archived as').and.not.include('not signed evidence')

    const verified = await context.exhibit('verify', folder, '--trust', 'keys/root.pem')
    expect(verified.out).to.match(/^VALID/)
    const page = join(folder, 'comparison.html')
    const alone = await context.exhibit('verify', page, '--trust', 'keys/root.pem')
    expect(alone.out).to.match(/^VALID/)
    expect((await context.exhibit('archive', 'list')).out).to.include(`reports/${id}/`)

    const again = await at(context, '2026-11-24T08:00:00Z').exhibit(...call)
    expect(again.out).to.match(/nothing to do: reports\/.* is archived as log entry 2\n$/)
  })

  it('compares the ends of two periods, and how each control stood over both', async () => {
    const { code, out } = await context.exhibit('compare', '2026-Q3', '2026-Q4', '-o', 'json')
    expect(code).to.equal(0)
    const { base, head, periods, objects } = JSON.parse(out) as Comparison
    expect([base.name, head.name]).to.deep.equal(runsOf(context))
    expect(objects.map(({ change }) => change)).to.deep.equal(['added'])
    expect(periods?.base).to.deep.include({ standsFor: base.name, interim: false })
    expect(periods?.head).to.deep.include({ standsFor: head.name, interim: true })
    expect(periods?.head.slots['to-come']).to.be.greaterThan(0)
    const moved = periods?.controls.find(
      ({ framework, control }) => framework === 'pci-dss-4.0.1' && control === '1.2.7',
    )
    expect(moved).to.deep.include({ state: 'regressed', why: [] })
    expect(moved?.before.map(({ word }) => word)).to.deep.equal(['needs-sign-off'])
    expect(moved?.after.map(({ word }) => word)).to.deep.equal(['failed'])
  })

  it('archives two periods under their names, naming every run', async () => {
    const call = [
      'compare',
      '2026-Q3',
      '2026-Q4',
      '--add',
      '--no-pdf',
      '--detailed-exitcode',
    ] as const
    const { code, out } = await context.exhibit(...call)
    expect(code).to.equal(11)
    expect(out).to.match(/archived {3}reports\/2026-q3~2026-q4-[0-9a-f]{8}\/ as log entry \d/)
    expect(out).to.match(/^to {3}period 2026-Q4 \(INTERIM\): 1 run, the newest /m)
    const reports = readdirSync(join(context.folder, 'archive/reports'))
    const id = reports.find((name) => name.startsWith('2026-q3~')) ?? ''
    const files = readdirSync(join(context.folder, 'archive/reports', id))
    expect(files).to.include('comparison-periods.csv')
    const json = readFileSync(
      join(context.folder, 'archive/reports', id, 'comparison.json'),
      'utf8',
    )
    expect(Object.keys(JSON.parse(json) as object).slice(0, 3)).to.deep.equal([
      ...['format', 'title', 'periods'],
    ])
    const verified = await context.exhibit('verify', join('archive/reports', id))
    expect(verified.out).to.include(`${id} (comparison, `)
    expect(json).to.include('"title": "Comparison of 2026-Q3 and 2026-Q4"')
  })

  it('refuses folders and what is neither, and says so before anything is read', async () => {
    const [base] = runsOf(context)
    const fault = await context.faultOf('compare', base, 'prod', '--add')
    expect([fault.code, fault.message]).to.deep.equal([
      'USAGE',
      'prod is a folder: only runs of the archive are compared with --add',
    ])
    const none = await context.faultOf('compare', base, '2026-Q9')
    expect(none.message).to.include('neither a folder, nor a run id, a date or a period')
    expect((await context.faultOf('compare', '2024-Q1', '2024-Q2')).code).to.equal('MISSING')
  })
})
