import { Fault } from '../../core/fault.ts'
import type { PopulationItem } from '../../model/period.ts'
import type { SampleQuestion } from '../../model/sample.ts'
import { isLine } from '../../period/sample.ts'
import { flagOption, textOption, type Options } from '../context.ts'

/** What can be sampled, as `--kind` names it. */
export const KINDS: readonly PopulationItem['kind'][] = [
  'cluster',
  'namespace',
  'workload',
  'policy',
  'snapshot',
]

/** What an assessor asks for, and who that is; absent only where the sample is just shown. */
export type Asked = { readonly question: SampleQuestion; readonly askedBy?: string }

/** The question in the flags of a call. Throws Fault `USAGE` where something of it is missing or no line of text. */
export function askedIn(options: Options): Asked {
  const text = (flag: string, name: string, hint: string) => {
    const value = textOption(options, name)
    if (value !== undefined && isLine(value)) return value
    const what = value === undefined ? 'is not given' : 'is not one line of text'
    throw new Fault('USAGE', `--${flag} ${what}`, { hint })
  }
  const kind = KINDS.find((each) => each === textOption(options, 'kind'))
  if (kind === undefined)
    throw new Fault('USAGE', '--kind is not given', { hint: `one of ${KINDS.join(', ')}` })
  const byCluster = flagOption(options, 'byCluster')
  if (byCluster && kind === 'cluster')
    throw new Fault('USAGE', 'clusters are not drawn by cluster: leave --by-cluster out')
  const size = sizeIn(text('size', 'size', 'how many items the assessor asks for: --size 25'))
  const seed = text('seed', 'seed', 'any text of the assessor, who keeps it: --seed TEXT')
  const isShown = flagOption(options, 'dryRun') && textOption(options, 'askedBy') === undefined
  return {
    question: { kind, size, seed, byCluster },
    ...(isShown
      ? {}
      : { askedBy: text('asked-by', 'askedBy', "who asked, by name or role: --asked-by 'QSA'") }),
  }
}

function sizeIn(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Fault('USAGE', `--size ${text} is no count of items`, {
    hint: 'a whole number from 1 on; where there are no more items, all of them are drawn',
  })
}
