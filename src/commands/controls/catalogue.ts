import { join } from 'node:path'
import type { Catalogue, Control, Framework } from '../../model/control.ts'
import { loadConfiguration } from '../configuration.ts'
import type { Context, Options } from '../context.ts'
import { loadCatalogue } from '../stages/catalogue.ts'

/** A control with the framework that it stands in. */
export type Named = { readonly framework: Framework; readonly control: Control }

/** The catalogue that is shipped, with all of its frameworks and what the configured folder of the organisation adds. */
export function wholeCatalogue(context: Context, options: Options): Catalogue {
  const { catalogue } = loadConfiguration(context, options)
  return loadCatalogue(join(context.packageRoot, 'controls'), { catalogue })
}

/** All controls, in the order of the catalogue. */
export function controlsOf({ frameworks }: Pick<Catalogue, 'frameworks'>): readonly Named[] {
  return frameworks.flatMap((framework) =>
    framework.controls.map((control) => ({ framework, control })),
  )
}

/** The id of a control with its framework: `pci-dss-4.0.1/1.3.1`. */
export function fullId({ framework, control }: Named): string {
  return `${framework.id}/${control.id}`
}
