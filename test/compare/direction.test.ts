import { expect } from 'chai'
import { directionOf } from '../../src/compare/direction.ts'
import { connection as example } from '../render/fixture-comparison.ts'
import type { ConnectivityChange, ControlChange } from '../../src/model/comparison.ts'

const control = (different: Partial<ControlChange>): ControlChange => ({
  cluster: 'prod',
  framework: 'example-1.0',
  control: '1.1',
  title: 'An example',
  state: 'changed',
  reason: 'because',
  newlyFailing: [],
  noLongerFailing: [],
  ...different,
})

const connection = (
  change: ConnectivityChange['change'],
  cde?: ConnectivityChange['cde'],
): ConnectivityChange => ({
  cluster: 'prod',
  change,
  from: 'a',
  to: 'b',
  ports: [],
  undecided: [],
  ...(cde === undefined ? {} : { cde }),
  pairs: 1,
  cause: [],
  example: example('shop/Pod/web-0', 'cards/Pod/vault-0'),
})

describe('directionOf', () => {
  const direction = (
    connectivity: readonly ConnectivityChange[],
    controls: readonly ControlChange[] = [],
  ) => directionOf({ connectivity, controls })

  it('calls what opens across the border of the CDE worse, and what closes better', () => {
    for (const cde of ['into', 'out-of', 'undeclared'] as const) {
      expect(direction([connection('opened', cde)]), cde).to.equal('worse')
      expect(direction([connection('closed', cde)]), cde).to.equal('better')
    }
    expect(direction([connection('opened', 'into'), connection('closed', 'into')])).to.equal(
      'mixed',
    )
  })

  it('is not moved by connections that stay inside or outside, nor by what cannot be compared', () => {
    expect(direction([connection('opened'), connection('closed')])).to.equal('same')
    const apart = control({ state: 'incomparable', newlyFailing: ['a'], noLongerFailing: ['b'] })
    expect(direction([], [apart])).to.equal('same')
  })

  it('adds controls and connectivity up', () => {
    const fixed = control({ noLongerFailing: ['a'] })
    expect(direction([connection('opened', 'into')], [fixed])).to.equal('mixed')
    expect(direction([connection('closed', 'into')], [fixed])).to.equal('better')
    expect(direction([], [control({ newlyFailing: ['a'] })])).to.equal('worse')
  })
})
