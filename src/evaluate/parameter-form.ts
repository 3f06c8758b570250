import { suggestion } from '../core/nearest.ts'
import type { ParameterForm } from '../model/check.ts'

/** Why a value is none for a parameter of a form; undefined where it is one. */
export function formFault(
  value: string | readonly string[] | undefined,
  form: ParameterForm,
): string | undefined {
  if (value === undefined) return 'is missing'
  if (form === 'list' || form === 'rights')
    return typeof value === 'string' ? 'is a list' : undefined
  if ('words' in form) return faultOfWords(value, form.words)
  if (typeof value === 'string' && form.includes(value)) return undefined
  const said = typeof value === 'string' ? suggestion(value, form) : ''
  return `is one of ${form.join(', ')}${said}`
}

function faultOfWords(
  value: string | readonly string[],
  known: readonly string[],
): string | undefined {
  if (typeof value === 'string' || value.length === 0) return 'is a list of one or more'
  const unknown = value.find((each) => !known.includes(each))
  if (unknown === undefined) return undefined
  return `has the unknown word ${unknown}${suggestion(unknown, known)}`
}
