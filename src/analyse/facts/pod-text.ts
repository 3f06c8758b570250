import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'

type Value = JsonValue | undefined

/**
 * Everything that readPodShape reads of a pod or template, as one text: equal texts have equal shapes. Made for each pod, so it takes values as they
 * are; what is not of its type stands in the text as it came, and is found when the first of its kind is read.
 */
export function podText(pod: Value): string {
  const spec = member(pod, 'spec')
  return textOf([
    oldProfiles(member(member(pod, 'metadata'), 'annotations')),
    member(spec, 'hostPID'),
    member(spec, 'hostIPC'),
    member(spec, 'hostNetwork'),
    member(spec, 'hostUsers'),
    member(member(spec, 'os'), 'name'),
    member(spec, 'securityContext'),
    each(member(spec, 'volumes'), volume),
    each(member(spec, 'initContainers'), container),
    each(member(spec, 'containers'), container),
    each(member(spec, 'ephemeralContainers'), container),
  ])
}

/** JSON, save that a number beyond what a double holds has no form in it: then it stands as text. */
function textOf(parts: readonly Value[]): string {
  try {
    return JSON.stringify(parts)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(parts, (_name, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
  }
}

/** Whether an annotation sets seccomp or AppArmor, as Kubernetes did before there were fields for it. */
export function isOldProfile(key: string): boolean {
  return (
    key.startsWith('seccomp.security.alpha.kubernetes.io/') ||
    key.startsWith('container.seccomp.security.alpha.kubernetes.io/') ||
    key.startsWith('container.apparmor.security.beta.kubernetes.io/')
  )
}

/** A member of an object; of anything else the thing itself. */
function member(value: Value, name: string): Value {
  if (value === undefined || value === null) return undefined
  return isJsonObject(value) ? value[name] : value
}

function each(value: Value, text: (item: Value, index: number) => Value): Value {
  if (value === undefined || value === null) return undefined
  const items: readonly JsonValue[] | undefined = Array.isArray(value) ? value : undefined
  return items === undefined ? value : items.map((item, index) => text(item, index) ?? null)
}

function oldProfiles(annotations: Value): Value {
  if (!isJsonObject(annotations)) return annotations
  const keys = Object.keys(annotations).filter(isOldProfile)
  return keys.length === 0
    ? undefined
    : keys.sort().flatMap((key): JsonValue[] => [key, annotations[key] ?? null])
}

function container(value: Value): Value {
  if (!isJsonObject(value)) return value
  return [
    value.name ?? null,
    value.securityContext ?? null,
    each(value.ports, (port) => member(port, 'hostPort')) ?? null,
    secretVariables(value.env) ?? null,
    each(value.envFrom, (source) => member(member(source, 'secretRef'), 'name')) ?? null,
    handler(value.livenessProbe),
    handler(value.readinessProbe),
    handler(value.startupProbe),
    handler(member(value.lifecycle, 'postStart')),
    handler(member(value.lifecycle, 'preStop')),
  ]
}

function handler(value: Value): JsonValue {
  if (value === undefined) return null
  const hosts = [
    member(member(value, 'httpGet'), 'host') ?? null,
    member(member(value, 'tcpSocket'), 'host') ?? null,
  ]
  return hosts[0] === null && hosts[1] === null ? null : hosts
}

/** Variables that come from Secrets, with their positions; any other says nothing. */
function secretVariables(env: Value): Value {
  if (!Array.isArray(env)) return env
  const items: readonly JsonValue[] = env
  return items.flatMap((item, index): JsonValue[] => {
    const source = member(member(item, 'valueFrom'), 'secretKeyRef')
    if (source === undefined || source === null) return []
    return [index, member(item, 'name') ?? null, member(source, 'name') ?? null]
  })
}

function volume(value: Value): Value {
  if (!isJsonObject(value)) return value
  const sources = Object.keys(value).filter((name) => name !== 'name' && value[name] !== null)
  return [
    sources,
    member(value.hostPath, 'path') ?? null,
    member(value.csi, 'driver') ?? null,
    member(value.secret, 'secretName') ?? null,
    projected(value) ?? null,
  ]
}

function projected({ projected: sources }: JsonObject): Value {
  return each(member(sources, 'sources'), (source) => member(member(source, 'secret'), 'name'))
}
