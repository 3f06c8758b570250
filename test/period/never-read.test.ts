import { expect } from 'chai'
import type { ManifestCluster } from '../../src/model/manifest.ts'
import type { PeriodRun } from '../../src/model/ledger.ts'
import { neverRead } from '../../src/period/never-read.ts'
import { periodSource } from '../render/period/fixture.ts'

const { runs, population } = periodSource()

/** The runs of a period that expected more clusters, each with its status in every run. */
function withClusters(more: Readonly<Record<string, ManifestCluster['status']>>): PeriodRun[] {
  const others = Object.entries(more).map(([name, status]) => ({
    ...runs[0]!.clusters[0]!,
    ...{ name, status },
  }))
  return runs.map((run) => ({ ...run, clusters: [...run.clusters, ...others] }))
}

describe('neverRead', () => {
  it('names what was expected and is no item, sorted, with why the newest run did not read it', () => {
    const told = neverRead(withClusters({ west: 'unauthorised', far: 'unreachable' }), population)
    expect(told).to.deep.equal([
      { cluster: 'far', status: 'unreachable' },
      { cluster: 'west', status: 'unauthorised' },
    ])
  })

  it('says nothing of what was read once, and of what is retired', () => {
    expect(neverRead(withClusters({ old: 'retired' }), population)).to.deep.equal([])
  })
})
