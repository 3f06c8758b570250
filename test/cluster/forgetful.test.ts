import { expect } from 'chai'
import { archivedRun, entriesOf } from '../peer/archived.ts'
import type { ArchivedRun } from '../peer/archived.ts'
import { install } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { findAssets } from './assets.ts'
import { startForgetfulProxy } from './forgetful-proxy.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { namespace, serviceAccount } from './objects.ts'
import { smallPods } from './seed.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'

/** Objects of each of the two long lists: more than a page. */
const MANY = 520

describeReal('exhibit run over a server that forgets while it is read', findAssets(), (assets) => {
  let server: RealServer
  let installation: Installation
  let run: ArchivedRun
  let stdout: string

  before(async function () {
    this.timeout(240_000)
    server = await startRealServer({ name: 'slow', assets, compactEvery: '1s', keepsLists: false })
    await server.apply([namespace('bulk')])
    await server.apply(smallPods(MANY))
    await server.apply(Array.from({ length: MANY }, (_, at) => serviceAccount('bulk', `sa-${at}`)))
    const left = { pods: 3, serviceaccounts: 1 }
    const proxy = await startForgetfulProxy(server, (path) => {
      const [, list] = /^\/api\/v1\/(pods|serviceaccounts)\?.*continue=/.exec(path) ?? []
      return (list === 'pods' || list === 'serviceaccounts') && left[list]-- > 0
    })
    installation = install({
      'all.kubeconfig': kubeconfigText([{ ...server.context('reader'), server: proxy.url }]),
    })
    const end = await installation.exhibit(
      ...['run', '--kubeconfig', 'all.kubeconfig', '--archive', 'archive', '--no-pdf'],
    )
    await proxy.close()
    if (end.code !== 0) throw new Error(end.stderr)
    stdout = end.stdout
    const [entry] = entriesOf(installation.path('archive'))
    if (entry === undefined) throw new Error('nothing was committed')
    run = archivedRun(installation.path('archive'), entry)
  })

  after(async () => {
    await server.stop()
    installation.remove()
  })

  const list = (resource: string) =>
    run.snapshot('slow').resources.find((one) => one.resource === resource)

  it('begins a list anew whose version is gone, and reads all of it at another one', () => {
    expect(list('serviceaccounts')).to.deep.include({ status: 'ok', count: MANY, anchored: false })
  })

  it('goes on at a later version when that happens again and again, and calls the list inconsistent', () => {
    expect(list('pods')).to.deep.include({ status: 'inconsistent', count: MANY, anchored: false })
    expect(list('pods')?.reason).to.equal(
      'the server forgot the version while it was read; the rest is of a later one',
    )
  })

  it('calls the cluster partial for that list alone', () => {
    const { status, gaps } = run.snapshot('slow')
    expect([status, gaps.map(({ resource }) => resource)]).to.deep.equal(['partial', ['pods']])
    expect(stdout).to.include('clusters   1 partial of 1 expected')
  })

  it('keeps the objects that it read, each once', () => {
    const lines = run.objects('slow').split('\n')
    const pods = lines.filter((line) => line.includes('"kind":"Pod"'))
    expect(pods).to.have.length(MANY)
    expect(new Set(pods)).to.have.length(MANY)
  })
})
