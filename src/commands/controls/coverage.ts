import type { Catalogue, ControlMethod, Framework } from '../../model/control.ts'
import { METHOD_WORDS } from '../../render/words.ts'
import { writtenFor } from '../../render/written-for.ts'
import type { CommandSpec } from '../context.ts'
import { CONFIG } from '../options.ts'
import { wholeCatalogue } from './catalogue.ts'
import { CATALOGUE_OUTPUT, tabled, type Tabled } from './tabled.ts'

/** Ways in which controls are answered, in the order of their columns. */
export const METHODS: readonly ControlMethod[] = [
  'automated',
  'assisted',
  'signed-off-only',
  'out-of-reach',
]

/** How many controls of a framework are answered in which way; the counts add up to `controls`. */
export type Coverage = {
  readonly framework: string
  readonly title: string
  readonly version: string
  readonly pairing?: Framework['pairing']
  /** absent: whatever there is */
  readonly writtenFor?: string
  readonly controls: number
  readonly methods: Readonly<Record<ControlMethod, number>>
}

/** `exhibit controls coverage`: how many controls of each framework are answered in which way. */
export const controlsCoverageCommand: CommandSpec = {
  name: 'controls coverage',
  summary: 'tell how many controls of each framework are answered in which way',
  options: [CONFIG, CATALOGUE_OUTPUT],
  examples: ['exhibit controls coverage', 'exhibit controls coverage -o json'],
  run: (context, _args, options) => {
    context.stdout(tabled(covered(wholeCatalogue(context, options)), options))
    return Promise.resolve(0)
  },
}

function covered({ digest, frameworks }: Catalogue): Tabled {
  const all = frameworks.map(coverageOf)
  return {
    columns: [
      ...['framework', 'pairing', 'controls'],
      ...METHODS.map((method) => METHOD_WORDS[method]),
      'written for',
    ],
    rows: all.map((each) => [
      ...[each.framework, each.pairing ?? '', String(each.controls)],
      ...METHODS.map((method) => counted(each, method)),
      each.writtenFor ?? '',
    ]),
    data: { format: 'coverage/v1', catalogue: digest, frameworks: all },
  }
}

/** `12 of 130`: no figure without its denominator. */
export function counted({ methods, controls }: Coverage, method: ControlMethod): string {
  return `${methods[method]} of ${controls}`
}

/** How many controls of one framework are answered in which way. */
export function coverageOf(framework: Framework): Coverage {
  const { id, title, version, pairing, controls } = framework
  const made = writtenFor(framework)
  const count = (method: ControlMethod) => controls.filter((one) => one.method === method).length
  return {
    ...{ framework: id, title, version, controls: controls.length },
    ...(pairing === undefined ? {} : { pairing }),
    ...(made === undefined ? {} : { writtenFor: made }),
    methods: {
      automated: count('automated'),
      assisted: count('assisted'),
      'signed-off-only': count('signed-off-only'),
      'out-of-reach': count('out-of-reach'),
    },
  }
}
