import { expect } from 'chai'
import { clusterOf, object, pod } from '../builders.ts'

const WEB = pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'] })

describe('a load balancer that claims to be internal', () => {
  it('is shown with the annotation, and no other way is', async () => {
    const ports = [{ port: 443, targetPort: 8080, nodePort: 31000 }]
    const claims = async (annotations: Record<string, string>) => {
      const { exposures: found } = await clusterOf([
        WEB,
        object({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'web', namespace: 'shop', annotations },
          spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports },
        }),
      ])
      return found.map(({ kind, internalBy }) => `${kind} ${internalBy ?? 'none'}`).sort()
    }
    for (const [key, value] of [
      ['service.beta.kubernetes.io/aws-load-balancer-internal', '0.0.0.0/0'],
      ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
      ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
      ['networking.gke.io/load-balancer-type', 'Internal'],
    ] as const)
      expect(await claims({ [key]: value })).to.deep.equal([`LoadBalancer ${key}`, 'NodePort none'])
    for (const [key, value] of [
      ['service.beta.kubernetes.io/aws-load-balancer-internal', 'false'],
      ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internet-facing'],
      ['service.beta.kubernetes.io/azure-load-balancer-internal', 'false'],
      ['networking.gke.io/load-balancer-type', 'External'],
    ] as const)
      expect(await claims({ [key]: value })).to.deep.equal(['LoadBalancer none', 'NodePort none'])
  })
})
