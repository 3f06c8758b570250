import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { fixedClock } from '../fixed-clock.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

const CILIUM = 'ciliumnetworkpolicies.cilium.io'
const POLICY = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {endpointSelector: {}}
`
/** A cluster that was asked for all kinds of the core API and for definitions: what is not served is not asked for. */
const KINDS = ['namespaces', 'pods', 'networkpolicies.networking.k8s.io', 'nodes', 'services']

const ESTATE = `clusters:
  - {name: prod, folder: prod}
  - {name: other, folder: other}
`

type Cluster = { name: string; status: string; reasons: string[] }

/** One installation of two clusters; each day has its run. */
class Archive {
  readonly #context: TestContext
  /** what the folders were asked for */
  kinds: readonly string[] = KINDS
  constructor() {
    this.#context = installed(testContext(), { estate: ESTATE })
    this.write('other/objects.yaml', namespaces('uid-of-other'))
    this.write('other/collected.yaml', collectedYaml())
  }

  write(path: string, text: string): void {
    this.#context.write(path, text)
  }

  remove(path: string): void {
    rmSync(join(this.#context.folder, path))
  }

  /** Runs on a day of November, for its slot unless arguments are given; gives the cluster `prod` and page one's notes. */
  async run(day: number, ...more: readonly string[]) {
    const instant = `2026-11-${day}T02:00:00Z`
    const all = [...this.kinds, 'customresourcedefinitions.apiextensions.k8s.io']
    for (const cluster of ['prod', 'other'])
      this.write(
        `${cluster}/collected.yaml`,
        collectedYaml(all).replaceAll('2026-11-23T02:00:00Z', instant),
      )
    const { folder } = this.#context
    const clock = fixedClock(instant.replace(':00Z', ':10Z'))
    const next = testContext({ env: this.#context.env, clock, cwd: folder })
    const asked = more.length === 0 ? ['--slot', instant] : more
    const { code, out } = await next.exhibit('run', '--no-pdf', '-o', 'json', ...asked)
    expect(code, next.err()).to.equal(0)
    const run = join(folder, 'archive', (JSON.parse(out) as { folder: string }).folder)
    const read = (name: string) => JSON.parse(readFileSync(join(run, name), 'utf8')) as unknown
    const { clusters } = read('manifest.json') as { clusters: Cluster[] }
    const { population } = read('run.json') as { population: { notes: string[] } }
    const prod = clusters.find(({ name }) => name === 'prod')
    return {
      reasons: (prod?.reasons ?? []).filter((reason) => reason.startsWith(CILIUM)),
      notes: population.notes.filter((note) => note.startsWith('prod ')),
    }
  }
}

function namespaces(uid: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system, uid: ${uid}}\n`
}

describe('what runs remember of a cluster', function () {
  this.timeout(120_000)
  const LOST = new RegExp(`^${CILIUM}: not served, but run 20261123T`)

  it('is that it had a policy API, until the estate says that it was removed', async () => {
    const archive = new Archive()
    archive.write('prod/cilium.yaml', POLICY)
    await archive.run(23)
    archive.remove('prod/cilium.yaml')
    for (const day of [24, 25]) {
      const { reasons } = await archive.run(day)
      expect(reasons).to.have.length(1)
      expect(reasons[0]).to.match(LOST)
    }
    expect((await archive.run(26, '--cluster', 'other')).reasons).to.deep.equal([])
    expect((await archive.run(27)).reasons[0]).to.match(LOST)
    const entry = `{api: ${CILIUM}, at: 2026-11-28, approvedBy: Owner, reason: moved}`
    archive.write(
      'estate.yaml',
      ESTATE.replace('folder: prod}', `folder: prod, policyApisRemoved: [${entry}]}`),
    )
    for (const day of [28, 29]) expect((await archive.run(day)).reasons).to.deep.equal([])
  })

  it('is not that a folder without any object of a policy API had it', async () => {
    const archive = new Archive()
    archive.kinds = [...KINDS, CILIUM]
    await archive.run(23)
    archive.kinds = KINDS
    expect((await archive.run(24)).reasons).to.deep.equal([])
  })

  it('is its UID, also behind runs that did not read it', async () => {
    const archive = new Archive()
    await archive.run(23)
    await archive.run(24, '--cluster', 'other')
    archive.write('estate.yaml', ESTATE.replace('folder: prod}', 'folder: nowhere}'))
    expect((await archive.run(25)).notes).to.deep.equal([])
    archive.write('estate.yaml', ESTATE)
    archive.write('prod/objects.yaml', namespaces('uid-of-another'))
    const said = /^prod is another cluster than in run 20261123T/
    expect((await archive.run(26, '--cluster', 'prod')).notes[0]).to.match(said)
    expect((await archive.run(27)).notes[0]).to.match(said)
    expect((await archive.run(28)).notes).to.deep.equal([])
  })

  it('is what earlier slots said, for a second attempt at a slot', async () => {
    const archive = new Archive()
    await archive.run(23)
    archive.write('prod/objects.yaml', namespaces('uid-of-another'))
    const said = /^prod is another cluster than in run 20261123T/
    expect((await archive.run(24)).notes[0]).to.match(said)
    const again = await archive.run(24, '--slot', '2026-11-24T02:00:00Z', '--retry')
    expect(again.notes[0]).to.match(said)
  })
})
