import { REDACTED } from '../../core/redacted.ts'
import type { ComponentFlag, ComponentName } from '../../model/control-plane.ts'
import { pointerOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'

/** Flags that are on or off: no word after them is their value (pflag, NoOptDefVal). All of them are published (src/snapshot/published-flags.ts). */
export const SWITCHES: ReadonlySet<string> = new Set([
  'anonymous-auth',
  'auto-tls',
  'client-cert-auth',
  'peer-auto-tls',
  'peer-client-cert-auth',
  'profiling',
  'service-account-extend-token-expiration',
  'service-account-lookup',
  'use-service-account-credentials',
])

/** What a command line says. */
export type CommandLine = {
  readonly flags: ReadonlyMap<string, ComponentFlag>
  /** why more flags may be set; absent: they are not */
  readonly open?: string
}

/** `--flag=value`, `--flag`; etcd also takes one dash. */
const FLAG = /^--?(?<name>[A-Za-z][A-Za-z0-9_-]*)(?:=(?<value>.*))?$/s

/**
 * The flags of a component's command and args, in both forms; of a repeated flag the last, as pflag reads it. Names are written with dashes, as
 * Kubernetes takes `_` for one.
 */
export function readCommandLine(component: ComponentName, words: readonly Field[]): CommandLine {
  const texts = words.map(({ value }) => (typeof value === 'string' ? value : ''))
  const flags = new Map<string, ComponentFlag>()
  for (const [index, word] of words.entries()) {
    const flag = flagAt(texts, index)
    if (flag !== undefined) flags.set(flag.name, { ...known(flag.value), pointer: pointerOf(word) })
  }
  const open = openOf(component, texts)
  return { flags, ...(open === undefined ? {} : { open }) }
}

/** The flag that a word sets, with the value in it or in the next; undefined: it sets none. */
function flagAt(
  texts: readonly string[],
  index: number,
): { readonly name: string; readonly value: string } | undefined {
  const { name: written, value } = FLAG.exec(texts[index] ?? '')?.groups ?? {}
  if (written === undefined) return undefined
  const name = written.replaceAll('_', '-')
  const next = SWITCHES.has(name) ? undefined : texts[index + 1]
  const following = next === undefined || /^(?:-|$)/.test(next) ? 'true' : next
  return { name, value: value ?? following }
}

function openOf(component: ComponentName, texts: readonly string[]): string | undefined {
  if (!startsItself(component, texts)) return 'its command line does not start the program itself'
  const variable = texts.some((text) => text.startsWith('$('))
  return variable ? 'a word of its command line comes from a variable' : undefined
}

function known(value: string): Pick<ComponentFlag, 'value'> {
  return value.includes(REDACTED) || value.includes('$(') ? {} : { value }
}

/** Whether the words are the program's own: its name is among them, or the image names it and they begin with a flag. A shell's words say nothing. */
function startsItself(component: ComponentName, texts: readonly string[]): boolean {
  if (texts.some((text) => text.slice(text.lastIndexOf('/') + 1) === component)) return true
  return texts[0]?.startsWith('-') === true
}
