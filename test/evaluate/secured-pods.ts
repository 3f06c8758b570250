import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'

const TIGHT = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  container: {
    image: 'registry.example/main:1',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  },
}
const LOOSE = {
  securityContext: { runAsUser: 0, seccompProfile: { type: 'Unconfined' } },
  container: {
    image: 'registry.example/main',
    securityContext: { privileged: true },
    env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
  },
}

/** A pod of a random estate that is as tight as pods may be, or as loose. */
export function securedPod(pod: KubeObject, isTight: boolean): KubeObject {
  const { securityContext, container } = isTight ? TIGHT : LOOSE
  const spec = pod.spec as JsonObject & { readonly containers: readonly JsonObject[] }
  const containers = spec.containers.map((each) => ({ ...each, ...container }))
  return { ...pod, spec: { ...spec, securityContext, containers } }
}

/** The label with which a namespace refuses what is loose, or says that it does not. */
export function securedBy(isTight: boolean): Record<string, string> {
  return { 'pod-security.kubernetes.io/enforce': isTight ? 'restricted' : 'privileged' }
}
