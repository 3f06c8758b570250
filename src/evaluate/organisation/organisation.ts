import { isFault, type Fault } from '../../core/fault.ts'
import { joinedFault } from '../../core/gather.ts'
import type { Organisation, Scope } from '../../model/scope.ts'
import { parseFlows } from './flows.ts'
import { parseScope } from './scope.ts'
import { parseWaivers } from './waivers.ts'

/** One file: its name for faults, and its text or why it could not be read. */
export type SourceFile = { readonly path: string; readonly text: string | Fault }

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
  const networks = files.scope !== undefined && scope === undefined ? undefined : networksOf(scope)
  const flows = parsed(files.flows, (text, path) => parseFlows(text, path, networks), faults)
  const waivers = parsed(files.waivers, parseWaivers, faults)
  if (faults.length > 0) throw joinedFault(faults)
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
    if (typeof file.text !== 'string') throw file.text
    return parse(file.text, file.path)
  } catch (error) {
    if (!isFault(error)) throw error
    faults.push(error)
    return undefined
  }
}

/** The ids of the networks that a flow may name; none without a scope. */
function networksOf(scope: Scope | undefined): readonly string[] {
  return (scope?.networks ?? []).map(({ id }) => id)
}
