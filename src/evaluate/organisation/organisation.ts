import { Fault, isFault } from '../../core/fault.ts'
import { joinedFault } from '../../core/gather.ts'
import { placeOf } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { NodePath } from '../../core/yaml.ts'
import type { OutsideEvidence } from '../../model/outside-evidence.ts'
import type { Organisation, Scope } from '../../model/scope.ts'
import type { Authorship, StatementFile } from '../../model/sign-off.ts'
import { authorshipWords, fileNamed, setAsideBecause } from '../authorship.ts'
import { parseApplicability } from './applicability.ts'
import { parseApprovers } from './approvers.ts'
import { parseChanges } from './changes.ts'
import { parseFlows } from './flows.ts'
import type { KnownControls } from './known-controls.ts'
import { parseOutsideEvidence } from './outside-evidence.ts'
import type { AttachedFile } from './outside-evidence.ts'
import { sharedEvidence } from './shared-evidence.ts'
import { parseScope } from './scope.ts'
import { parseSignOffs, type SignOffsFile } from './sign-offs.ts'
import { parseWaivers } from './waivers.ts'

/** One file: its name for faults, and its text or why it could not be read. */
export type SourceFile = {
  readonly path: string
  readonly text: string | Fault
  /** absent: nobody has looked for a signature, and the file speaks for itself */
  readonly authorship?: Authorship
}

/** A file of statements about files beside it, which are read one after the other when they are asked for. */
export type OutsideFile = SourceFile & { readonly attached: (name: string) => AttachedFile }

/** The organisation's files, each absent where it is not configured. */
export type OrganisationFiles = {
  readonly scope?: SourceFile
  readonly flows?: SourceFile
  readonly changes?: SourceFile
  readonly waivers?: SourceFile
  /** sorted by path; each holds some */
  readonly signOffs?: readonly SourceFile[]
  readonly applicability?: SourceFile
  /** sorted by path; each holds some */
  readonly outside?: readonly OutsideFile[]
  readonly approvers?: SourceFile
}

/**
 * The organisation that its files say. A file that is not given is absent, and what needs it is undetermined; no waivers file is no waivers.
 *
 * With the controls of a catalogue, statements name one of them. Throws one Fault `CONFIGURATION` with the faults of all files, one line each.
 */
export function parseOrganisation(files: OrganisationFiles, known?: KnownControls): Organisation {
  const faults: Fault[] = []
  const scope = parsed(files.scope, parseScope, faults)
  const networks = files.scope !== undefined && scope === undefined ? undefined : networksOf(scope)
  const flows = parsed(files.flows, (text, path) => parseFlows(text, path, networks), faults)
  const changes = parsed(files.changes, parseChanges, faults)
  const waivers = parsed(files.waivers, (text, path) => parseWaivers(text, path, known), faults)
  const stated = signOffsOf(files, faults, known)
  const applicability = parsed(
    files.applicability,
    (text, path, authorship) => parseApplicability(text, path, authorship, known),
    faults,
  )
  const outside = outsideIn(files, faults)
  const approvers = parsed(files.approvers, parseApprovers, faults)
  if (faults.length > 0) throw joinedFault(faults)
  return withoutSetAside({
    ...given({ scope, flows, changes }),
    waivers: waivers ?? [],
    ...stated,
    ...(applicability === undefined ? {} : { applicability }),
    ...(outside === undefined ? {} : { outside }),
    ...(approvers === undefined ? {} : { approvers }),
    files: statementFiles(files, approvers?.requireSigned === true),
  })
}

type Given = Pick<Organisation, 'scope' | 'flows' | 'changes'>

/** Files that were given; the others are absent. */
function given(files: { readonly [K in keyof Given]: Given[K] | undefined }): Given {
  return Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined))
}

/** A scope, a register or a list of changes that counts as missing says nothing at all; what other files say is told with its state. */
function withoutSetAside({ scope, flows, changes, ...others }: Organisation): Organisation {
  const counts = (name: string) => fileNamed(others, name)?.setAside === undefined
  return {
    ...(scope === undefined || !counts('scope.yaml') ? {} : { scope }),
    ...(flows === undefined || !counts('flows.yaml') ? {} : { flows }),
    ...(changes === undefined || !counts('changes.yaml') ? {} : { changes }),
    ...others,
  }
}

