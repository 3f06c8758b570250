import { REDACTED } from '../../../core/redacted.ts'
import type { Field } from '../../objects/fields.ts'

/** Fields of pods that decide what they may do to their node, as expressions and patterns of policies name them. */
export const POD_FIELDS = [
  'allowPrivilegeEscalation',
  'capabilities',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostPath',
  'hostPort',
  'hostProcess',
  'privileged',
  'runAsNonRoot',
  'runAsUser',
  'seccompProfile',
  'volumes',
] as const

/** What stands for all of them: a policy names it and none of those in it, or a part of the policy was redacted. */
export const ANY_FIELD = 'securityContext'

const WORD = new RegExp(`\\b(?:${[...POD_FIELDS, ANY_FIELD].join('|')})\\b`, 'g')

/** Fields of pods that texts and names below some fields mention, sorted. ANY_FIELD only where none of those in it is named. */
export function podFieldsIn(fields: readonly Field[]): readonly string[] {
  const found = new Set<string>()
  for (const { value } of fields) collect(value, found)
  const named = POD_FIELDS.filter((each) => found.has(each))
  if (found.has(REDACTED) || (found.has(ANY_FIELD) && named.length === 0))
    return [...named, ANY_FIELD]
  return named
}

function collect(value: Field['value'], found: Set<string>): void {
  if (typeof value === 'string') note(value, found)
  else if (Array.isArray(value)) for (const each of value) collect(each as Field['value'], found)
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) {
      note(name, found)
      collect(each, found)
    }
}

function note(text: string, found: Set<string>): void {
  if (text.includes(REDACTED)) found.add(REDACTED)
  for (const [word] of text.matchAll(WORD)) found.add(word)
}
