import { KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import { systemClock } from '../../src/core/clock.ts'
import { install } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { SCHEDULE } from '../peer/slot.ts'

/** Where an installation archives, and with whose keys. */
export type Bucket = {
  readonly endpoint: string
  readonly region?: string
  readonly bucket: string
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** An exhibit that reads one small folder and archives into a bucket; it has no signing key yet. */
export function installOn(bucket: Bucket, more: NodeJS.ProcessEnv = {}): Installation {
  return install(
    {
      'exhibit.yaml': configurationText(bucket),
      'estate.yaml': 'clusters: [{ name: shop, folder: shop }]\n',
      'shop/objects.yaml': OBJECTS,
      'shop/collected.yaml': COLLECTED,
      'bucket/id': `${bucket.accessKeyId}\n`,
      'bucket/secret': `${bucket.secretAccessKey}\n`,
    },
    more,
  )
}

function configurationText({ endpoint, region = 'us-east-1', bucket, prefix }: Bucket): string {
  return `estate: estate.yaml
archive:
  origin: Example Payments
  s3:
    bucket: ${bucket}
    prefix: ${prefix}
    endpoint: ${endpoint}
    region: ${region}
    pathStyle: true
    accessKeyIdFile: bucket/id
    secretAccessKeyFile: bucket/secret
${SCHEDULE}`
}

/** Asked for everything just now, so that the run is complete and in time. */
const COLLECTED = `takenAt: ${systemClock.now()}
how: kubectl get --all-namespaces -o yaml
version: v1.35.4
kinds: [${KIND_READERS.map(resourceName).join(', ')}]
`

const OBJECTS = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { owner: storefront } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'registry.example.com/shop/web:1.0.0' }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`
