import { expect } from 'chai'
import { otherOfUnread } from '../../src/evaluate/family.ts'
import type { Catalogue } from '../../src/model/control.ts'
import type { ControlResult } from '../../src/model/evaluation.ts'
import { CATALOGUE, evaluated } from './builders.ts'
import { namespace, node } from './objects.ts'

const [OLD, NEW] = ['cis-kubernetes-1.12.0', 'cis-kubernetes-2.0.1'] as const
const CHOSEN: Catalogue = { ...CATALOGUE, families: 'newest' }

/** What each of both benchmarks says of a cluster in all of its controls: the one reason, or `used`. */
async function saidOf(version: string, catalogue = CHOSEN): Promise<readonly string[]> {
  const objects = [namespace('kube-system'), node('n')]
  const { controls } = await evaluated(objects, { waivers: [] }, { version }, catalogue)
  return [OLD, NEW].map((id) => inOne(controls.filter(({ framework }) => framework === id)))
}

function inOne(results: readonly ControlResult[]): string {
  const said = new Set(results.map(({ outcome, reason }) => `${outcome}: ${reason}`))
  return said.size === 1 ? ([...said][0] ?? '') : 'used'
}

const notUsed = (id: string, version: string) =>
  `not-applicable: not used: ${id} speaks of this version (${version}), the newest benchmark of its family that does`

describe('of the benchmarks of one family', () => {
  it('a cluster gets the newest in whose range it is, and the other says so without subjects', async () => {
    expect(await saidOf('v1.34.2')).to.deep.equal([notUsed(NEW, '1.34'), 'used'])
    expect(await saidOf('v1.35.0')).to.deep.equal([notUsed(NEW, '1.35'), 'used'])
    expect(await saidOf('v1.33.5')).to.deep.equal(['used', notUsed(OLD, '1.33')])
    const { controls } = await evaluated(
      ...([
        [namespace('kube-system'), node('n')],
        { waivers: [] },
        { version: 'v1.34.2' },
      ] as const),
      CHOSEN,
    )
    const unused = controls.filter(({ framework }) => framework === OLD)
    expect(unused.every((each) => each.unused === true && each.results.length === 0)).to.equal(true)
    expect(controls.filter((each) => each.unused === true)).to.have.length(unused.length)
  })

  it('each says that a version is out of its range where no other one has it', async () => {
    for (const version of ['v1.31.0', 'v1.36.0'])
      for (const said of await saidOf(version))
        expect(said).to.match(/^undetermined: benchmark [0-9.]+ covers Kubernetes/)
  })

  it('all are used that were named', async () => {
    expect(await saidOf('v1.34.2', CATALOGUE)).to.deep.equal(['used', 'used'])
  })

  it('one stands for a cluster that was not read: that for the version an earlier run saw, else the newest', () => {
    const framework = (id: string) => CHOSEN.frameworks.find((each) => each.id === id)!
    const said = (id: string, version?: string) =>
      otherOfUnread(
        framework(id),
        CHOSEN,
        version === undefined ? undefined : { version, run: 'R1' },
      )
    expect(said(OLD, '1.33')).to.equal(undefined)
    expect(said(NEW, '1.33')).to.equal(
      `not used: ${OLD} speaks of this version (1.33), the newest benchmark of its family that does, as run R1 saw it`,
    )
    expect([said(NEW), said(NEW, '1.20'), said('pci-dss-4.0.1')]).to.deep.equal([
      ...[undefined, undefined, undefined],
    ])
    expect(said(OLD)).to.equal(
      `not used: the version of the cluster is not known, and ${NEW}, the newest benchmark of its family, stands for it`,
    )
    expect(otherOfUnread(framework(OLD), CATALOGUE, undefined)).to.equal(undefined)
  })
})
