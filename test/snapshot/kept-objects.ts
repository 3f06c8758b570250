import type { KubeObject } from '../../src/model/object.ts'
import { object, pod } from './builders.ts'

/** Objects that hold no secret, with names and values that rules by name or by look could take for one. */
export const KEPT: readonly KubeObject[] = [
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name: 'a', namespace: 'b' },
    {
      spec: {
        podSelector: { matchLabels: { env: 'prod', command: 'x', description: 'text' } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
            ports: [{ port: 'http', endPort: 90 }],
          },
        ],
        egress: [
          {
            to: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }],
                },
              },
            ],
          },
        ],
      },
    },
  ),
  object(
    'v1',
    'Service',
    { name: 'a', namespace: 'b' },
    {
      spec: {
        selector: { env: 'prod', token: 'x' },
        clusterIP: '10.96.0.1',
        ports: [{ port: 80 }],
        loadBalancerSourceRanges: ['192.0.2.0/24'],
      },
    },
  ),
  object(
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    { name: 'a', namespace: 'b' },
    {
      spec: {
        endpointSelector: {},
        egress: [
          {
            toFQDNs: [{ matchPattern: '*.example.com' }],
            toPorts: [
              {
                ports: [{ port: '443', protocol: 'TCP' }],
                rules: { http: [{ method: 'GET', path: '/v1/.*' }] },
              },
            ],
          },
        ],
      },
    },
  ),
  object(
    'projectcalico.org/v3',
    'GlobalNetworkPolicy',
    { name: 'a' },
    {
      spec: {
        selector: "role == 'db' && has(team)",
        order: 10,
        ingress: [{ action: 'Allow', source: { nets: ['10.0.0.0/8'], notSelector: 'all()' } }],
      },
    },
  ),
  object(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    { name: 'a', namespace: 'b' },
    {
      spec: {
        action: 'ALLOW',
        rules: [
          {
            from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }],
            when: [{ key: 'request.auth.claims[iss]', values: ['https://accounts.example'] }],
          },
        ],
      },
    },
  ),
  object(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    { name: 'system:a' },
    {
      aggregationRule: {},
      rules: [
        { apiGroups: [''], resources: ['secrets'], resourceNames: ['token'], verbs: ['get'] },
      ],
    },
  ),
  object(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    { name: 'a' },
    {
      webhooks: [
        {
          name: 'a.example.com',
          clientConfig: {
            caBundle: Buffer.from(
              '-----BEGIN CERTIFICATE-----\nMIIBkTCB+wIJAKHHIG11aG93MA0GCSqGSIb3DQEBCwUAMA==',
            ).toString('base64'),
          },
        },
      ],
    },
  ),
  pod('web', {
    spec: {
      nodeName: 'ip-10-0-1-2.eu-west-1.compute.internal',
      serviceAccountName: 'web',
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'registry' }],
      containers: [
        {
          name: 'web',
          image: `registry.example/web@sha256:${'0a1b'.repeat(16)}`,
          ports: [{ containerPort: 80 }],
          envFrom: [{ secretRef: { name: 'db' } }],
          livenessProbe: { httpGet: { path: '/healthz', port: 80 } },
        },
      ],
      volumes: [
        {
          name: 'token',
          projected: {
            sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3607 } }],
          },
        },
      ],
    },
  }),
]
