import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Evaluation } from '../../src/model/evaluation.ts'
import type { Report } from '../../src/render/report-schema.ts'
import { fixedClock } from '../fixed-clock.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

const OBJECTS = `apiVersion: v1
kind: Namespace
metadata: {name: kube-system, uid: uid-of-kube-system}
---
apiVersion: v1
kind: Namespace
metadata: {name: pay}
---
apiVersion: v1
kind: Pod
metadata: {name: ledger, namespace: pay}
spec: {containers: [{name: a, image: ledger}]}
status: {phase: Running, podIPs: [{ip: 10.0.0.9}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: pay}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`
const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - {id: pay, class: cde, subjects: {namespaces: [pay]}}
  - {id: rest, class: out-of-scope, justification: of the platform, subjects: {namespaces: [kube-system]}}
`
const CHANGES = 'pci-dss-4.0.1 1.2.2'
const OPEN = OBJECTS.replace('[Ingress, Egress]', '[Egress]')

/** One installation; each day has its run. */
class Runs {
  readonly context: TestContext = installed(testContext())
  readonly ids: string[] = []

  constructor() {
    this.context.write('scope.yaml', SCOPE)
  }

  /** Runs over these objects on a day of November, for its slot unless arguments are given; gives the evaluation of `prod`. */
  async run(day: number, objects: string, ...more: readonly string[]): Promise<Evaluation> {
    const taken = collectedYaml().replace(/takenAt: \S+/, `takenAt: 2026-11-${day}T02:00:00Z`)
    this.context.write('prod/objects.yaml', objects)
    this.context.write('prod/collected.yaml', taken)
    const folder = await this.#commit(day, more)
    this.ids.push(folder.replace(/^runs\//, '').replace(/\/$/, ''))
    return readEvaluation(join(this.context.folder, 'archive', folder, 'clusters/prod'))!
  }

  /** What changed in the organisation's files, as the newest run says. */
  changes(): unknown {
    const path = join(this.context.folder, 'archive/runs', this.ids.at(-1) ?? '', 'run.json')
    return (JSON.parse(readFileSync(path, 'utf8')) as { organisationChanges: unknown })
      .organisationChanges
  }

  /** Runs while the cluster cannot be read; gives what each framework says of it. */
  async withoutCluster(day: number): Promise<Record<string, string>> {
    rmSync(join(this.context.folder, 'prod'), { recursive: true })
    const path = join(this.context.folder, 'archive', await this.#commit(day, []), 'report.json')
    const { frameworks } = JSON.parse(readFileSync(path, 'utf8')) as Report
    return Object.fromEntries(
      frameworks.map(({ id, controls }) => [
        id,
        [...new Set(controls.map(({ outcome }) => outcome))].join(),
      ]),
    )
  }

  async #commit(day: number, more: readonly string[]): Promise<string> {
    const instant = `2026-11-${day}T02:00:00Z`
    const clock = fixedClock(instant.replace(':00Z', ':10Z'))
    const next = testContext({ env: this.context.env, clock, cwd: this.context.folder })
    const asked = more.length === 0 ? ['--slot', instant] : more
    const { code, out } = await next.exhibit('run', '--no-pdf', '-o', 'json', ...asked)
    expect(code, next.err()).to.equal(0)
    return (JSON.parse(out) as { folder: string }).folder
  }
}

describe('runs of one cluster', function () {
  this.timeout(180_000)

  it('know since when it is as it is, and that a change was put back', async () => {
    const runs = new Runs()
    const first = await runs.run(23, OBJECTS)
    expect(first.history?.none).to.equal('no earlier run speaks of this cluster')
    const second = await runs.run(24, OPEN)
    expect(second.digests).to.have.property('segmentation')
    const third = await runs.run(25, OBJECTS)
    expect(third.digests?.segmentation).to.equal(first.digests?.segmentation)
    const [one, two, three] = runs.ids
    const track = third.history?.digests.segmentation
    expect([track?.knownFrom.run, track?.changed?.from.run, track?.since.run]).to.deep.equal([
      ...[one, two, three],
    ])
    expect(third.history?.changes.map(({ kind }) => kind)).to.deep.equal(['boundary'])
    const files = readdirSync(
      join(runs.context.folder, 'archive/runs', three ?? '', 'clusters/prod'),
    )
    expect(files).to.include.members(['earlier.json', 'history.json'])
  })

  it('know of a cluster that cannot be read now which benchmarks are for another platform', async () => {
    const runs = new Runs()
    await runs.run(23, `${OBJECTS}---\napiVersion: v1\nkind: Node\nmetadata: {name: n-1}\n`)
    expect(await runs.withoutCluster(24)).to.deep.equal({
      'cis-aks-1.8.0': 'not-applicable',
      'cis-eks-1.8.0': 'not-applicable',
      'cis-gke-1.9.0': 'not-applicable',
      'cis-kubernetes-1.12.0': 'not-applicable',
      'cis-kubernetes-2.0.1': 'undetermined',
      'exhibit-segmentation': 'undetermined',
      'pci-dss-4.0.1': 'undetermined',
    })
  })

  it('compare a run of a slot with the one before it, and know what ad-hoc runs saw', async () => {
    const runs = new Runs()
    await runs.run(23, OBJECTS)
    await runs.run(24, OPEN, '--cluster', 'prod')
    const third = await runs.run(25, OBJECTS)
    const { digests, changes } = third.history ?? { digests: {}, changes: [] }
    expect(digests['rule-set']?.changed?.to.run).to.equal(runs.ids[2])
    expect(changes[0]?.to.run, 'carried').to.equal(runs.ids[1])
  })

  it('fail a change of a policy that nobody listed in each run, also after a night without the cluster', async () => {
    const runs = new Runs()
    await runs.run(23, OBJECTS)
    await runs.run(24, OPEN)
    await runs.withoutCluster(25)
    const { controls } = await runs.run(26, OPEN)
    const found = controls.find(({ framework, control }) => `${framework} ${control}` === CHANGES)
    expect(found?.outcome).to.equal('fail')
    const [one, two] = runs.ids
    expect(found?.results.map(({ reason }) => reason)[0]).to.match(
      new RegExp(`^changed between ${one ?? ''} \\S+ and ${two ?? ''} `),
    )
  })

  it('say what changed in the files of the organisation', async () => {
    const runs = new Runs()
    await runs.run(23, OBJECTS)
    expect(runs.changes()).to.deep.equal({
      kind: 'not-compared',
      why: 'no earlier run that this one continues',
    })
    runs.context.write('scope.yaml', SCOPE.replace('class: cde', 'class: connected'))
    await runs.run(24, OBJECTS)
    expect(runs.changes()).to.deep.equal({
      kind: 'compared',
      run: runs.ids[0],
      changes: [
        {
          ...{ file: 'scope.yaml', entry: 'rules pay', change: 'changed' },
          what: 'class: cde -> connected',
        },
      ],
    })
  })

  it('say that a night without the cluster is not known', async () => {
    const runs = new Runs()
    await runs.run(23, OBJECTS)
    await runs.withoutCluster(24)
    const third = await runs.run(25, OBJECTS)
    const track = third.history?.digests.segmentation
    expect(track?.gaps?.count).to.equal(1)
    expect([track?.gaps?.newest.from.run, track?.since.run]).to.deep.equal([...runs.ids])
    expect(third.history?.changes).to.deep.equal([])
  })
})
