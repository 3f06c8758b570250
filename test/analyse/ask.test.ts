import { expect } from 'chai'
import { ask } from './ask.ts'
import { estate, shopWith } from './builders.ts'

const DENY = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }

describe('ask', () => {
  it('answers for pods and for addresses, and has no answer for what is not in the model', async () => {
    const { reachability } = await estate(shopWith(DENY))
    const to = '/v1/Pod/shop/db'
    const from = { address: '198.51.100.1' }
    expect(ask(reachability, { from, to, protocol: 'TCP', port: 5432 })?.verdict).to.equal('denied')
    expect(ask(reachability, { from: to, to: from, protocol: 'TCP', port: 443 })?.verdict).to.equal(
      'denied',
    )
    expect(ask(reachability, { from: '/v1/Pod/shop/gone', to, protocol: 'TCP', port: 1 })).to.equal(
      undefined,
    )
    expect(ask(reachability, { from: { address: 'x' }, to, protocol: 'TCP', port: 1 })).to.equal(
      undefined,
    )
  })
})
