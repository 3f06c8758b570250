import { Fault } from '../../core/fault.ts'
import { nearest } from '../../core/nearest.ts'
import { stringifyYaml } from '../../core/yaml-text.ts'
import { CHECKS } from '../../evaluate/check-list.ts'
import { checkIn } from '../../evaluate/custom/as-check.ts'
import type { Check } from '../../model/check.ts'
import type { Catalogue } from '../../model/control.ts'
import { textOption, type CommandSpec, type Options } from '../context.ts'
import { CONFIG, OUTPUT } from '../options.ts'
import { stringifyJson } from '../output.ts'
import { controlsOf, fullId, wholeCatalogue, type Named } from './catalogue.ts'
import { checkSaid, controlSaid, type Said } from './said.ts'

/** `exhibit controls explain`: how one control or check decides, what it reads, and what it does not cover. */
export const controlsExplainCommand: CommandSpec = {
  name: 'controls explain',
  summary: 'tell how one control or check decides, what it reads and what it does not cover',
  args: [
    {
      name: '<id>',
      description:
        'a control with its framework, `pci-dss-4.0.1/1.3.1`; its id alone where only one has it; or a check',
    },
  ],
  options: [CONFIG, { ...OUTPUT, choices: ['table', 'json', 'yaml'] }],
  examples: [
    'exhibit controls explain pci-dss-4.0.1/1.3.1',
    'exhibit controls explain cde-default-deny',
  ],
  run: (context, [id = ''], options) => {
    const catalogue = wholeCatalogue(context, options)
    const found = foundAt(id, catalogue)
    const said =
      'control' in found ? controlSaid(found, catalogue) : checkSaid(found, controlsOf(catalogue))
    context.stdout(printed(said, options))
    return Promise.resolve(0)
  },
}

function printed({ text, data }: Said, options: Options): string {
  const form = textOption(options, 'output')
  if (form === 'json') return stringifyJson(data)
  return form === 'yaml' ? stringifyYaml(data) : text
}

/** The control or check of an id. Throws Fault `USAGE` where there is none, or several controls have it. */
function foundAt(id: string, catalogue: Catalogue): Named | Check {
  const check = checkIn(catalogue, id)
  if (check !== undefined) return check
  const all = controlsOf(catalogue)
  const [first, ...others] = all.filter((each) => fullId(each) === id || each.control.id === id)
  if (first === undefined) throw unknown(id, catalogue)
  if (others.length === 0) return first
  const candidates = [first, ...others].map(fullId).join(', ')
  throw new Fault('USAGE', `${others.length + 1} frameworks have a control ${id}`, {
    hint: `say which one: ${candidates}`,
  })
}

function unknown(id: string, catalogue: Catalogue): Fault {
  const all = controlsOf(catalogue)
  const checks = [...CHECKS, ...catalogue.customChecks].map((check) => check.id)
  const full = id.includes('/')
  const ids = full ? all.map(fullId) : all.map(({ control }) => control.id)
  const known = full ? ids : [...new Set([...ids, ...checks])]
  return new Fault('USAGE', `no control or check ${JSON.stringify(id)}${near(id, known)}`, {
    hint: "'exhibit controls list' lists them",
  })
}

/** Nothing where nothing is near: a list of all would be long. */
function near(id: string, known: readonly string[]): string {
  const found = nearest(id, known)
  return found === undefined ? '' : `, did you mean "${found}"?`
}
