import { suggestion } from '../../core/nearest.ts'
import { Fault } from '../../core/fault.ts'
import type { Catalogue, Control, Framework } from '../../model/control.ts'
import { METHOD_WORDS } from '../../render/words.ts'
import { listOption, type CommandSpec } from '../context.ts'
import { CONFIG } from '../options.ts'
import { controlsOf, wholeCatalogue } from './catalogue.ts'
import { CATALOGUE_OUTPUT, tabled, type Tabled } from './tabled.ts'

const COLUMNS = ['framework', 'control', 'answered', 'own method', 'checks', 'title']

/** `exhibit controls list`: every control of the catalogue, and how it is answered. */
export const controlsListCommand: CommandSpec = {
  name: 'controls list',
  summary: 'list every control of the catalogue: how it is answered, and by which checks',
  options: [
    CONFIG,
    {
      flags: '--framework <id...>',
      description: 'only the controls of these frameworks; `controls coverage` lists them',
    },
    CATALOGUE_OUTPUT,
  ],
  examples: ['exhibit controls list', 'exhibit controls list --framework pci-dss-4.0.1 -o csv'],
  run: (context, _args, options) => {
    const catalogue = wholeCatalogue(context, options)
    const frameworks = chosen(catalogue, listOption(options, 'framework'))
    context.stdout(tabled(listed(catalogue, frameworks), options))
    return Promise.resolve(0)
  },
}

/** The frameworks of some ids, in the order of the catalogue; all for none. Throws Fault `USAGE` for an id that is none. */
function chosen({ frameworks }: Catalogue, ids: readonly string[]): readonly Framework[] {
  const known = frameworks.map(({ id }) => id)
  for (const id of ids.filter((each) => !known.includes(each)))
    throw new Fault('USAGE', `no framework ${JSON.stringify(id)}${suggestion(id, known)}`, {
      hint: "'exhibit controls coverage' lists them",
    })
  return ids.length === 0 ? frameworks : frameworks.filter(({ id }) => ids.includes(id))
}

function listed({ digest }: Catalogue, frameworks: readonly Framework[]): Tabled {
  return {
    columns: COLUMNS,
    rows: controlsOf({ frameworks }).map(({ framework, control }) => [
      framework.id,
      control.id,
      METHOD_WORDS[control.method],
      control.ownMethod ?? '',
      checksOf(control).join(' '),
      control.title,
    ]),
    data: { format: 'catalogue/v1', digest, frameworks },
  }
}

/** The checks of a control, each once. */
export function checksOf({ checks }: Control): readonly string[] {
  return [...new Set(checks.map(({ check }) => check))]
}
