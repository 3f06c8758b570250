import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import type { PodPlace, PodWay } from '../../../src/model/pod-admission.ts'

/** What a pod, or a container that is added to it, says to go a way: one of several, each of them alike. */
const GOING: Readonly<Record<PodWay, readonly JsonObject[]>> = {
  allowPrivilegeEscalation: [inContext({ allowPrivilegeEscalation: true })],
  'allowPrivilegeEscalation unset': [{}, inContext({})],
  'capabilities added': [
    ['NET_ADMIN'],
    ['NET_BIND_SERVICE', 'CAP_NET_BIND_SERVICE'],
    ['ALL', 'NET_BIND_SERVICE'],
  ].map((add) => inContext({ capabilities: { add } })),
  'capabilities kept': [
    {},
    inContext({}),
    inContext({ capabilities: {} }),
    inContext({ capabilities: { drop: ['NET_RAW', 'all', '*'] } }),
  ],
  'capabilities keeping NET_RAW': [
    {},
    inContext({}),
    inContext({ capabilities: {} }),
    inContext({ capabilities: { drop: ['CHOWN', '*'] } }),
  ],
  hostIPC: [{ hostIPC: true }],
  hostNetwork: [{ hostNetwork: true }],
  hostPID: [{ hostPID: true }],
  hostPath: [{ volumes: [{ name: 'w' }, { name: 'v', hostPath: { path: '/etc' } }] }],
  hostPort: [
    { ports: [{ containerPort: 1 }, { containerPort: 80, hostPort: 80 }] },
    { ports: [{ containerPort: 80, hostPort: 1 }] },
  ],
  hostProcess: [inContext({ windowsOptions: { hostProcess: true } })],
  privileged: [inContext({ privileged: true })],
  runAsNonRoot: [inContext({ runAsNonRoot: false }), {}, inContext({})],
  'runAsNonRoot unset': [{}, inContext({})],
}

/** What the security context of the pod then says; absent: it does not matter. */
function podContext(way: PodWay, part: JsonObject, seed: number): JsonObject {
  const unset: readonly JsonObject[] = [{ securityContext: null }, inContext({})]
  if (way === 'runAsNonRoot unset') return unset[seed % unset.length] ?? {}
  const hasOwn = JSON.stringify(part).includes('runAsNonRoot')
  return way === 'runAsNonRoot' && !hasOwn ? inContext({ runAsNonRoot: false }) : {}
}

function inContext(securityContext: JsonObject): JsonObject {
  return { securityContext }
}

/** The pod as it goes a way in one place. A seed tells which of several. */
export function podsGoing(pod: JsonObject, way: PodWay, place: PodPlace, seed: number): JsonObject {
  const parts = GOING[way]
  const part = parts[seed % parts.length] ?? {}
  const spec = pod.spec as JsonObject
  if (place === 'pod') return podOf({ ...spec, ...part })
  const before = (spec[place] ?? []) as readonly JsonValue[]
  const added = { name: 'going', image: 'i', ...part }
  const under = podContext(way, part, Math.floor(seed / parts.length))
  return podOf({ ...spec, ...under, [place]: [...before, added] })
}

function podOf({ securityContext, ...spec }: JsonObject): JsonObject {
  const context =
    securityContext === null || securityContext === undefined ? {} : { securityContext }
  return { kind: 'Pod', spec: { ...spec, ...context } }
}
