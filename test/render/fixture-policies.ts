import { digestOf } from '../../src/core/digest.ts'
import type { PolicyObject } from '../../src/model/report.ts'

const YAML = (namespace: string, name: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
  uid: 6a0f0a4e-30f4-4d35-9b5d-58f7b8b3c0f1
  resourceVersion: "8812001"
  labels:
    app.kubernetes.io/managed-by: flux
spec:
  podSelector:
    matchLabels:
      app: ${name}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              team: payments
      ports:
        - port: 8443
          protocol: TCP
`

/** Policy objects of one cluster, sorted by key. */
export function policies(cluster: string): readonly PolicyObject[] {
  const names = [
    ['edge', 'gateway'],
    ['monitoring', 'prometheus'],
    ['payments', 'api'],
    ['payments', 'default-deny'],
    ['shop', 'web'],
    ['vault', 'store'],
  ] as const
  return names.map(([namespace, name]) => ({
    key: `networking.k8s.io/v1/NetworkPolicy/${namespace}/${name}`,
    digest: digestOf(`${cluster} ${namespace} ${name}`),
    yaml: YAML(namespace, name),
  }))
}
