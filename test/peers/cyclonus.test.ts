import type { KubeObject } from '../../src/model/object.ts'
import { SHOP, networkPolicy } from '../analyse/builders.ts'
import { randomEstate } from '../analyse/estates.ts'
import { testAgreement } from './agreement.ts'
import { testDifference } from './difference.ts'
import { describePeer } from './peer.ts'
import { realistic } from './realistic.ts'

describePeer('cyclonus', (peer) => {
  testDifference(peer, {
    title: 'NotIn also selects what lacks the label; cyclonus wants it to be there',
    source:
      'kubernetes.io, labels and selectors: "and all resources with no labels with the tier key"',
    objects: [
      ...SHOP,
      networkPolicy('shop', 'closed', {
        podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['front'] }] },
      }),
    ],
    from: 'other/client',
    to: 'shop/web',
    ours: 'denied',
    theirs: 'allowed',
  })

  testAgreement(peer, {
    estates: realistic(randomEstate, { object: withKeys }),
    runs: 400,
    atMostIndeterminate: 0.02,
  })
})

/** The policy with selectors that also ask for each label of a NotIn, which both understand alike. */
function withKeys(object: KubeObject): KubeObject {
  return JSON.parse(JSON.stringify(object), (name, value: unknown) =>
    name === 'matchExpressions' && Array.isArray(value) ? value.flatMap(withKey) : value,
  ) as KubeObject
}

function withKey(expression: { readonly key: string; readonly operator: string }): object[] {
  const { key, operator } = expression
  return operator === 'NotIn' ? [{ key, operator: 'Exists' }, expression] : [expression]
}