/** Every file that states something with who wrote it, sorted by name. The approvers file is what others are held against. */
function statementFiles(
  { signOffs = [], outside = [], ...files }: OrganisationFiles,
  requireSigned: boolean,
): readonly StatementFile[] {
  const { applicability, changes, flows, scope, waivers } = files
  const single = Object.entries({ applicability, changes, flows, scope, waivers }).flatMap(
    ([name, file]) => (file === undefined ? [] : [{ name: `${name}.yaml`, file }]),
  )
  const several = signOffs.map((file) => ({ name: nameOfSignOffs(file), file }))
  const others = outside.map((file) => ({ name: nameIn('outside-evidence', file), file }))
  return [...single, ...several, ...others]
    .map(({ name, file }) => {
      const authorship = file.authorship ?? { kind: 'asserted' }
      const setAside = setAsideBecause(authorship, requireSigned)
      const said = authorshipWords(authorship)
      return { name, authorship, said, ...(setAside === undefined ? {} : { setAside }) }
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

function nameOfSignOffs(file: SourceFile): string {
  return nameIn('sign-offs', file)
}

function nameIn(folder: string, { path }: SourceFile): string {
  return `${folder}/${path.slice(path.lastIndexOf('/') + 1)}`
}

/** What the files of sign-offs state together. Ids are unique over all files: they stand in results. */
function signOffsOf(
  { signOffs: files }: OrganisationFiles,
  faults: Fault[],
  known: KnownControls | undefined,
): Pick<Organisation, 'signOffs' | 'missedRuns' | 'reportSignOffs'> {
  if (files === undefined) return {}
  const read = new Map(
    files.map((file) => {
      const name = nameOfSignOffs(file)
      const parse = (text: string, path: string, authorship: Authorship) =>
        parseSignOffs(text, path, { authorship, name, known })
      return [file, parsed(file, parse, faults)]
    }),
  )
  const all = <T extends { readonly id: string }>(
    list: string,
    pick: (file: SignOffsFile) => readonly T[],
  ) => {
    const parse = (file: SourceFile) => {
      const found = read.get(file)
      return found === undefined ? undefined : pick(found)
    }
    return fromSeveral({ files, list }, parse, faults) ?? []
  }
  const signOffs = all('signOffs', (file) => file.signOffs)
  const missedRuns = all('missedRuns', (file) => file.missedRuns)
  const reportSignOffs = all('reports', (file) => file.reports)
  return {
    signOffs,
    ...(missedRuns.length === 0 ? {} : { missedRuns }),
    ...(reportSignOffs.length === 0 ? {} : { reportSignOffs }),
  }
}

function outsideIn(
  { outside }: OrganisationFiles,
  faults: Fault[],
): readonly OutsideEvidence[] | undefined {
  const whole: { readonly path: string; readonly text: string }[] = []
  const found = fromSeveral(
    { files: outside, list: 'evidence' },
    (file) =>
      parsed(
        file,
        (text, path, authorship) => {
          const evidence = parseOutsideEvidence(text, path, authorship, file.attached)
          whole.push({ path, text })
          return evidence
        },
        faults,
      ),
    faults,
  )
  for (const line of sharedEvidence(whole)) faults.push(new Fault('CONFIGURATION', line))
  return found
}

/** What the lists of several files say together; an id that stands in two of them is a fault, with both places. */
function fromSeveral<F extends SourceFile, T extends { readonly id: string }>(
  { files, list }: { readonly files: readonly F[] | undefined; readonly list: string },
  parse: (file: F) => readonly T[] | undefined,
  faults: Fault[],
): readonly T[] | undefined {
  const seen = new Map<string, { readonly file: F; readonly index: number }>()
  return files?.flatMap((file) => {
    const found = parse(file) ?? []
    for (const [index, { id }] of found.entries()) {
      const other = seen.get(id)
      if (other !== undefined) {
        const place = placeIn(file, [list, index, 'id'])
        const first = placeIn(other.file, [list, other.index, 'id']).replace(/: $/, '')
        faults.push(new Fault('CONFIGURATION', `${place}the id ${id} stands twice (${first})`))
      }
      seen.set(id, { file, index })
    }
    return found
  })
}

/** Where a value stands in a file that could be parsed. */
function placeIn({ path, text }: SourceFile, of: NodePath): string {
  return typeof text === 'string' ? placeOf(parseYamlDocument(text, path), path, of) : `${path}: `
}

function parsed<T>(
  file: SourceFile | undefined,
  parse: (text: string, path: string, authorship: Authorship) => T,
  faults: Fault[],
): T | undefined {
  if (file === undefined) return undefined
  try {
    if (typeof file.text !== 'string') throw file.text
    return parse(file.text, file.path, file.authorship ?? { kind: 'asserted' })
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
