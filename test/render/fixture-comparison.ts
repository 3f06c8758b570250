import type { Comparison } from '../../src/model/comparison.ts'
import type { Explanation } from '../../src/model/reachability.ts'

const side = (name: string, asOf: string): Comparison['base'] => ({
  name,
  asOf,
  clusters: [{ name: 'prod-eu', status: 'complete', uid: 'u-1', root: 'sha256:ab' }],
})

/** One connection that may pass since a policy allows it at its destination. */
export function connection(source: string, destination: string): Explanation {
  const policy = 'networking.k8s.io/v1/NetworkPolicy/payments/api'
  return {
    ...{ verdict: 'allowed', source, destination, protocol: 'TCP', port: 8443 },
    egress: {
      ...{ direction: 'egress', verdict: 'allowed', rules: [] },
      because: 'no policy isolates egress',
    },
    ingress: {
      ...{ direction: 'ingress', verdict: 'allowed' },
      rules: [{ policy, pointer: '/spec/ingress/0', effect: 'allows' }],
      because: 'allowed by NetworkPolicy payments/api (/spec/ingress/0)',
    },
  }
}

/** A comparison with one change of each kind. */
export function comparison(different: Partial<Comparison> = {}): Comparison {
  const control = {
    cluster: 'prod-eu',
    framework: 'pci-dss-4.0.1',
    newlyFailing: [],
    noLongerFailing: [],
  }
  return {
    format: 'comparison/v1',
    base: side('20260929T020004Z-0a1b2c3d', '2026-09-29T02:00:06Z'),
    head: side('20261228T020004Z-7c1f09e2', '2026-12-28T02:00:06Z'),
    premises: ['the catalogue differs'],
    controls: [
      {
        ...control,
        control: '1.2.5',
        title: 'Approved',
        state: 'unchanged',
        before: 'pass',
        after: 'pass',
        reason: 'pass in both',
      },
      {
        ...control,
        control: '1.3.1',
        title: 'Into the CDE',
        state: 'fixed',
        before: 'fail',
        after: 'pass',
        reason: 'nothing fails now',
        noLongerFailing: ['prod-eu/payments/Deployment/api'],
      },
      {
        ...control,
        control: '1.4.2',
        title: 'Exposure',
        state: 'regressed',
        before: 'pass',
        after: 'fail',
        reason: 'a NodePort came',
        newlyFailing: ['prod-eu/payments/Service/debug'],
      },
      {
        ...control,
        control: '1.4.4',
        title: 'Stores',
        state: 'new',
        after: 'undetermined',
        reason: 'not in the base',
      },
      {
        ...control,
        control: '2.2.3',
        title: 'Nodes',
        state: 'changed',
        before: 'not-applicable',
        after: 'pass',
        reason: 'the checks pass for 2 subjects',
      },
      ...['5.3.2', '5.6.4'].map((id) => ({
        ...control,
        cluster: 'legacy',
        framework: 'cis-kubernetes-2.0.1',
        control: id,
        title: 'Namespaces',
        ...({ state: 'incomparable', because: 'population' } as const),
        before: 'fail' as const,
        reason: 'the cluster was not read now',
      })),
    ],
    objects: [
      {
        cluster: 'prod-eu',
        key: 'networking.k8s.io/v1/NetworkPolicy/payments/api',
        change: 'changed',
        diff: '--- before\n+++ after\n@@ -1,2 +1,2 @@\n spec:\n-  a: 1\n+  a: 2\n',
      },
      { cluster: 'prod-eu', key: '/v1/Service/payments/debug', change: 'added' },
    ],
    compared: {
      controls: ['prod-eu'],
      objects: ['prod-eu'],
      connectivity: ['prod-eu'],
      connected: ['prod-eu'],
      openings: ['prod-eu'],
    },
    connectivity: [
      {
        cluster: 'prod-eu',
        change: 'opened',
        from: '203.0.113.0-203.0.113.255, 198.51.100.1, 198.51.100.3, 198.51.100.5, 198.51.100.7',
        to: 'payments/Deployment/api',
        ports: [{ protocol: 'TCP', from: 8443, to: 8443 }],
        undecided: [],
        cde: 'into',
        pairs: 3,
        cause: ['Service debug added'],
        example: connection('203.0.113.7', 'payments/Pod/api-0'),
      },
      {
        cluster: 'prod-eu',
        change: 'closed',
        from: 'shop/Deployment/web',
        to: 'payments/Deployment/api',
        ports: [{ protocol: 'UDP', from: 1, to: 65535 }],
        undecided: [{ protocol: 'UDP', from: 53, to: 53 }],
        pairs: 1200,
        cause: [],
        example: connection('shop/Pod/web-0', 'payments/Pod/api-0'),
      },
    ],
    connected: [
      {
        cluster: 'prod-eu',
        change: 'connected',
        workload: 'shop/Deployment/till',
        direction: 'into',
        chain: [
          {
            from: 'shop/Deployment/till',
            to: 'shop/Deployment/web',
            ports: [{ protocol: 'TCP', from: 443, to: 443 }],
            certain: true,
          },
          {
            from: 'shop/Deployment/web',
            to: 'payments/Deployment/api',
            ports: [{ protocol: 'TCP', from: 8443, to: 8443 }],
            certain: false,
          },
        ],
      },
    ],
    openings: [
      {
        cluster: 'prod-eu',
        change: 'opened',
        kind: 'NodePort',
        source: '/v1/Service/payments/debug',
        pointer: '/spec/ports/0',
        workload: 'payments/Deployment/api',
        ...{ protocol: 'TCP', port: 30443, targetPort: 8443, sourceRanges: [], hosts: [] },
      },
      {
        cluster: 'prod-eu',
        change: 'closed',
        kind: 'Ingress',
        source: 'networking.k8s.io/v1/Ingress/shop/web',
        pointer: '/spec/rules/0/http/paths/0/backend',
        workload: 'shop/Deployment/web',
        ...{ protocol: 'TCP', port: 443, targetPort: 8080, through: 'ingress-nginx' },
        ...{ sourceRanges: ['203.0.113.0/24'], hosts: ['shop.example'] },
      },
    ],
    gaps: ['pods were left out'],
    ...different,
  }
}

