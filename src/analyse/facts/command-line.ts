import { REDACTED } from '../../core/redacted.ts'
import type { ComponentFlag, ComponentName, FlagWord } from '../../model/control-plane.ts'
import { pointerOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { FLAG_FORMS } from './flag-forms.ts'

/** What a command line says. */
export type CommandLine = {
  readonly flags: ReadonlyMap<string, ComponentFlag>
  /** why more flags may be set; absent: they are not */
  readonly open?: string
}

/** `--flag=value`, `--flag`; etcd also takes one dash. */
const FLAG = /^--?(?<name>[A-Za-z][A-Za-z0-9_-]*)(?:=(?<value>.*))?$/s

/**
 * The flags of a component's command and args, in both forms; which words of a repeated flag count, its form says. Names are written with dashes,
 * as Kubernetes takes `_` for one.
 */
export function readCommandLine(component: ComponentName, words: readonly Field[]): CommandLine {
  const texts = words.map(({ value }) => (typeof value === 'string' ? value : ''))
  const set = words.flatMap((word, index) => {
    const flag = flagAt(texts, index)
    return flag === undefined
      ? []
      : [{ name: flag.name, word: { ...known(flag.value), pointer: pointerOf(word) } }]
  })
  const flags = new Map(
    [...Map.groupBy(set, ({ name }) => name)].map(([name, each]) => [
      name,
      flagOf(
        name,
        each.map(({ word }) => word),
      ),
    ]),
  )
  const open = openOf(component, texts)
  return { flags, ...(open === undefined ? {} : { open }) }
}

/** A flag by all its words, in their order. */
function flagOf(name: string, all: readonly FlagWord[]): ComponentFlag {
  const form = FLAG_FORMS.get(name)
  const words = form === undefined || form === 'switch' ? all.slice(-1) : all
  const values = words.map(({ value }) => value)
  if (values.includes(undefined)) return { words }
  return { value: values.filter((value) => value !== '').join(','), words }
}

/** The flag that a word sets, with the value in it or in the next; undefined: it sets none. */
function flagAt(
  texts: readonly string[],
  index: number,
): { readonly name: string; readonly value: string } | undefined {
  const { name: written, value } = FLAG.exec(texts[index] ?? '')?.groups ?? {}
  if (written === undefined) return undefined
  const name = written.replaceAll('_', '-')
  const next = FLAG_FORMS.get(name) === 'switch' ? undefined : texts[index + 1]
  const following = next === undefined || /^(?:-|$)/.test(next) ? 'true' : next
  return { name, value: value ?? following }
}

function openOf(component: ComponentName, texts: readonly string[]): string | undefined {
  if (!startsItself(component, texts)) return 'its command line does not start the program itself'
  const variable = texts.some((text) => text.startsWith('$('))
  return variable ? 'a word of its command line comes from a variable' : undefined
}

function known(value: string): Pick<FlagWord, 'value'> {
  return value.includes(REDACTED) || value.includes('$(') ? {} : { value }
}

/** Whether the words are the program's own: its name is among them, or the image names it and they begin with a flag. A shell's words say nothing. */
function startsItself(component: ComponentName, texts: readonly string[]): boolean {
  if (texts.some((text) => text.slice(text.lastIndexOf('/') + 1) === component)) return true
  return texts[0]?.startsWith('-') === true
}
