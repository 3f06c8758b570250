import type { SecurityContext, Stated } from '../../model/pod-security.ts'
import { at, flagOf, pointerOf, textOf, UnreadableField } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'

/** How much of a pointer lies before what holds the pod. */
export type Place = { readonly base: number }

/** What the security contexts of pods and containers have in common. */
export function readContext(context: Field, place: Place): SecurityContext {
  const runAsNonRoot = statedFlag(at(context, 'runAsNonRoot'), place)
  const runAsUser = statedNumber(at(context, 'runAsUser'), place)
  const seccomp = profileOf(at(context, 'seccompProfile'), place)
  const appArmor = profileOf(at(context, 'appArmorProfile'), place)
  const seLinux = seLinuxOf(at(context, 'seLinuxOptions'), place)
  const hostProcess = statedFlag(at(context, 'windowsOptions', 'hostProcess'), place)
  return {
    ...(runAsNonRoot === undefined ? {} : { runAsNonRoot }),
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(seccomp === undefined ? {} : { seccomp }),
    ...(appArmor === undefined ? {} : { appArmor }),
    ...(seLinux === undefined ? {} : { seLinux }),
    ...(hostProcess === undefined ? {} : { hostProcess }),
  }
}

/** Whether a field is set; null is not, as the API reads it. */
export function hasValue({ value }: Field): boolean {
  return value !== undefined && value !== null
}

/** A value with its place; undefined where it is not set. */
export function stated<T>(field: Field, place: Place, value: T): Stated<T> | undefined {
  return hasValue(field) ? { value, pointer: pointerOf(field).slice(place.base) } : undefined
}

/** A truth value with its place; undefined where it is not set. */
export function statedFlag(field: Field, place: Place): Stated<boolean> | undefined {
  return stated(field, place, flagOf(field))
}

/** A text with its place; undefined where it is not set. */
export function statedText(field: Field, place: Place): Stated<string> | undefined {
  return stated(field, place, textOf(field) ?? '')
}

/** A profile by its type; one without type is set, and of none that is known. */
function profileOf(profile: Field, place: Place): Stated<string> | undefined {
  return stated(profile, place, textOf(at(profile, 'type')) ?? '')
}

function statedNumber(field: Field, place: Place): Stated<number> | undefined {
  if (!hasValue(field)) return undefined
  const value = Number(field.value)
  if (typeof field.value === 'string' || !Number.isInteger(value))
    throw new UnreadableField(field, 'a whole number is expected')
  return stated(field, place, value)
}

function seLinuxOf(options: Field, place: Place): SecurityContext['seLinux'] {
  return stated(options, place, {
    type: textOf(at(options, 'type')) ?? '',
    user: textOf(at(options, 'user')) ?? '',
    role: textOf(at(options, 'role')) ?? '',
  })
}
