import type { Scope } from '../../src/model/scope.ts'
import { scopeLabel } from './fixture-statements.ts'

/** The scope file of the invented estate, with everything that it may say. */
export const scope: Scope = {
  entity: { name: 'Example Payments', kind: 'service-provider' },
  rules: [
    {
      id: 'cde-payments',
      class: 'cde',
      subjects: { clusters: ['prod-*'], namespaces: ['payments', 'vault'] },
      owner: 'Payments platform owner',
      storesAccountData: true,
      publicService: false,
    },
    {
      id: 'edge',
      class: 'cde',
      subjects: { clusters: ['prod-*'], namespaces: ['edge'] },
      owner: 'Edge team',
      storesAccountData: false,
      dmz: true,
      publicService: { ports: [443], sourceRanges: ['203.0.113.0/24'] },
      environment: 'production',
    },
    {
      id: 'monitoring',
      class: 'connected',
      subjects: { namespaces: ['monitoring', 'kube-system'] },
      owner: 'Platform owner',
    },
    {
      id: 'shop-front',
      class: 'out-of-scope',
      subjects: { namespaces: ['shop', 'blog'] },
      justification: 'sells merchandise only; hands card entry to the payment page of the edge',
      owner: 'Shop team',
    },
  ],
  nodes: [{ clusters: ['prod-eu'], nodes: ['cde-*'], class: 'cde' }],
  platformNamespaces: ['kube-system', 'calico-system'],
  labels: scopeLabel,
  policyEditors: ['Group platform-team', 'ServiceAccount flux-system/flux'],
  insecureServices: [
    { id: 'batch', protocol: 'TCP', port: 9100, reason: 'batch files travel in clear' },
  ],
  securityControls: [
    {
      id: 'sensor',
      purpose: 'intrusion-detection',
      subjects: { namespaces: ['monitoring'], workloads: ['DaemonSet/falco'] },
    },
  ],
  tenants: [{ id: 'brand-a', namespaces: ['brand-a-*'], clusters: ['prod-eu'] }],
  networks: [
    {
      ...{ id: 'office', kind: 'trusted' },
      cidrs: ['10.20.0.0/16'],
      description: 'offices and their VPN',
    },
    {
      ...{ id: 'acquirer', kind: 'third-party' },
      cidrs: ['198.51.100.0/28'],
      description: 'the acquirer',
    },
  ],
}
