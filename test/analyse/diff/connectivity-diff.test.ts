import { expect } from 'chai'
import { connectivityDiff } from '../../../src/analyse/diff/connectivity-diff.ts'
import { exampleOf } from '../../../src/analyse/diff/connectivity-example.ts'
import { describeRanges } from '../../../src/analyse/names.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { CdeZone } from '../../../src/analyse/diff/cde-border.ts'
import type { Endpoint } from '../../../src/model/reachability.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, namespace, networkPolicy, object, pod, SHOP } from '../builders.ts'

async function analyses(before: readonly KubeObject[], after: readonly KubeObject[]) {
  const analysed = async (objects: readonly KubeObject[]) => {
    const cluster = await clusterOf(objects)
    return { cluster, reachability: analyse(cluster, { podsByAddress: true }) }
  }
  return { before: await analysed(before), after: await analysed(after) }
}

async function examples(earlier: readonly KubeObject[], later: readonly KubeObject[]) {
  const { before, after } = await analyses(earlier, later)
  const sides = { before: before.reachability, after: after.reachability }
  return connectivityDiff(before, after).map((difference) => exampleOf(difference, sides))
}

async function diff(earlier: readonly KubeObject[], later: readonly KubeObject[]) {
  const { before, after } = await analyses(earlier, later)
  const found = connectivityDiff(before, after)
  return found.map(({ change, from, to, ranges, pairs, cause }) =>
    [change, `${from} -> ${to}`, describeRanges(ranges), String(pairs), ...cause].join('; '),
  )
}

const SQL = {
  podSelector: { matchLabels: { app: 'db' } },
  ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 5432 }] }],
}

describe('connectivityDiff', () => {
  it('finds nothing between equal clusters, nor when pods of a Deployment are replaced', async () => {
    const replicas = (...names: string[]) =>
      names.map((name) => pod('shop', name, { owner: 'ReplicaSet/api' }))
    expect(await diff(SHOP, SHOP)).to.deep.equal([])
    expect(
      await diff(
        [...SHOP, ...replicas('api-a', 'api-b')],
        [...SHOP, ...replicas('api-c', 'api-d', 'api-e')],
      ),
    ).to.deep.equal([])
  })

  it('finds what opens between the pods of a workload that gets more of them', async () => {
    const web = (replicas: number) =>
      object({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'api', namespace: 'shop' },
        spec: { replicas, template: { metadata: { labels: { app: 'api' } }, spec: {} } },
      })
    expect(await diff([...SHOP, web(1)], [...SHOP, web(2)])).to.deep.equal([
      'opened; shop/Deployment/api -> shop/Deployment/api; SCTP all ports, TCP all ports, UDP all ports; 1; number, nodes or placement of pods changed',
    ])
  })

  it('finds what opens where something that decides is no longer read, although no policy changed', async () => {
    const objects = [...SHOP, networkPolicy('shop', 'sql', { podSelector: {} })]
    const [early, late] = [
      await clusterOf(objects),
      await clusterOf(objects, { unknownPolicyApis: ['a/Wall'] }),
    ]
    const [before, after] = [early, late].map((cluster) => ({
      cluster,
      reachability: analyse(cluster),
    }))
    if (before === undefined || after === undefined) throw new Error('no analysis')
    const found = connectivityDiff(before, after)
    expect(found.map(({ change, from, to }) => `${change}; ${from} -> ${to}`)).to.include(
      'opened; shop/Pod/web -> shop/Pod/db',
    )
  })

  it('names what an added policy closes, and a removed one opens', async () => {
    const policy = networkPolicy('shop', 'sql', SQL)
    const ports = 'SCTP all ports, TCP 1-5431, TCP 5433-65535, UDP all ports'
    const closed = await diff(SHOP, [...SHOP, policy])
    expect(closed).to.deep.include(
      `closed; shop/Pod/web -> shop/Pod/db; ${ports}; 1; NetworkPolicy shop/sql added`,
    )
    expect(
      closed.every((each) => each.startsWith('closed; ') && each.includes(' -> shop/Pod/db; ')),
    ).to.equal(true)
    const opened = await diff([...SHOP, policy], SHOP)
    expect(opened).to.deep.equal(
      closed.map((each) => each.replace('closed', 'opened').replace('added', 'removed')),
    )
  })

  it('names a changed policy and the port it opened, also towards addresses', async () => {
    const block = (cidr: string) => ({
      ...SQL,
      ingress: [{ from: [{ ipBlock: { cidr } }], ports: [{ port: 5432 }] }],
    })
    const before = [...SHOP, networkPolicy('shop', 'sql', block('203.0.113.0/25'))]
    const after = [...SHOP, networkPolicy('shop', 'sql', block('203.0.113.0/24'))]
    expect(await diff(before, after)).to.deep.equal([
      'opened; 203.0.113.128-203.0.113.255 -> shop/Pod/db; TCP 5432; 1; NetworkPolicy shop/sql changed',
    ])
  })

  it('names workloads that came and went, with all they open and close', async () => {
    const found = await diff(
      SHOP,
      SHOP.filter(({ metadata }) => metadata.name !== 'client'),
    )
    expect(found).to.not.be.empty
    for (const each of found) {
      expect(each).to.match(/^closed; /)
      expect(each).to.contain('other/Pod/client')
      expect(each).to.contain('workload other/Pod/client removed')
    }
  })

  it('names changed labels of pods, not of what a rollout renews', async () => {
    const labelled = (labels: Record<string, string>) => [
      namespace('shop'),
      pod('shop', 'web', { labels }),
      pod('shop', 'db', { labels: { app: 'db' } }),
      networkPolicy('shop', 'web', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
      }),
    ]
    const found = await diff(
      labelled({ app: 'web', 'pod-template-hash': 'a' }),
      labelled({ app: 'other', 'pod-template-hash': 'b' }),
    )
    expect(found).to.deep.equal([
      'closed; shop/Pod/web -> shop/Pod/db; SCTP all ports, TCP all ports, UDP all ports; 1; labels of shop/Pod/web changed',
    ])
    expect(
      await diff(
        labelled({ app: 'web', 'pod-template-hash': 'a' }),
        labelled({ app: 'web', 'pod-template-hash': 'b' }),
      ),
    ).to.deep.equal([])
  })

  it('keeps pods of one workload apart that policies tell apart, by their names', async () => {
    const owner = 'StatefulSet/db'
    const objects = (role: string) => [
      namespace('shop'),
      pod('shop', 'web', { labels: { app: 'web' } }),
      pod('shop', 'db-0', { owner, labels: { role: 'primary' } }),
      pod('shop', 'db-1', { owner, labels: { role } }),
      networkPolicy('shop', 'primary', { podSelector: { matchLabels: { role: 'primary' } } }),
    ]
    const found = await diff(objects('replica'), objects('primary'))
    expect(found.filter((each) => each.includes('shop/Pod/web'))).to.deep.equal([
      'closed; shop/Pod/web -> shop/StatefulSet/db; SCTP all ports, TCP all ports, UDP all ports; 1; ' +
        'labels of shop/StatefulSet/db changed',
    ])
  })

  it('tells apart what crosses the border of the CDE, by what is declared at its time', async () => {
    const zones = (endpoint: Endpoint, cde: string): readonly CdeZone[] => {
      if (endpoint.kind === 'addresses') return ['outside']
      return [endpoint.workload === cde ? 'cde' : 'outside']
    }
    const analysed = async (objects: readonly KubeObject[], cde: string) => {
      const cluster = await clusterOf(objects)
      const reachability = analyse(cluster, { podsByAddress: true })
      return { cluster, reachability, zonesOf: (each: Endpoint) => zones(each, cde) }
    }
    const policy = networkPolicy('shop', 'sql', SQL)
    const crossings = async (before: string, after: string) => {
      const [one, two] = [analysed([...SHOP, policy], before), analysed(SHOP, after)]
      const found = connectivityDiff(await one, await two)
      return found
        .filter(({ to }) => to === 'shop/Pod/db')
        .map(({ change, from, cde }) => `${change} ${from} ${cde ?? 'no'}`)
    }
    expect(await crossings('none', 'Pod/db')).to.include('opened shop/Pod/web into')
    expect(await crossings('none', 'Pod/web')).to.include('opened shop/Pod/web out-of')
    expect(await crossings('Pod/db', 'none')).to.include('opened shop/Pod/web no')
  })
})

