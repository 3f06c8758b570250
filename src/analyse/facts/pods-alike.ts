import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { isOldProfile } from './pod-text.ts'

type Value = JsonValue | undefined

/** Whether two pods certainly say the same to every fact about pods. false: they may do so all the same. */
export type Alikeness = (one: JsonObject, other: JsonObject) => boolean

/** The same answers, of which the last is kept: several facts ask of the same two pods one after the other. */
export function rememberedAlikeness(areAlike: Alikeness): Alikeness {
  let last:
    { readonly one: JsonObject; readonly other: JsonObject; readonly said: boolean } | undefined
  return (one, other) => {
    if (last?.one !== one || last.other !== other) last = { one, other, said: areAlike(one, other) }
    return last.said
  }
}

/**
 * Whether two pods certainly have the same podText, the same service account and the same variables. false: they may have them all the same.
 *
 * Pods of one workload follow each other in a snapshot, and comparing two is many times as fast as writing the text of one.
 */
export function certainlyAlike(one: JsonObject, other: JsonObject): boolean {
  const [left, right] = [one.spec, other.spec]
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  return (
    hasNoOldProfile(one) &&
    hasNoOldProfile(other) &&
    sameHostFields(left, right) &&
    sameAccount(left, right) &&
    same(left.os, right.os) &&
    same(left.securityContext, right.securityContext) &&
    pairwise(left.volumes, right.volumes, sameVolume) &&
    pairwise(left.initContainers, right.initContainers, sameContainer) &&
    pairwise(left.containers, right.containers, sameContainer) &&
    pairwise(left.ephemeralContainers, right.ephemeralContainers, sameContainer)
  )
}

function sameHostFields(one: JsonObject, other: JsonObject): boolean {
  return (
    one.hostPID === other.hostPID &&
    one.hostIPC === other.hostIPC &&
    one.hostNetwork === other.hostNetwork &&
    one.hostUsers === other.hostUsers
  )
}

function sameAccount(one: JsonObject, other: JsonObject): boolean {
  return (
    one.serviceAccountName === other.serviceAccountName &&
    one.serviceAccount === other.serviceAccount &&
    one.automountServiceAccountToken === other.automountServiceAccountToken
  )
}

function hasNoOldProfile({ metadata }: JsonObject): boolean {
  if (!isJsonObject(metadata)) return false
  const { annotations } = metadata
  if (annotations === undefined) return true
  if (!isJsonObject(annotations)) return false
  for (const key in annotations) if (isOldProfile(key)) return false
  return true
}

function same(one: Value, other: Value): boolean {
  if (one === other) return true
  if (Array.isArray(one)) return pairwise(one as readonly JsonValue[], other, same)
  if (!isJsonObject(one) || !isJsonObject(other)) return false
  return sameMembers(one, other, undefined)
}

/** In the same order too, as the text keeps it. */
function sameMembers(one: JsonObject, other: JsonObject, but: string | undefined): boolean {
  const names = Object.keys(one)
  const others = Object.keys(other)
  return (
    names.length === others.length &&
    names.every(
      (name, index) => name === others[index] && (name === but || same(one[name], other[name])),
    )
  )
}

function pairwise(
  one: Value,
  other: Value,
  isSame: (one: Value, other: Value) => boolean,
): boolean {
  if (one === other) return true
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
  const items: readonly JsonValue[] = one
  const others: readonly JsonValue[] = other
  for (let index = 0; index < items.length; index++)
    if (!isSame(items[index], others[index])) return false
  return true
}

/** Volumes of tokens have names made for each pod. */
function sameVolume(one: Value, other: Value): boolean {
  return isJsonObject(one) && isJsonObject(other) && sameMembers(one, other, 'name')
}

function sameContainer(one: Value, other: Value): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return false
  return (
    one.name === other.name &&
    same(one.securityContext, other.securityContext) &&
    pairwise(one.ports, other.ports, samePort) &&
    pairwise(one.env, other.env, sameVariable) &&
    same(one.envFrom, other.envFrom) &&
    sameHandler(one.livenessProbe, other.livenessProbe) &&
    sameHandler(one.readinessProbe, other.readinessProbe) &&
    sameHandler(one.startupProbe, other.startupProbe) &&
    same(one.lifecycle, other.lifecycle)
  )
}

function samePort(one: Value, other: Value): boolean {
  return isJsonObject(one) && isJsonObject(other) && one.hostPort === other.hostPort
}

function sameVariable(one: Value, other: Value): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return false
  return (
    one.name === other.name && one.value === other.value && same(one.valueFrom, other.valueFrom)
  )
}

function sameHandler(one: Value, other: Value): boolean {
  if (one === undefined && other === undefined) return true
  if (!isJsonObject(one) || !isJsonObject(other)) return false
  return same(one.httpGet, other.httpGet) && same(one.tcpSocket, other.tcpSocket)
}
