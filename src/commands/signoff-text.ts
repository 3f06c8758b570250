import { printable } from '../core/log.ts'
import { wordOf } from '../evaluate/bound-words.ts'
import type { BoundDigest, Control } from '../model/control.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { SignedParts } from './signed-parts.ts'

/** A control that asks for a statement, as a run answers it in one cluster. */
export type DueStatement = {
  readonly cluster: string
  readonly framework: string
  readonly control: string
  readonly outcome: string
  readonly reason: string
}

/** The controls of a cluster that ask for a statement, in the order of the catalogue. */
export function dueIn({ cluster, controls }: Evaluation): readonly DueStatement[] {
  return controls
    .filter(({ signOff }) => signOff !== undefined)
    .map(({ framework, control, outcome, reason }) => ({
      cluster,
      framework,
      control,
      outcome,
      reason: printable(reason),
    }))
}

/** So many lines of what is signed are printed of each part, where not all are asked for; the rest is counted. */
const MOST_LINES = 100

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
    ...evaluations.flatMap((one) =>
      [...summaryOf(one), ...partLines(parts.get(one.cluster) ?? {}, whole)].map(
        (line) => `#   ${printable(line)}`,
      ),
    ),
    'format: sign-offs/v1',
    'signOffs:',
    '  - id: TO-BE-GIVEN',
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
          : `          ${bound}: ${JSON.stringify(digest)}`
      }),
    ]),
    '    evidence: []   # - {link: "", digest: "sha256:..."}',
  ]
  return `${lines.join('\n')}\n`
}

function partLines(parts: SignedParts, whole: boolean): readonly string[] {
  return Object.entries(parts).flatMap(([of, lines]) => {
    const shown = whole ? lines : lines.slice(0, MOST_LINES)
    const rest = lines.length - shown.length
    return [
      `  ${wordOf(of as BoundDigest)}, ${lines.length} lines:`,
      ...shown.map((line) => `    ${line}`),
      ...(rest === 0 ? [] : [`    and ${rest} more, which --whole prints`]),
    ]
  })
}

/** What a cluster's digests stand for, in a few lines. */
function summaryOf({
  cluster,
  scope,
  segmentation,
  enforcer,
  digests = {},
}: Evaluation): readonly string[] {
  const byClass = Map.groupBy(scope, (each) => each.class)
  const classes = [...byClass].map(([name, all]) => `${all.length} ${name}`).join(', ')
  const open = segmentation
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, allowed, pairs }) => `${from} to ${to}: ${allowed} of ${pairs} pairs allowed`)
  return [
    `${cluster}: workloads ${classes}; enforcer ${enforcer}`,
    ...open.map((line) => `  ${line}`),
    ...Object.entries(digests).map(([of, digest]) => `  ${of}: ${digest}`),
  ]
}
