import { Fault, isFault } from '../../core/fault.ts'
import { suggestion } from '../../core/nearest.ts'
import type { ApprovedFlow, Organisation, Scope } from '../../model/scope.ts'
import { parseFlows } from './flows.ts'
import { parseScope } from './scope.ts'
import { parseWaivers } from './waivers.ts'

/** The text of one file and its name for faults. */
export type SourceFile = { readonly path: string; readonly text: string }

/** The organisation's files, each absent where it is not configured. */
export type OrganisationFiles = {
  readonly scope?: SourceFile
  readonly flows?: SourceFile
  readonly waivers?: SourceFile
}

/**
 * The organisation that its files say. A file that is not given is absent, and what needs it is undetermined; no waivers file is no waivers.
 *
 * Throws one Fault `CONFIGURATION` with the faults of all files, one line each.
 */
export function parseOrganisation(files: OrganisationFiles): Organisation {
  const faults: Fault[] = []
  const scope = parsed(files.scope, parseScope, faults)
  const flows = parsed(files.flows, (text, path) => flowsOf(text, path, scope), faults)
  const waivers = parsed(files.waivers, parseWaivers, faults)
  const [first] = faults
  if (first !== undefined) {
    throw new Fault('CONFIGURATION', faults.map(({ message }) => message).join('\n'), {
      hint: 'mend the lines above; controls/schemas holds the schema of each file for editors',
      cause: first,
    })
  }
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(flows === undefined ? {} : { flows }),
    waivers: waivers ?? [],
  }
}

function parsed<T>(
  file: SourceFile | undefined,
  parse: (text: string, path: string) => T,
  faults: Fault[],
): T | undefined {
  if (file === undefined) return undefined
  try {
    return parse(file.text, file.path)
  } catch (error) {
    if (!isFault(error)) throw error
    faults.push(error)
    return undefined
  }
}

/** A flow may name a network only where the scope defines it; held against the scope where that could be read. */
function flowsOf(text: string, path: string, scope: Scope | undefined): readonly ApprovedFlow[] {
  const { flows, document } = parseFlows(text, path)
  const networks = (scope?.networks ?? []).map(({ id }) => id)
  const lines = flows.flatMap((flow, index) =>
    (['from', 'to'] as const).flatMap((name) => {
      const side = flow[name]
      if (side.kind !== 'network' || networks.includes(side.network)) return []
      const line = document.lineOf(['flows', index, name, 'network'])
      const what = `unknown network${suggestion(side.network, networks)}`
      return [`${path}:${line}: flows[${index}].${name}.network: ${what}`]
    }),
  )
  if (lines.length > 0) throw new Fault('CONFIGURATION', lines.join('\n'))
  return flows
}
