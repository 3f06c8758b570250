import { expect } from 'chai'
import { remarksOn } from '../../src/analyse/queries/wide.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { globalPolicy } from '../analyse/calico-objects.ts'
import { analysed } from './builders.ts'
import { namespace, networkPolicy, pod } from './objects.ts'

/** What is wide in one rule, and what is shown. */
function remarks(...from: readonly JsonObject[]): Promise<readonly string[]> {
  const ingress = [{ from: [...from], ports: [{ port: 1 }] }]
  return remarksIn(networkPolicy('payments', 'p', { podSelector: {}, ingress }))
}

/** The same of a rule of Calico whose source has a selector. */
function remarksOnCalico(selector: string): Promise<readonly string[]> {
  const source = { namespaceSelector: 'all()', selector }
  const ingress = [{ action: 'Allow', protocol: 'TCP', source, destination: { ports: [1] } }]
  return remarksIn(globalPolicy('p', { types: ['Ingress'], ingress }))
}

async function remarksIn(policy: KubeObject): Promise<readonly string[]> {
  const { cluster } = await analysed([
    ...['payments', 'shop', 'blog'].map((name) => namespace(name, { team: name })),
    ...['payments', 'shop', 'blog'].map((name) => pod(name, 'web')),
    policy,
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

  it('finds a rule as wide as its expression, not as what the expression narrows', async () => {
    for (const narrow of ["app == 'cart' || role == 'till'", "role starts with 't'"])
      expect(await remarksOnCalico(narrow), narrow).to.deep.equal(['shown'])
    for (const wide of ["app == 'web' || role == 'till'", "!has(role) || app == 'cart'", 'all()'])
      expect(await remarksOnCalico(wide), wide).to.deep.equal(['wide'])
  })
})