/** Two quarters: one control regressed, one cannot be compared, one held in both. */
export function periods(): NonNullable<Comparison['periods']> {
  const side = (name: string, from: string, to: string) => ({
    period: { name, from, to, timeZone: 'UTC' },
    ...{ interim: false, runs: [`${name}-run`], standsFor: `${name}-run` },
    slots: {
      ...{ done: 12, late: 0, 'caught-up': 0, partial: 1, 'ad-hoc': 0, unread: 0, missed: 0 },
      ...{ retired: 0, 'not-expected': 0, 'to-come': 0 },
    },
    changes: { policies: 3, unlisted: 1, stated: 2 },
  })
  const part = (word: 'held' | 'failed') => ({
    ...{ word, from: '2026-07-06T02:00:10Z', to: '2026-09-28T02:00:10Z' },
    ...{ slots: 12, expected: 13 },
  })
  const control = { cluster: 'prod-eu', framework: 'pci-dss-4.0.1', title: 'Into the CDE' }
  const [held, failed] = [[part('held')], [part('failed')]]
  const scope = ['the scope of the cluster changed']
  return {
    base: side('2026-Q3', '2026-07-01T00:00:00Z', '2026-10-01T00:00:00Z'),
    head: side('2026-Q4', '2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'),
    controls: [
      {
        ...control,
        control: '1.3.1',
        state: 'regressed',
        why: [],
        because: [],
        before: held,
        after: failed,
      },
      {
        ...control,
        control: '1.4.1',
        state: 'incomparable',
        why: scope,
        because: ['scope'],
        before: held,
        after: held,
      },
      {
        ...control,
        control: '1.2.5',
        state: 'unchanged',
        why: [],
        because: [],
        before: held,
        after: held,
      },
    ],
  }
}
