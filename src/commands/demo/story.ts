import { join, relative } from 'node:path'
import type { Comparison, ControlChange } from '../../model/comparison.ts'
import { counted } from '../../render/text.ts'
import type { RunOutcome } from '../pipeline.ts'
import { outcomeWords } from '../run-summary.ts'
import type { ClusterSummary } from '../run-summary.ts'
import type { Facts } from './facts.ts'
import type { Played } from './play.ts'
import { holds } from './truth.ts'

/** What was found, where the reports are and what to try next, in a few lines; paths relative to the current folder. */
export function tellStory(played: Played, cwd: string): string {
  const path = (absolute: string) => relative(cwd, absolute) || '.'
  const { quarters } = played.facts.history
  return [
    '',
    `Example Payments, an invented company, on ${quarters.head.slot.slice(0, 10)}`,
    '',
    `  Slots      ${slotsOf(played.facts)}`,
    ...lastRun(played.last),
    `  Quarters   ${quarters.base.name} to ${quarters.head.name}: ${movement(played.facts.comparison)}`,
    `  Archive    ${played.facts.verification.outcome}: ${played.facts.verification.files} files compared with signed digests, up to the root ${path(played.rootFile)}`,
    '',
    'Found on that day, among others; the report has the evidence of each and example paths',
    '',
    ...found(played),
    '',
    ...reports(played, path),
    '',
    ...next(played, path),
    '',
  ].join('\n')
}

function slotsOf({ history: { slots }, runs }: Facts): string {
  const missed = slots.filter(({ outcome }) => outcome === 'missed').length
  const caughtUp = runs.filter(({ trigger }) => trigger === 'caught-up').length
  return `${slots.length} weekly: ${runs.length} have a run, ${caughtUp} of them caught up late; ${missed} missed`
}

function lastRun(last: RunOutcome): readonly string[] {
  if (last.kind === 'already') return []
  const { clusters, controls } = last.summary
  return [
    `  Clusters   ${populationLine(clusters)}`,
    `  Controls   ${controls} results, one per control and cluster that was to be read: ${outcomeWords(last.summary)}`,
  ]
}

function populationLine(clusters: readonly ClusterSummary[]): string {
  const complete = clusters.filter(({ status }) => status === 'complete')
  const others = clusters.filter(({ status }) => status !== 'complete')
  const rest = others.map(({ name, status }) => `, ${name} ${status}`).join('')
  return `${clusters.length} listed: ${complete.length} read completely${rest}; each is a row of the report`
}

function movement({ periods, controls, connectivity }: Comparison): string {
  const count = (all: readonly Pick<ControlChange, 'state'>[], state: string) =>
    all.filter((change) => change.state === state).length
  const over = periods?.controls ?? []
  const opened = connectivity.filter(({ change }) => change === 'opened').length
  return [
    `${counted(count(over, 'regressed'), 'control')} regressed, ${count(over, 'fixed')} fixed`,
    `between their newest runs ${count(controls, 'regressed')} regressed, ${count(controls, 'fixed')} fixed`,
    `${counted(opened, 'group')} of connections opened, ${connectivity.length - opened} closed`,
  ].join('; ')
}

/** The results that story.yaml tells, each with the name of its requirement; only those that a run really has. */
function found({ expected: { results, frameworks }, facts: { runs } }: Played): readonly string[] {
  return results.flatMap((result) => {
    if (result.tells === undefined || !holds(result, runs)) return []
    const name = `${frameworks[result.framework] ?? result.framework} ${result.control}`
    return [`  ${name.padEnd(14)} ${result.tells}`]
  })
}

type PathOf = (absolute: string) => string

function reports({ facts, period, compared, missing }: Played, path: PathOf): readonly string[] {
  const folder = facts.runs.at(-1)?.folder ?? ''
  const [printed] = Object.entries(facts.pdfs).filter(([, size]) => size > 0)
  const report = printed?.[0] ?? join(folder, 'report.html')
  const suffix = printed === undefined ? '.html' : '.pdf'
  const comparison = compared.find((one) => one.endsWith(suffix)) ?? ''
  return [
    printed === undefined ? 'Read (JSON lies beside each)' : 'Read (HTML and JSON lie beside each)',
    '',
    '  the evidence of the last run',
    `    ${path(report)}`,
    `  the quarter ${facts.history.quarters.head.name}: every slot, how each control stood, what changed`,
    `    ${path(join(period, `report${suffix}`))}`,
    `  what changed from ${facts.history.quarters.base.name} to ${facts.history.quarters.head.name}`,
    `    ${path(comparison)}`,
    ...(missing === undefined ? [] : [`  no PDF: ${missing.reason}`]),
  ]
}

function next({ facts: { history }, folder, rootFile }: Played, path: PathOf): readonly string[] {
  const archive = path(join(folder, 'archive'))
  const day = ({ slot }: { readonly slot: string }) => slot.slice(0, 10)
  const { base, head } = history.quarters
  return [
    'Try next',
    '',
    '  check the archive, offline; then change any byte of it and check again',
    `    npx exhibit verify ${archive} --trust ${path(rootFile)}`,
    '  see which connections opened and closed, and by which object',
    `    npx exhibit compare ${day(base)} ${day(head)} --archive ${archive} --view connectivity`,
    '  read how one requirement is decided, and what that does not cover',
    '    npx exhibit controls explain 1.4.4',
    '  your own clusters: list is all it needs, and nothing is written to them',
    '    npx exhibit run --kubeconfig ~/.kube/config --archive ./archive',
  ]
}
