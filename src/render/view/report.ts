import type { Instant } from '../../core/clock.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import type { ClusterStatus } from '../../model/snapshot.ts'
import { standingLimits } from '../bypasses/table.ts'
import { reportSchema } from '../report-schema.ts'
import type { Report } from '../report-schema.ts'
import { grouped, lines, listed, prose, visible } from '../text.ts'
import { STATUS_WORDS, TRIGGER_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'
import { clusterView } from './clusters.ts'
import { frameworksView } from './controls.ts'
import { evidenceBook } from './evidence.ts'
import { EXCERPT, excerptView } from './excerpt.ts'
import { logoView } from './logo.ts'
import { organisationView } from './organisation.ts'
import { outsideView } from './outside.ts'
import { readFirst } from './read-first.ts'
import { statementsView } from './statements.ts'

/** One policy object of the annex, with its text. */
export type AnnexPolicy = {
  readonly anchor: string
  readonly key: string
  readonly digest: string
  readonly yaml: string
}

/** What every format is made from: numbers, order and words are decided here, once, and hostile text is already printable. */
export type ReportView = {
  /** what report.json says */
  readonly report: Report
  /** the picture of the cover as a data URI; report.json names its digest among the inputs */
  readonly logo?: string
  /** policy objects per cluster, in the order of the clusters; report.json names them by digest only */
  readonly annex: readonly { readonly cluster: string; readonly policies: readonly AnnexPolicy[] }[]
}

/** The view of a report. Pure; throws where the source breaks the published schema, which is a bug. */
export function reportView(source: ReportSource): ReportView {
  return {
    report: reportSchema.parse(reportOf(source)),
    ...logoView(source.logo),
    annex: source.clusters.map((cluster) => ({
      cluster: visible(cluster.name),
      policies: cluster.policies.map((policy) => ({
        anchor: anchorOf('policy', cluster.name, policy.key),
        key: visible(policy.key),
        digest: policy.digest,
        yaml: lines(policy.yaml),
      })),
    })),
  }
}

function reportOf(source: ReportSource): Report {
  return {
    format: 'report/v1',
    ...aboutRun(source),
    frameworks: frameworksView(source, evidenceBook(referenceOf(idOf(source)))),
  }
}

/** What a report says of a run besides the results of controls. */
export function aboutRun(source: ReportSource): Omit<Report, 'format' | 'frameworks'> {
  return {
    ...identityOf(source, referenceOf(idOf(source))),
    ...asOf(source.clusters),
    signature: signatureOf(source),
    ...(source.previous === undefined ? {} : { previous: source.previous }),
    readFirst: readFirst(source),
    population: populationOf(source),
    standingLimits: standingLimits(),
    clusters: source.clusters.map(clusterView),
    organisation: organisationView(source),
    statements: statementsView(source),
    outside: outsideView(source.clusters),
  }
}

/** Evidence of an excerpt has its own numbers. */
function idOf({ runId, excerpt }: ReportSource): string {
  return excerpt?.reportId ?? runId
}

/** The first part of evidence numbers: the random part of the run id, or what a report id ends with. */
export function referenceOf(id: string): string {
  return /[0-9a-f]{8}$/.exec(id)?.[0] ?? visible(id)
}

function identityOf(source: ReportSource, reference: string) {
  const { name, version, revision } = source.tool
  return {
    ...excerptView(source),
    title: prose(`${source.excerpt === undefined ? '' : EXCERPT}${source.title}`),
    entity: prose(source.entity),
    ...(source.timeZone === undefined ? {} : { timeZone: visible(source.timeZone) }),
    classification: prose(source.classification),
    runId: visible(source.runId),
    reference,
    startedAt: source.startedAt,
    finishedAt: source.finishedAt,
    generatedAt: source.generatedAt,
    ...(source.slot === undefined ? {} : { slot: source.slot }),
    trigger: TRIGGER_WORDS[source.trigger],
    attempt: source.attempt,
    tool: visible(`${name} ${version}${revision === undefined ? '' : ` (revision ${revision})`}`),
    ...(source.image === undefined ? {} : { image: visible(source.image) }),
    ...(source.browser === undefined ? {} : { browser: visible(source.browser) }),
    catalogue: source.catalogue.digest,
    inputs: source.inputs.map((input) => ({ name: visible(input.name), digest: input.digest })),
  }
}

/** From the first to the last read of the clusters that were read at all. */
function asOf(clusters: readonly ReportCluster[]): { asOf?: { from: Instant; to: Instant } } {
  const read = clusters.filter(({ evaluation }) => evaluation !== undefined)
  const [from] = read.map(({ snapshot }) => snapshot.takenFrom).sort()
  const to = read
    .map(({ snapshot }) => snapshot.takenTo)
    .sort()
    .at(-1)
  return from === undefined || to === undefined ? {} : { asOf: { from, to } }
}

/** How it is signed. Where it is not, there is no fingerprint, and the statement says so. */
export function signatureOf({ signature }: Pick<ReportSource, 'signature'>): Report['signature'] {
  const by = signature.selfSigned
    ? 'self-signed by this installation'
    : `signed by ${visible(signature.subject)}`
  return {
    statement: signature.fingerprint === '' ? visible(signature.subject) : by,
    subject: visible(signature.subject),
    fingerprint: visible(signature.fingerprint),
    ...(signature.rootFingerprint === undefined
      ? {}
      : { rootFingerprint: visible(signature.rootFingerprint) }),
  }
}

const STATUSES = [
  'complete',
  'partial',
  'unreachable',
  'unauthorised',
  'retired',
] as const satisfies readonly ClusterStatus[]

function populationOf({ clusters, population }: ReportSource): Report['population'] {
  const { confirmed, notes } = population
  const statuses = STATUSES.map((status) => ({
    status,
    word: STATUS_WORDS[status],
    count: clusters.filter(({ snapshot }) => snapshot.status === status).length,
  }))
  const retired = statuses.find(({ status }) => status === 'retired')?.count ?? 0
  const expected = clusters.length - retired
  const failed = clusters.filter(({ evaluation }) => evaluation?.failed !== undefined).length
  return {
    expected,
    retired,
    sentence: populationSentence(expected, statuses, failed),
    statuses,
    confirmed: confirmed !== undefined,
    confirmation:
      confirmed === undefined
        ? 'Nobody has confirmed that this list of clusters is complete.'
        : prose(
            `List of clusters confirmed by ${confirmed.by} (${confirmed.role}) on ${confirmed.at}, compared with ${confirmed.comparedWith}.`,
          ),
    notes: notes.map(prose),
    assumptions: assumptionsOf(clusters),
  }
}

/** `3 expected: 1 complete, 1 partial and 1 unreachable; 1 of them not evaluated; besides, 1 retired`. */
function populationSentence(
  expected: number,
  statuses: Report['population']['statuses'],
  failed: number,
): string {
  const said = (retired: boolean) =>
    statuses
      .filter(({ status, count }) => count > 0 && (status === 'retired') === retired)
      .map(({ word, count }) => `${grouped(count)} ${word}`)
  const [still, gone] = [said(false), said(true)]
  const first = `${grouped(expected)} expected${still.length === 0 ? '' : `: ${listed(still)}`}`
  return [
    first,
    ...(failed === 0 ? [] : [`${grouped(failed)} of them not evaluated`]),
    ...gone.map((one) => `besides, ${one}`),
  ].join('; ')
}

/** What was assumed, each sentence once with the clusters that it is about, in the order of the first of them. */
function assumptionsOf(clusters: readonly ReportCluster[]): Report['population']['assumptions'] {
  const all = clusters.flatMap(({ name, evaluation }) =>
    (evaluation?.assumptions ?? []).map((said) => ({ name, said })),
  )
  return Array.from(
    Map.groupBy(all, ({ said }) => said),
    ([said, about]) => ({
      said: prose(said),
      clusters: about.map(({ name }) => visible(name)),
    }),
  )
}