describe('exampleOf', () => {
  const block = (name: string, ...cidrs: readonly string[]) =>
    networkPolicy('shop', name, {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port: 5432 }] }],
    })

  it('gives one pair with the deciding rules of the side on which it may pass', async () => {
    const deny = networkPolicy('shop', 'sql', { podSelector: { matchLabels: { app: 'db' } } })
    const allow = networkPolicy('shop', 'more', SQL)
    const [first] = await examples([...SHOP, deny], [...SHOP, deny, allow])
    expect(first).to.include({ source: 'shop/Pod/web', destination: 'shop/Pod/db', port: 5432 })
    expect(first).to.include({ verdict: 'allowed', protocol: 'TCP' })
    expect(first?.ingress.rules).to.deep.equal([
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/shop/more',
        pointer: '/spec/ingress/0',
        effect: 'allows',
      },
    ])
    const [closed] = await examples([...SHOP, deny, allow], [...SHOP, deny])
    expect(closed).to.deep.equal(first)
  })

  it('has one that may pass for every row, between two pods where both ends are one workload', async () => {
    const twins = ['a', 'b'].map((name) =>
      pod('shop', `twin-${name}`, { owner: 'ReplicaSet/twin' }),
    )
    const shut = networkPolicy('shop', 'shut', { podSelector: {} })
    const found = await examples([...SHOP, ...twins], [...SHOP, ...twins, shut])
    expect(found).to.not.be.empty
    for (const each of found) expect(each.verdict).to.equal('allowed')
    expect(found.map(({ source, destination }) => `${source} ${destination}`)).to.include(
      'shop/Pod/twin-a shop/Pod/twin-b',
    )
  })

  it('names all ranges of addresses, and one address as the example', async () => {
    const cidrs = [1, 3, 5, 7].map((last) => `203.0.113.${last}/32`)
    const sides = await analyses([...SHOP, block('sql', ...cidrs)], SHOP)
    const found = connectivityDiff(sides.before, sides.after).find(({ from }) =>
      from.startsWith('0.0.0.0-203.0.113.0'),
    )
    expect(found?.from).to.equal(
      '0.0.0.0-203.0.113.0, 203.0.113.2, 203.0.113.4, 203.0.113.6, 203.0.113.8-255.255.255.255',
    )
    const analysed = { before: sides.before.reachability, after: sides.after.reachability }
    expect(found && exampleOf(found, analysed).source).to.equal('0.0.0.0')
  })
})
