import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../../core/fault.ts'
import type { Protocol } from '../../model/policy.ts'
import { flagOption, textOption, type Context, type Options } from '../context.ts'
import type { AskedPort } from './pairs.ts'
import { REMARKED } from './policies.ts'
import type { WantedRemarks } from './policies.ts'
import { readQuestions } from './questions.ts'

/** What is asked, checked before anything is read. */
export type Wanted =
  | { readonly kind: 'list' }
  | { readonly kind: 'questions'; readonly asked: ReturnType<typeof readQuestions> }
  | {
      readonly kind: 'pairs'
      readonly from: string | undefined
      readonly to: string | undefined
      readonly port: AskedPort | undefined
    }
  | {
      readonly kind: 'closure'
      readonly side: 'from' | 'to'
      readonly place: string
      readonly maxHops?: number
    }
  | ({ readonly kind: 'policies' } & WantedRemarks)
  | { readonly kind: 'coverage' | 'exposure'; readonly namespace: string | undefined }
  | { readonly kind: 'flows' }

/** Flags that each are a question of their own. */
const QUESTIONS = ['all', 'policies', 'coverage', 'flows', 'exposure'] as const

/** The one question of a call. Throws Fault `USAGE` where it asks none, several, or what does not go together. */
export function wantedOf(
  context: Context,
  from: string | undefined,
  to: string | undefined,
  options: Options,
): Wanted {
  const file = textOption(options, 'questions')
  refusePlacesTwice(from, to, options)
  const source = from ?? textOption(options, 'from')
  const destination = to ?? textOption(options, 'to')
  const flags = QUESTIONS.filter((name) => flagOption(options, name))
  const places = source !== undefined || destination !== undefined
  if (flags.length + (file === undefined ? 0 : 1) + (places ? 1 : 0) !== 1)
    throw new Fault(
      'USAGE',
      'one question at a time: FROM and TO, --from, --to, --all, --policies, --coverage, --flows, --exposure or --questions',
      { hint: "'exhibit reach shop/web payments/ledger --in FOLDER' asks about two workloads" },
    )
  const wanted = places
    ? placesWanted(source, destination, options)
    : (flagWanted(flags[0], options) ?? questionsOf(context, file ?? ''))
  refuseStrayFlags(wanted, options)
  return wanted
}

function refusePlacesTwice(
  from: string | undefined,
  to: string | undefined,
  options: Options,
): void {
  for (const [name, place] of Object.entries({ from, to }))
    if (place !== undefined && options[name] !== undefined)
      throw new Fault('USAGE', `--${name} goes without ${name.toUpperCase()}`)
}

function flagWanted(
  flag: (typeof QUESTIONS)[number] | undefined,
  options: Options,
): Wanted | undefined {
  const namespace = textOption(options, 'namespace')
  switch (flag) {
    case 'all':
      return { kind: 'list' }
    case 'policies': {
      const only = REMARKED.find((name) => name === textOption(options, 'only'))
      return {
        kind: 'policies',
        ...(only === undefined ? {} : { only }),
        ...(namespace === undefined ? {} : { namespace }),
      }
    }
    case 'coverage':
    case 'exposure':
      return { kind: flag, namespace }
    case 'flows':
      return { kind: flag }
    case undefined:
      return undefined
  }
}

function placesWanted(from: string | undefined, to: string | undefined, options: Options): Wanted {
  if (!flagOption(options, 'closure')) return { kind: 'pairs', from, to, port: portOf(options) }
  const place = from ?? to
  if (place === undefined || (from !== undefined && to !== undefined))
    throw new Fault('USAGE', '--closure goes with either --from or --to')
  if (options.port !== undefined)
    throw new Fault('USAGE', '--port goes without --closure', {
      hint: 'leave one of them out: a closure is over any ports',
    })
  const maxHops = hopsOf(options)
  const side = from === undefined ? 'to' : 'from'
  return { kind: 'closure', side, place, ...(maxHops === undefined ? {} : { maxHops }) }
}

function questionsOf(context: Context, file: string): Wanted {
  return { kind: 'questions', asked: readQuestions(readText(resolve(context.cwd, file)), file) }
}

/** Flags that narrow one question, and which. */
const NARROWING: readonly Narrowing[] = [
  { option: 'closure', kinds: ['closure'] },
  { option: 'hops', kinds: ['closure'] },
  { option: 'port', kinds: ['pairs'] },
  { option: 'explain', kinds: ['pairs', 'closure', 'exposure'] },
  { option: 'pods', kinds: ['list'] },
  { option: 'profile', kinds: ['list'], without: 'exhibit' },
  { option: 'only', kinds: ['policies'] },
  { option: 'namespace', kinds: ['policies', 'coverage', 'exposure'] },
]

type Narrowing = {
  readonly option: string
  readonly kinds: readonly Wanted['kind'][]
  /** the value that narrows nothing */
  readonly without?: string
}

const GOES_WITH = {
  list: '--all',
  questions: '--questions',
  pairs: 'FROM and TO, --from or --to',
  closure: '--from or --to and --closure',
  policies: '--policies',
  coverage: '--coverage',
  flows: '--flows',
  exposure: '--exposure',
} as const

function refuseStrayFlags({ kind }: Wanted, options: Options): void {
  for (const { option, kinds, without } of NARROWING)
    if (options[option] !== undefined && options[option] !== without && !kinds.includes(kind)) {
      const others = kinds.map((each) => GOES_WITH[each]).join(' or ')
      throw new Fault('USAGE', `--${option} goes with ${others}`)
    }
  if (textOption(options, 'output') === 'csv' && (kind === 'pairs' || kind === 'questions'))
    throw new Fault('USAGE', '-o csv goes with lists, not with pairs and questions')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Fault('USAGE', `cannot read ${path}`, { cause, hint: 'name a file of questions' })
  }
}

const PORT = /^(?:(TCP|UDP|SCTP)\/)?([1-9][0-9]{0,4})$/i

function portOf(options: Options): AskedPort | undefined {
  const text = textOption(options, 'port')
  if (text === undefined) return undefined
  const [, protocol = 'TCP', digits] = PORT.exec(text) ?? []
  const port = Number(digits)
  if (Number.isInteger(port) && port <= 65535)
    return { protocol: protocol.toUpperCase() as Protocol, port }
  throw new Fault('USAGE', `${text} is no port`, { hint: 'write 443 or UDP/53' })
}

function hopsOf(options: Options): number | undefined {
  const text = textOption(options, 'hops')
  if (text === undefined) return undefined
  if (/^[1-9][0-9]{0,3}$/.test(text)) return Number(text)
  throw new Fault('USAGE', `${text} is no number of hops`, { hint: 'write 1, 2, 3 ...' })
}
