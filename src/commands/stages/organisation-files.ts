import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isFault, type Fault } from '../../core/fault.ts'
import { readTextFile } from '../../core/text-file.ts'
import type { SourceFile } from '../../evaluate/organisation/organisation.ts'
import type { Configuration } from '../configuration.ts'
import {
  GIT_RECORD,
  authorshipOf,
  signaturesOf,
  type FileOrigin,
  type Signers,
} from './file-authorship.ts'
import { gitRecordOf, gitRecordText } from './git-record.ts'

/** Where the organisation's files lie, by what they are. */
export type OrganisationPaths = Partial<Configuration['organisation']>

/** The files of which there is one of each. */
export const SINGLE_FILES = [
  'scope',
  'flows',
  'changes',
  'waivers',
  'applicability',
  'approvers',
] as const

/** The folder of sign-offs inside the inputs of a run. */
export const SIGN_OFFS = 'sign-offs'

/** The folder of outside evidence inside the inputs of a run. */
export const OUTSIDE = 'outside-evidence'

/** One file of the organisation: where it lies, and where it stands below the inputs of a run. */
export type OrganisationFile = { readonly place: string; readonly path: string }

/** Every file of the organisation, signatures beside them included; a path that does not exist is listed, a missing signature is not. */
export function organisationFiles(paths: OrganisationPaths): readonly OrganisationFile[] {
  const single = SINGLE_FILES.flatMap((name) => {
    const path = paths[name]
    return path === undefined ? [] : [{ place: `${name}.yaml`, path }]
  })
  const signOffs = signOffPaths(paths.signOffs).map((path) => ({
    place: `${SIGN_OFFS}/${basename(path)}`,
    path,
  }))
  const outside = outsidePaths(paths.outsideEvidence).map((path) => ({
    place: `${OUTSIDE}/${basename(path)}`,
    path,
  }))
  const signable = [...single, ...signOffs, ...outside].flatMap((file) => [
    file,
    ...signaturesOf(file.path).map(({ end, path }) => ({ place: `${file.place}${end}`, path })),
  ])
  const attached = attachedPaths(paths.outsideEvidence).map((path) => ({
    place: `${OUTSIDE}/${basename(path)}`,
    path,
  }))
  return [...signable, ...attached]
}

/** A file of sign-offs, or those of a folder that end in .yaml, sorted. */
export function signOffPaths(path: string | undefined): readonly string[] {
  if (path === undefined) return []
  return isFolder(path) ? named(path, '.yaml') : [path]
}

/** The statements of a folder of outside evidence, sorted; the folder itself where it is none, so that reading it tells. */
export function outsidePaths(folder: string | undefined): readonly string[] {
  if (folder === undefined) return []
  return isFolder(folder) ? named(folder, '.yaml') : [folder]
}

/** The files of other tools in a folder of outside evidence, sorted. */
export function attachedPaths(folder: string | undefined): readonly string[] {
  return folder !== undefined && isFolder(folder) ? named(folder, '.json') : []
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}

function named(folder: string, end: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => join(folder, name))
}

/** A file as it is parsed; where somebody may sign, who signed it is looked at: a signature that nobody could judge says nothing. */
export function sourceOf(
  path: string,
  what: string,
  origin: FileOrigin,
  signers?: Signers,
): SourceFile {
  const authorship = signers === undefined ? undefined : authorshipOf(path, signers, origin)
  return { path, text: textOf(path, what), ...(authorship === undefined ? {} : { authorship }) }
}

/** What git shows of the files that have no signature beside them, and where that stands below the inputs of a run; nothing without an approvers file. */
export function gitRecords(
  paths: OrganisationPaths,
): readonly { readonly place: string; readonly text: string }[] {
  if (paths.approvers === undefined) return []
  return organisationFiles(paths)
    .filter(({ place, path }) => place.endsWith('.yaml') && signaturesOf(path).length === 0)
    .flatMap(({ place, path }) => {
      const record = gitRecordOf(path)
      return record === undefined
        ? []
        : [{ place: `${place}${GIT_RECORD}`, text: gitRecordText(record) }]
    })
}

function textOf(path: string, what: string): string | Fault {
  try {
    return readTextFile(path, what)
  } catch (error) {
    if (!isFault(error)) throw error
    return error
  }
}
