import { DIGEST_OF_NOTHING, type Digest } from '../core/digest.ts'
import { printable } from '../core/log.ts'
import { wordOf } from '../evaluate/bound-words.ts'
import { ID_TO_BE_GIVEN } from '../evaluate/organisation/sign-offs.ts'
import type { BoundDigest, Control } from '../model/control.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { SignedParts } from './signed/signed-parts.ts'
import { signedText } from './signed/signed-text.ts'

/** What is printed of each cluster's parts, by the cluster's name, and whether all of it. */
export type DraftParts = {
  readonly parts: ReadonlyMap<string, SignedParts>
  readonly whole: boolean
}

/** A file of sign-offs to be completed: what is to be stated, the digests of a run, and as comments what they stand for. */
export function draftOf(
  run: string,
  control: Control,
  evaluations: readonly Evaluation[],
  { parts, whole }: DraftParts = { parts: new Map(), whole: false },
): string {
  const { signOff, framework, id, title } = control
  const binds = signOff?.binds ?? []
  const lines = [
    `# ${framework} ${id}: ${title}`,
    `# to be stated: ${signOff?.statement ?? ''}`,
    `# from run ${run}; what is signed, by cluster:`,
    ...(binds.length === 0 ? ['#   nothing that a cluster shows: the statement alone'] : []),
    ...evaluations.flatMap((one) =>
      signedLines(one, binds, parts.get(one.cluster) ?? {}, whole).map(
        (line) => `#   ${printable(line)}`,
      ),
    ),
    'format: sign-offs/v1',
    'signOffs:',
    `  - id: ${ID_TO_BE_GIVEN}`,
    `    framework: ${JSON.stringify(framework)}`,
    `    control: ${JSON.stringify(id)}`,
    '    by: {name: "", role: ""}',
    '    performedOn: ""   # the day of the review, as in 2026-11-02',
    ...(signOff?.cadence === 'own'
      ? ['    cadence: ""   # how long it holds, as decided by the organisation: P7D, P1M, P12M']
      : []),
    ...(signOff?.period === true
      ? ['    period: {from: "", to: ""}   # the days that it speaks of']
      : []),
    '    clusters:',
    ...evaluations.flatMap(({ cluster, digests = {} }) => [
      `      - name: ${JSON.stringify(cluster)}`,
      ...(binds.length === 0 ? [] : ['        digests:']),
      ...binds.map((bound) => {
        const digest = digests[bound]
        return digest === undefined
          ? `          # ${bound}: the ${wordOf(bound)} of this cluster was not read whole`
          : `          ${bound}: ${JSON.stringify(digest)}${digest === DIGEST_OF_NOTHING ? '   # of nothing: the list is empty' : ''}`
      }),
    ]),
    '    evidence: []   # - {link: "", digest: "sha256:..."}',
  ]
  return `${lines.join('\n')}\n`
}

function digestWords(digest: Digest | undefined): string {
  if (digest === undefined) return 'no digest, since it was not read whole'
  return digest === DIGEST_OF_NOTHING ? 'nothing to review: the list is empty' : digest
}

/** Of one cluster each digest that is signed, in the order in which the control names them, with what it stands for. */
function signedLines(
  { cluster, digests = {} }: Evaluation,
  binds: readonly BoundDigest[],
  parts: SignedParts,
  whole: boolean,
): readonly string[] {
  return binds.flatMap((bound) => {
    const digest = digestWords(digests[bound])
    const groups = parts[bound]
    return [
      `${cluster}, ${wordOf(bound)}: ${digest}`,
      ...(groups === undefined ? [] : signedText(groups, whole).map((line) => `  ${line}`)),
    ]
  })
}
