import { expect } from 'chai'
import { remarksOn } from '../../src/analyse/queries/wide.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { analysed } from './builders.ts'
import { namespace, networkPolicy, pod } from './objects.ts'

/** What is wide in one rule, and what is shown. */
async function remarks(...from: readonly JsonObject[]): Promise<readonly string[]> {
  const { cluster } = await analysed([
    ...['payments', 'shop', 'blog'].map((name) => namespace(name, { team: name })),
    ...['payments', 'shop', 'blog'].map((name) => pod(name, 'web')),
    networkPolicy('payments', 'p', {
      podSelector: {},
      ingress: [{ from: [...from], ports: [{ port: 1 }] }],
    }),
  ])
  const [rule] = cluster.policies.flatMap(({ rules }) => rules)
  return rule === undefined ? [] : remarksOn(rule, cluster).map(({ kind }) => kind)
}

const block = (cidr: string, ...except: readonly string[]): JsonObject => ({
  ipBlock: { cidr, ...(except.length === 0 ? {} : { except: [...except] }) },
})
const spaces = (key: string, operator: string, ...values: readonly string[]): JsonObject => ({
  namespaceSelector: {
    matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values: [...values] }) }],
  },
})
const NAME = 'kubernetes.io/metadata.name'

describe('remarksOn', () => {
  it('finds most addresses wide, however they are written', async () => {
    for (const blocks of [
      [block('0.0.0.0/0')],
      [block('0.0.0.0/1'), block('128.0.0.0/1')],
      [block('1.2.3.4/0')],
      [block('0::/0')],
      [block('0.0.0.0/0', '10.0.0.0/8')],
      ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2'].map((cidr) => block(cidr)),
    ])
      expect(await remarks(...blocks), JSON.stringify(blocks)).to.deep.equal(['wide'])
    for (const blocks of [
      [block('10.0.0.0/8')],
      [block('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'), block('10.0.0.0/8')],
      [block('2001:db8::/32'), block('203.0.113.0/24')],
    ])
      expect(await remarks(...blocks), JSON.stringify(blocks)).to.deep.equal([])
  })

  it('finds pods of namespaces that nobody named wide', async () => {
    for (const peer of [
      { namespaceSelector: {} },
      spaces(NAME, 'Exists'),
      spaces(NAME, 'NotIn', 'kube-system'),
      spaces('team', 'DoesNotExist'),
      {
        namespaceSelector: {},
        podSelector: { matchExpressions: [{ key: 'nosuch', operator: 'DoesNotExist' }] },
      },
      {
        namespaceSelector: {},
        podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
      },
      spaces('team', 'Exists'),
    ])
      expect(await remarks(peer), JSON.stringify(peer)).to.deep.equal(['wide'])
  })

  it('only shows labels that others may set, and says nothing of names', async () => {
    expect(await remarks(spaces('team', 'In', 'shop'))).to.deep.equal(['shown'])
    expect(await remarks(spaces(NAME, 'In', 'shop', 'blog'))).to.deep.equal([])
    expect(await remarks({ podSelector: {} })).to.deep.equal([])
  })
})
