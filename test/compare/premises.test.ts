import { expect } from 'chai'
import { premises, type Provenance } from '../../src/compare/premises.ts'

function side(over: Partial<Provenance> = {}, status = 'complete', uid = 'one'): Provenance {
  return {
    side: {
      name: 'run',
      asOf: '2025-09-29T02:00:40Z',
      clusters: [{ name: 'prod', status, uid, root: 'r' }],
    },
    tool: 'exhibit 0.1.0',
    catalogue: 'sha256:aa',
    inputs: { 'inputs/scope.yaml': 'sha256:bb' },
    retired: [],
    ...over,
  }
}

describe('premises', () => {
  it('are empty for equal sides', () => {
    expect(premises(side(), side())).to.deep.equal([])
  })

  it('name a cluster that changed its status, was replaced, came or went', () => {
    expect(premises(side(), side({}, 'unreachable'))).to.deep.equal([
      'cluster prod was complete and is unreachable',
    ])
    expect(premises(side(), side({}, 'complete', 'two'))[0]).to.include('was replaced')
    const none = side({ side: { ...side().side, clusters: [] } })
    expect(premises(none, side())).to.deep.equal(['cluster prod is expected only in the second'])
    expect(premises(side(), none)).to.deep.equal(['cluster prod is expected only in the first'])
  })

  it('name a retired cluster with reason and approver', () => {
    const entry = { name: 'prod', at: '2025-11-27', approvedBy: 'Platform owner', reason: 'moved' }
    const [said] = premises(side(), side({ retired: [entry] }, 'retired'))
    expect(said).to.equal(
      'cluster prod was retired on 2025-11-27 (moved; listed as approved by Platform owner)',
    )
  })

  it('do not name a cluster again that was retired before', () => {
    const entry = { name: 'prod', at: '2025-11-27', approvedBy: 'Platform owner', reason: 'moved' }
    const gone = side({ retired: [entry] }, 'retired')
    expect(premises(gone, gone)).to.deep.equal([])
    const none = side({ side: { ...side().side, clusters: [] }, retired: [entry] })
    expect(premises(none, none)).to.deep.equal([])
  })

  it('name another scope, tool, catalogue and input, the scope first', () => {
    const head = side({ tool: 'exhibit 0.2.0', catalogue: 'sha256:cc', inputs: {} })
    expect(premises(side(), head)).to.deep.equal([
      'the scope differs: inputs/scope.yaml',
      'made with exhibit 0.1.0 and exhibit 0.2.0',
      'the catalogue of controls differs',
    ])
  })
})
