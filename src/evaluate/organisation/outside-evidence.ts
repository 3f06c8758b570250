import { z } from 'zod'
import { isDigest } from '../../core/digest.ts'
import type { Digest } from '../../core/digest.ts'
import { looseItems, looseMember, looseText, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { Attached, OutsideEvidence } from '../../model/outside-evidence.ts'
import type { Authorship } from '../../model/sign-off.ts'
import { readKubeBench } from '../outside/kube-bench.ts'
import { shortDigest } from '../sign-off-state.ts'
import { day, id, looseDay, text } from './fields.ts'

/** A file beside a statement: its text with its digest, or why it could not be read. */
export type AttachedFile =
  { readonly text: string; readonly digest: Digest } | { readonly why: string }

const person = z.strictObject({ name: text, role: text })

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'not the exact name of a node or cluster')

const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,39}$/, 'not a name or version (letters, digits, . _ + -)')

const evidence = z
  .strictObject({
    id,
    tool: z.literal('kube-bench'),
    toolVersion: word.describe('as `kube-bench version` says it'),
    benchmark: word.describe('as the tool names it, cis-1.12'),
    cluster: name.describe('its name in the estate file'),
    clusterUid: z
      .string()
      .regex(/^[0-9a-f-]{36}$/, 'not a UID')
      .exactOptional()
      .describe('UID of the namespace kube-system; absent: the name alone tells the cluster'),
    nodes: z.array(name).min(1, 'empty list').max(5000, 'more than 5000 nodes'),
    takenOn: day.describe('the day on which the tool ran'),
    by: person.describe('who ran it and attached its file'),
    reviewed: z
      .strictObject({ by: person, performedOn: day })
      .exactOptional()
      .describe('who looked at it and stands for it; absent: its answers need a sign-off'),
    file: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.json$/, 'not the name of a .json file beside it'),
    digest: z
      .string()
      .refine(
        (value): value is Digest => isDigest(value),
        'not a digest, sha256: and 64 digits 0-9a-f',
      )
      .describe('of the bytes of the file'),
  })
  .check(meaning(tellMeaning))

function tellMeaning(value: Loose, tell: Tell): void {
  const taken = looseDay(value, 'takenOn')
  const reviewed = looseDay(looseMember(value, 'reviewed'), 'performedOn')
  if (taken !== '' && reviewed !== '' && reviewed < taken)
    tell(['reviewed', 'performedOn'], 'before the day on which it was taken')
  const seen = new Set<string>()
  for (const [index, each] of looseItems(looseMember(value, 'nodes')).entries()) {
    const node = looseText(each)
    if (node !== '' && seen.has(node)) tell(['nodes', index], `the node ${node} stands twice`)
    seen.add(node)
  }
}

/** The schema of a statement about outside evidence; published for editors as controls/schemas/outside-evidence.json. */
export const outsideEvidenceSchema = z
  .strictObject({
    format: z.literal('outside-evidence/v1'),
    evidence: z.array(evidence).max(5000, 'more than 5000 entries'),
  })
  .check(meaning((value, tell) => tellRepeatedIds(value, 'evidence', tell)))

/**
 * What a file states about files beside it, in its order, each with what it says. A file that is not there, is another one or is not the tool's is
 * refused by itself, and no fault: it comes from elsewhere.
 *
 * Throws Fault `CONFIGURATION` with all faults of the statement, each with file and line.
 */
export function parseOutsideEvidence(
  source: string,
  file: string,
  authorship: Authorship,
  attached: (name: string) => AttachedFile,
): readonly OutsideEvidence[] {
  const written = validate(outsideEvidenceSchema, parseYamlDocument(source, file), file)
  return written.evidence.map((each) => ({
    ...each,
    attached: attachedTo(each, attached(each.file)),
    authorship,
  }))
}

function attachedTo({ digest }: { readonly digest: Digest }, file: AttachedFile): Attached {
  if ('why' in file) return { kind: 'refused', why: file.why }
  if (file.digest === digest) return readKubeBench(file.text)
  const [stated, found] = [digest, file.digest].map(shortDigest)
  return {
    kind: 'refused',
    why: `it is not the file that is stated: its digest begins with ${found ?? ''}, the stated one with ${stated ?? ''}`,
  }
}
