import { expect } from 'chai'
import { entriesOf } from '../peer/archived.ts'
import type { Scene } from './run-scene.ts'

/** Tests of `exhibit reach` over an API server, as it is now. */
export function itAnswersWhoReachesWhomNow(scene: () => Scene): void {
  const reach = (...args: readonly string[]) =>
    scene().estate.installation.exhibit('reach', ...args, '--cluster', 'payments')

  it('tells by which rules an allowed connection passes', async function () {
    this.timeout(60_000)
    const asked = ['cde/card-api', 'cde/vault', '--port', '5432']
    const end = await reach(...asked, '--explain', '-o', 'json')
    expect([end.code, end.stderr]).to.deep.include(0)
    expect(end.stdout).to.include('"allowed"')
    expect(end.stdout).to.include('networking.k8s.io/v1/NetworkPolicy/cde/card-api-egress')
  })

  it('answers about a live cluster as about its archived run', async function () {
    this.timeout(120_000)
    const now = await reach('--all', '-o', 'csv')
    const [first] = entriesOf(scene().archive)
    const archived = await reach('--all', '-o', 'csv', '--run', first?.runId ?? '')
    expect([now.code, archived.code]).to.deep.equal([0, 0])
    expect(now.stdout.split('\n').length).to.be.above(10)
    expect(now.stdout).to.equal(archived.stdout)
  })

  it('says of a cluster that does not answer that nothing can be said', async function () {
    this.timeout(60_000)
    const { installation } = scene().estate
    const end = await installation.exhibit('reach', '--all', '--cluster', 'dead')
    expect([end.code, end.stdout]).to.deep.equal([3, ''])
    expect(end.stderr).to.include('nothing can be said of what was not read')
  })
}
