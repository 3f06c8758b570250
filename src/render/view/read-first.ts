import { describeUnread } from '../../core/unread-lists.ts'
import type { WaiverConcern } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { counted, listed, prose, visible } from '../text.ts'
import { STATUS_WORDS, WAIVER_WORDS } from '../words.ts'
import { sentences } from './excerpt.ts'
import { scopeFirst } from './scope-remarks.ts'
import { concernsOf, waiverState } from './waivers.ts'

/** What a reader must know before the results, one sentence each, the gravest first: what was not read, what nobody confirmed, what is assumed. */
export function readFirst(source: ReportSource): readonly string[] {
  return [
    ...(source.excerpt === undefined ? [] : sentences(source.excerpt)),
    ...unconfirmed(source),
    ...source.clusters.flatMap(clusterNotes),
    ...source.population.notes.map(prose),
    ...unclassified(source),
    ...scopeFirst(source),
    ...unknownNames(source),
    ...idleWaivers(source),
    ...waiverConcerns(source),
    ...broadEntries(source),
    ...setAside(source),
    ...missingFiles(source),
    ...source.clusters.flatMap(catalogueNote(source)),
    ...signature(source),
  ]
}

function unconfirmed({ population }: ReportSource): readonly string[] {
  return population.confirmed === undefined
    ? [
        'The list of expected clusters is not confirmed by anyone: clusters that it lacks are not in this report.',
      ]
    : []
}

function clusterNotes({ name, snapshot, evaluation }: ReportCluster): readonly string[] {
  const said = `Cluster ${visible(name)}`
  const status = snapshot.status
  return [
    ...(status === 'complete' ? [] : [`${said} is ${STATUS_WORDS[status]}${why(snapshot)}.`]),
    ...(evaluation?.failed === undefined
      ? []
      : [
          `${said} was not evaluated, and all of its results are errors: ${prose(evaluation.failed)}.`,
        ]),
    ...(snapshot.unknownPolicyApis.length === 0
      ? []
      : [
          `${said} serves policy APIs that are not understood: ${visible(listed(snapshot.unknownPolicyApis))}.`,
        ]),
    ...snapshot.notes.map((note) => `${said}: ${prose(note)}`),
  ]
}

/** Lists of a cluster that was read in part are named up to this number; the annex names all. */
const MOST_NAMES = 6

function why({ status, gaps, reasons }: Snapshot): string {
  const said = status === 'partial' ? describeUnread(gaps, { most: MOST_NAMES }) : reasons
  return said.length === 0 ? '' : `: ${prose(said.join('; '))}`
}

function unclassified({ clusters }: ReportSource): readonly string[] {
  const said = clusters.flatMap(({ name, evaluation }) => {
    const count = evaluation?.organisation.unclassified.length ?? 0
    return count === 0 ? [] : [`${count} in ${visible(name)}`]
  })
  return said.length === 0
    ? []
    : [`Not classified by the scope, and so counted as in scope: ${listed(said)}.`]
}

/** A misspelt cluster leaves out what the entry was written for, without any other sign. */
function unknownNames({ unknownClusters = [] }: ReportSource): readonly string[] {
  const byFile = Map.groupBy(unknownClusters, ({ file }) => file)
  const said = Array.from(byFile, ([file, all]) => {
    const names = [...new Set(all.map(({ name }) => name))]
    return visible(`${file} (${names.join(', ')})`)
  })
  return said.length === 0
    ? []
    : [`These files name clusters that the estate does not have: ${listed(said)}.`]
}

function idleWaivers({ organisation: { waivers }, clusters }: ReportSource): readonly string[] {
  const idle = waivers.flatMap((waiver) => {
    const { state } = waiverState(waiver, clusters)
    return state === 'active' ? [] : [`${visible(waiver.id)} (${WAIVER_WORDS[state]})`]
  })
  return idle.length === 0
    ? []
    : [`Of ${counted(waivers.length, 'waiver')} these are not in force: ${listed(idle)}.`]
}

function waiverConcerns({ organisation: { waivers }, clusters }: ReportSource): readonly string[] {
  const named = (kind: WaiverConcern['kind']) =>
    waivers
      .filter((waiver) => concernsOf(waiver, clusters).some((each) => each.kind === kind))
      .map(({ id }) => visible(id))
  const [soon, broad] = [named('expires-soon'), named('too-broad')]
  return [
    ...(soon.length === 0 ? [] : [`Waivers that expire within 30 days: ${listed(soon)}.`]),
    ...(broad.length === 0
      ? []
      : [`Waivers with a pattern that could mean a whole cluster: ${listed(broad)}.`]),
  ]
}

function broadEntries({ organisation, clusters }: ReportSource): readonly string[] {
  const read = clusters.flatMap(({ name, evaluation }) =>
    evaluation === undefined ? [] : [{ name, broad: evaluation.organisation.broadFlows ?? [] }],
  )
  const ids = (lists: boolean) => {
    const broad = read.flatMap(({ name, broad }) =>
      broad.filter((each) => each.lists === lists).map(({ id }) => ({ id, name })),
    )
    return [...Map.groupBy(broad, ({ id }) => id)].map(([id, all]) => {
      const where = all.length === read.length ? '' : ` (in ${listed(all.map(({ name }) => name))})`
      return visible(`${id}${where}`)
    })
  }
  const [listing, silent] = [ids(true), ids(false)]
  const whole = (organisation.applicability?.notApplicable ?? []).flatMap(
    ({ id, framework, control }) =>
      control === undefined ? [visible(`${id} (${framework})`)] : [],
  )
  return [
    ...(silent.length === 0
      ? []
      : [`Approved flows that are too broad and so list nothing: ${listed(silent)}.`]),
    ...(listing.length === 0
      ? []
      : [
          `Approved flows that mean any or most pods of a cluster, or any address: ${listed(listing)}.`,
        ]),
    ...(whole.length === 0 ? [] : [`Entries that leave a whole framework out: ${listed(whole)}.`]),
  ]
}

function setAside({ organisation: { files = [] } }: ReportSource): readonly string[] {
  return files.flatMap(({ name, setAside: why }) =>
    why === undefined ? [] : [`${visible(name)} counts as missing: ${prose(why)}.`],
  )
}

function missingFiles({ organisation }: ReportSource): readonly string[] {
  const isGiven = (name: string) => organisation.files?.some((each) => each.name === name) === true
  return [
    ...(organisation.scope === undefined && !isGiven('scope.yaml')
      ? ['No scope file was given: what depends on it is undetermined.']
      : []),
    ...(organisation.flows === undefined && !isGiven('flows.yaml')
      ? ['No register of approved flows was given: what depends on it is undetermined.']
      : []),
  ]
}

function catalogueNote(source: ReportSource) {
  return ({ name, evaluation }: ReportCluster): readonly string[] =>
    evaluation === undefined || evaluation.catalogue === source.catalogue.digest
      ? []
      : [`Cluster ${visible(name)} was evaluated with another catalogue (${evaluation.catalogue}).`]
}

function signature({ signature: { selfSigned } }: ReportSource): readonly string[] {
  return selfSigned
    ? [
        'This report is self-signed by this installation: check the root certificate with its owner before relying on the signature.',
      ]
    : []
}
