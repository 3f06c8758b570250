import type { Labels } from '../../model/object.ts'

/** By which annotations clouds make the load balancer of a Service internal, and which values mean that. */
const INTERNAL: readonly (readonly [key: string, means: (value: string) => boolean])[] = [
  ['cloud.google.com/load-balancer-type', (value) => value.toLowerCase() === 'internal'],
  ['networking.gke.io/load-balancer-type', (value) => value.toLowerCase() === 'internal'],
  [
    'service.beta.kubernetes.io/aws-load-balancer-internal',
    (value) => value !== '' && value !== 'false',
  ],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', (value) => value === 'internal'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', (value) => value === 'true'],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', (value) => value === 'true'],
  [
    'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type',
    (value) => value === 'private',
  ],
]

/** The annotation by which a Service claims that its load balancer is internal; undefined where none does. */
export function internalClaimOf(annotations: Labels): string | undefined {
  return INTERNAL.find(([key, means]) => {
    const value = annotations[key]
    return value !== undefined && means(value)
  })?.[0]
}
