import { join } from 'node:path'
import { suggestion } from '../core/nearest.ts'
import { Fault } from '../core/fault.ts'
import type { Catalogue, Control, Framework } from '../model/control.ts'
import { METHOD_WORDS } from '../render/words.ts'
import { CHECKS } from '../evaluate/checks.ts'
import { textOption, type CommandSpec, type Context } from './context.ts'
import { OUTPUT } from './options.ts'
import { stringifyJson, table } from './output.ts'
import { loadCatalogue } from './stages/catalogue.ts'

function catalogueOf(context: Context): Catalogue {
  return loadCatalogue(join(context.packageRoot, 'controls'))
}

/** `exhibit controls list`: every control in use, and how it is answered. */
export const controlsListCommand: CommandSpec = {
  name: 'controls list',
  summary: 'list every control in use and how it is answered',
  options: [OUTPUT],
  examples: ['exhibit controls list', 'exhibit controls list -o json'],
  run: (context, _args, options) => {
    const { frameworks, digest } = catalogueOf(context)
    if (textOption(options, 'output') === 'json') {
      context.stdout(stringifyJson({ format: 'catalogue/v1', digest, frameworks }))
      return Promise.resolve(0)
    }
    const rows = frameworks.flatMap(({ id, controls }) =>
      controls.map((control) => [id, control.id, METHOD_WORDS[control.method], control.title]),
    )
    context.stdout(table(['framework', 'control', 'answered', 'title'], rows))
    return Promise.resolve(0)
  },
}

/** `exhibit controls explain`: how one control is decided, what it reads, and what it does not cover. */
export const controlsExplainCommand: CommandSpec = {
  name: 'controls explain',
  summary: 'tell how one control is decided, what it reads and what it does not cover',
  args: [
    {
      name: '<id>',
      description: 'id of a control, `1.3.1`, or with its framework, `pci-dss-4.0.1/1.3.1`',
    },
  ],
  options: [],
  examples: ['exhibit controls explain 1.3.1'],
  run: (context, [id = '']) => {
    const found = controlsOf(catalogueOf(context)).filter(
      ({ framework, control }) => control.id === id || `${framework.id}/${control.id}` === id,
    )
    if (found.length === 0) throw unknownControl(id, catalogueOf(context))
    for (const { framework, control } of found) context.stdout(describe(framework, control))
    return Promise.resolve(0)
  },
}

type Named = { readonly framework: Framework; readonly control: Control }

function controlsOf(catalogue: Catalogue): readonly Named[] {
  return catalogue.frameworks.flatMap((framework) =>
    framework.controls.map((control) => ({ framework, control })),
  )
}

function unknownControl(id: string, catalogue: Catalogue): Fault {
  const ids = controlsOf(catalogue).map(({ control }) => control.id)
  return new Fault('USAGE', `no control ${id}${suggestion(id, ids)}`, {
    hint: "'exhibit controls list' lists them",
  })
}

function describe(framework: Framework, control: Control): string {
  const lines = [
    `${framework.title} ${framework.version}, ${framework.noun} ${control.id}: ${control.title}`,
    `answered     ${METHOD_WORDS[control.method]}${control.ownMethod === undefined ? '' : ` (the benchmark says ${control.ownMethod})`}`,
    ...control.checks.flatMap(({ check }) => describeCheck(check)),
    ...(control.signOff === undefined ? [] : [`sign-off     ${control.signOff.statement}`]),
    `not covered  ${control.residual}`,
    '',
  ]
  return `${lines.join('\n')}\n`
}

function describeCheck(id: string): readonly string[] {
  const check = CHECKS.find((one) => one.id === id)
  if (check === undefined) throw new Error(`a catalogue with an unknown check: ${id}`)
  return [
    `check        ${check.id} version ${check.version}: ${check.title}`,
    `  decides    ${check.logic}`,
    `  reads      ${[...check.reads, ...check.needs].join(', ')}`,
  ]
}
