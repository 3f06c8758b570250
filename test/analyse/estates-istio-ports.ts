import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { NAMESPACES, defined, oneLabel } from './estate-parts.ts'

/** Mostly protocols that are not HTTP, so that they are often agreed on. */
const servicePort = fc.record(
  {
    name: fc.constantFrom('tcp', 'tcp-a', 'TLS-a', 'mongo', 'mysql-a', 'redis', 'http-a', 'web'),
    appProtocol: fc.constantFrom(
      'tcp',
      'https',
      'http',
      'kubernetes.io/h2c',
      'postgres',
      'redis-a',
    ),
    protocol: fc.constantFrom('TCP', 'TCP', 'TCP', 'UDP'),
    port: fc.constantFrom(80, 8080, 53),
    targetPort: fc.constantFrom(80, 8080, 8080, 8090, 'http', 'dns'),
  },
  { requiredKeys: ['port'] },
)

const stream = fc.record({
  name: fc.constantFrom('tcp-a', 'mongo', 'tls', 'https-a'),
  port: fc.constantFrom(80, 8080),
  targetPort: fc.constantFrom(80, 8080),
})

const service = fc.record({
  home: fc.constantFrom(...NAMESPACES),
  kind: fc.constant('Service'),
  spec: fc.record(
    {
      selector: oneLabel,
      type: fc.constantFrom('ClusterIP', 'ClusterIP', 'ClusterIP', 'ExternalName'),
      ports: fc.array(fc.oneof(stream, stream, servicePort), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['selector', 'ports'] },
  ),
})

const elsewhere = fc.record({
  home: fc.constantFrom(...NAMESPACES, 'istio-system'),
  kind: fc.constantFrom('Sidecar', 'Sidecar', 'ServiceEntry', 'WorkloadEntry'),
  spec: fc.constantFrom(
    {},
    { ingress: [{}], workloadSelector: { labels: {} } },
    { ingress: [{}], endpoints: [{ address: '10.0.0.1' }] },
  ),
})

/** Services over pods with proxies, and now and then an object from which listeners come, too. */
export const meshListeners: fc.Arbitrary<readonly KubeObject[]> = fc
  .tuple(
    fc.array(service, { minLength: 2, maxLength: 6 }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.tuple(elsewhere) },
    ),
  )
  .map(([services, others]) =>
    [...services, ...others].map(({ home, kind, spec }, index) => {
      const json: unknown = defined({
        apiVersion: kind === 'Service' ? 'v1' : 'networking.istio.io/v1',
        kind,
        metadata: { name: `listener-${index}`, namespace: home },
        spec,
      })
      return json as KubeObject
    }),
  )
