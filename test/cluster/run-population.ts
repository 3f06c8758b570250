import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'chai'
import { entriesOf, filesBelow, plainBytes } from '../peer/archived.ts'
import { SLOT } from '../peer/slot.ts'
import { member } from './answer.ts'
import { CANARY } from './hostile.ts'
import type { Scene } from './run-scene.ts'
import { BEYOND_DOUBLE, BULK_PODS } from './seed.ts'

/** How each cluster of the estate must end. */
const STATUSES = {
  dead: 'unreachable',
  expired: 'unauthorised',
  office: 'complete',
  'office-restricted': 'partial',
  payments: 'complete',
  stranger: 'unauthorised',
  'wrong-ca': 'unreachable',
} as const

/** What the account of `office-restricted` may list; everything else that its server has is a gap. */
const RESTRICTED_MAY_LIST = ['namespaces', 'pods']

/** Tests of what a run read, and of what it says that it did not. */
export function itReadsWhatIsThere(scene: () => Scene): void {
  it('commits one run that answers for its slot', () => {
    expect(entriesOf(scene().archive)).to.have.length(1)
    expect(entriesOf(scene().archive)[0]).to.deep.include({
      slot: SLOT,
      trigger: 'scheduled',
      attempt: 1,
      summary: { status: 'partial', clusters: 7, complete: 2 },
    })
  })

  it('says of each expected cluster how it was read, in manifest, report and summary', () => {
    const manifest = scene().run.manifest.clusters.map(({ name, status }) => [name, status])
    expect(Object.fromEntries(manifest)).to.deep.equal(STATUSES)
    const reported = scene().run.report.clusters.map(({ name, status }) => [name, status])
    expect(Object.fromEntries(reported)).to.deep.equal(STATUSES)
    expect(scene().first.stdout).to.include(
      'clusters   2 complete, 1 partial, 2 unauthorised, 2 unreachable of 7 expected',
    )
  })

  it('gives the reason of each cluster that it could not reach', () => {
    const reasons = (name: string) =>
      scene()
        .run.manifest.clusters.find((cluster) => cluster.name === name)
        ?.reasons.join('\n')
    expect(reasons('dead')).to.match(/^tcp: https:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED/)
    expect(reasons('expired')).to.match(
      /^unauthorised: the client certificate ended at 2025-02-01T00:00:00Z \(hint: /,
    )
    expect(reasons('stranger')).to.match(/^\S+: forbidden: .*\(hint: grant verb list on it/)
    expect(reasons('wrong-ca')).to.match(/^tls: .*\(hint: check certificate-authority/)
  })

  it('says first that nobody confirmed the list, and that one cluster stands in it twice', () => {
    const { readFirst } = scene().run.report
    const said = readFirst.join('\n')
    expect(said).to.include('not confirmed by anyone')
    expect(said).to.include('one cluster is listed as office and office-restricted')
  })

  it('knows clusters by the UID of kube-system, the address and the version of the server', async () => {
    const path = '/api/v1/namespaces/kube-system'
    const { uid } = member(await scene().estate.payments.admin.ask({ path }), 'metadata')
    const { gitVersion } = await scene().estate.payments.admin.ask({ path: '/version' })
    expect(scene().run.snapshot('payments').identity).to.deep.include({
      uid,
      server: scene().estate.payments.url,
      version: gitVersion,
    })
    expect(scene().run.snapshot('payments').account).to.deep.include({ user: 'reader' })
  })

  it('has exactly the gaps of the restricted account', () => {
    const served = scene()
      .run.snapshot('office')
      .resources.filter(({ status }) => status === 'ok')
    const kept = served.map(({ resource }) => resource)
    expect(kept).to.include.members([...RESTRICTED_MAY_LIST, 'networkpolicies.networking.k8s.io'])
    const expected = kept.filter((resource) => !RESTRICTED_MAY_LIST.includes(resource))
    const { gaps } = scene().run.snapshot('office-restricted')
    expect(gaps.map(({ resource }) => resource)).to.deep.equal(expected)
    expect(new Set(gaps.map(({ status }) => status))).to.deep.equal(new Set(['forbidden']))
    for (const name of ['payments', 'office'])
      expect(scene().run.snapshot(name).gaps).to.deep.equal([])
  })

  it('lets no control pass on a gap', () => {
    const { controls } = scene().run.evaluation('office-restricted')
    const outcomes = new Set(controls.map(({ outcome }) => outcome))
    expect(outcomes).to.not.include('pass')
    const networkPolicies = controls.find(
      ({ framework, control }) => framework === 'cis-kubernetes-2.0.1' && control === '5.3.2',
    )
    expect(networkPolicies?.results.map(({ cause }) => cause)).to.deep.equal(['gap'])
  })

  it('holds every seeded object of the kinds that it reads', () => {
    const { resources } = scene().run.snapshot('payments')
    const count = (kind: string) =>
      resources.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.count, 0)
    const kinds = ['Pod', 'Node', 'NetworkPolicy', 'Deployment', 'ReplicaSet', 'DaemonSet', 'Job']
    for (const kind of kinds)
      expect([kind, count(kind)]).to.deep.equal([kind, scene().estate.seeded[kind]])
  })

  it('reads more than a thousand pods in pages of 500', () => {
    const pods = scene()
      .run.snapshot('payments')
      .resources.find(({ resource }) => resource === 'pods')
    expect(pods).to.deep.include({ status: 'ok', pages: 3, anchored: true })
    expect(pods?.count).to.be.greaterThan(BULK_PODS)
  })

  it('keeps an integer that a double cannot hold', () => {
    expect(scene().run.objects('office')).to.include(`"order":${BEYOND_DOUBLE}`)
  })

  it('keeps no planted secret, nor a digest of one, in any file or line of output', () => {
    const digest = createHash('sha256').update(CANARY).digest()
    const forms = [CANARY, btoa(CANARY), digest.toString('hex'), digest.toString('base64')]
    const said = [Buffer.from(scene().first.stdout), Buffer.from(scene().first.stderr)]
    const files = filesBelow(scene().archive).map((path) => plainBytes(join(scene().archive, path)))
    expect(files.length).to.be.greaterThan(30)
    for (const form of forms)
      expect([...files, ...said].some((bytes) => bytes.includes(form))).to.equal(false, form)
  })
}
