import { relative } from 'node:path'
import type { Comparison } from '../../model/comparison.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Verification } from '../../model/verification.ts'
import { folderOf } from '../../archive/layout.ts'
import type { RunOutcome } from '../pipeline.ts'
import type { ClusterSummary } from '../run-summary.ts'
import type { History } from './history.ts'

/** What the demo did, from which its last words are made. */
export type Story = {
  readonly folder: string
  readonly history: History
  readonly entries: readonly RunEntry[]
  readonly last: RunOutcome
  readonly comparison: Comparison
  /** files of the comparison */
  readonly files: readonly string[]
  readonly verification: Verification
  readonly rootFile: string
  /** whether the last run's report was printed as PDF */
  readonly printed: boolean
  /** why a PDF is missing; absent when all that were asked for were printed */
  readonly missing?: string
}

/** What was found, where the reports are and what to try next, in a few lines; paths relative to the current folder. */
export function tellStory(story: Story, cwd: string): string {
  const path = (absolute: string) => relative(cwd, absolute) || '.'
  const archive = path(`${story.folder}/archive`)
  const last = story.entries.at(-1)
  const report = last === undefined ? archive : `${archive}/${folderOf('run', last.runId)}`
  return [
    '',
    `History   ${slotLine(story)}`,
    ...lastRunLines(story),
    `Quarters  ${story.history.quarters.base.name} to ${story.history.quarters.head.name}: ${movement(story.comparison)}`,
    `Archive   ${story.verification.outcome}: ${story.verification.files} files compared with signed digests, root ${path(story.rootFile)}`,
    '',
    `Report    ${report}${story.printed ? 'report.pdf' : 'report.html'}  (report.json, check-results.csv beside it)`,
    ...story.files.map((file) => `Compare   ${path(file)}`),
    ...(story.missing === undefined ? [] : [`Missing   ${story.missing}`]),
    '',
    'Try next',
    `  npx exhibit verify ${archive} --trust ${path(story.rootFile)}`,
    `  npx exhibit compare ${story.history.quarters.base.slot.slice(0, 10)} ${story.history.quarters.head.slot.slice(0, 10)} --archive ${archive} --view connectivity`,
    `  npx exhibit controls explain 1.4.1`,
    `  npx exhibit run --kubeconfig ~/.kube/config --archive ./archive   (your own clusters: list is all it needs)`,
    '',
  ].join('\n')
}

function slotLine({ history, entries }: Story): string {
  const missed = history.slots.filter(({ outcome }) => outcome === 'missed').length
  const triggers = entries.filter(({ kind }) => kind === 'run').map(({ trigger }) => trigger)
  const late = triggers.filter((trigger) => trigger === 'late').length
  return `${history.slots.length} weekly slots: ${triggers.length} runs, of which ${late} late; ${missed} missed`
}

function lastRunLines({ last }: Story): readonly string[] {
  if (last.kind === 'already') return []
  const { clusters, outcomes, controls, failed } = last.summary
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`)
  return [
    `Last run  ${populationLine(clusters)}`,
    `          ${controls} results of controls: ${counts.sort().join(', ')}`,
    ...failed.map((line) => `          fails  ${line}`),
  ]
}

function populationLine(clusters: readonly ClusterSummary[]): string {
  const expected = clusters.filter(({ status }) => status !== 'retired')
  const complete = expected.filter(({ status }) => status === 'complete')
  const others = clusters.filter(({ status }) => status !== 'complete')
  const rest = others.map(({ name, status }) => `, ${name} ${status}`).join('')
  return `${expected.length} clusters expected, ${complete.length} complete${rest}`
}

function movement({ controls, connectivity }: Comparison): string {
  const count = (state: string) => controls.filter((change) => change.state === state).length
  const opened = connectivity.filter(({ change }) => change === 'opened').length
  return `${count('fixed')} controls fixed, ${count('regressed')} regressed; ${opened} groups of connections opened, ${connectivity.length - opened} closed`
}
