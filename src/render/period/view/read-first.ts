import type { PeriodSource } from '../../../model/period.ts'
import { UNREAD } from '../../../model/snapshot.ts'
import { counted, grouped, listed, prose, visible } from '../../text.ts'
import { sentences } from '../../view/excerpt.ts'
import type { PeriodReport } from '../schema.ts'
import { isOutside } from '../times.ts'
import { ledgerFirst } from './ledger.ts'
import { replacedClusters } from './replaced-clusters.ts'

type Seen = Pick<PeriodReport, 'frameworks' | 'changes' | 'ledger' | 'toCome'>

/** What a reader must know before the results, one sentence each, the gravest first: what is not over, what is missing, what is not joined. */
export function periodFirst(source: PeriodSource, seen: Seen): readonly string[] {
  return [
    ...unsigned(source),
    ...(source.excerpt === undefined ? [] : sentences(source.excerpt)),
    ...interim(source, seen),
    ...replaced(source),
    ...nothing(source),
    ...ledgerFirst(source),
    ...unread(source),
    ...replacedClusters(source.runs),
    ...unwitnessed(seen),
    ...outside(source),
    ...vanished(source),
    ...beginning(source),
    ...schedules(source),
    ...source.notes.map(prose),
    ...bases(seen),
    ...unlisted(seen),
    ...uncompared(seen),
    ...unconfirmed(source),
    ...signature(source),
  ]
}

function interim({ interim }: PeriodSource, { toCome }: Seen): readonly string[] {
  return interim
    ? [
        `INTERIM: the period was not over when this report was generated; ${counted(toCome, 'slot')} of it ${toCome === 1 ? 'is' : 'are'} still to come, and nothing is said of them.`,
      ]
    : []
}

function replaced({ revision: { number, of } }: PeriodSource): readonly string[] {
  return of === undefined
    ? []
    : [
        prose(
          `This is revision ${number}. It takes the place of report ${of.reportId} (${of.digest}): ${of.why}.`,
        ),
      ]
}

function nothing({ runs, newest }: PeriodSource): readonly string[] {
  if (runs.length === 0)
    return ['The archive has no run of this period: there is no evidence for it.']
  return newest === undefined
    ? ['No run of the period answers for a slot: scope, segmentation and registers are not shown.']
    : []
}

/** Clusters that no run of the period read. */
function unread({ ledger, runs }: PeriodSource): readonly string[] {
  const read = new Set(
    runs.flatMap(({ clusters }) =>
      clusters.filter(({ status }) => !UNREAD.includes(status)).map(({ name }) => name),
    ),
  )
  const never = ledger.rows
    .filter(
      ({ cluster, cells }) =>
        !read.has(cluster) && cells.some(({ state }) => state === 'unread' || state === 'missed'),
    )
    .map(({ cluster }) => visible(cluster))
  return never.length === 0
    ? []
    : [
        `Read in no run of the period: ${listed(never)}. Nothing is known of what is in ${never.length === 1 ? 'it' : 'them'}.`,
      ]
}

/** Snapshots whose time is known from a file alone. */
function unwitnessed({ ledger: { answered, unwitnessed: count } }: Seen): readonly string[] {
  return count === 0
    ? []
    : [
        `${grouped(count)} of ${grouped(answered)} slots answered, counting each cluster, rest on folders of files: when these were taken is as stated by the file, not witnessed.`,
      ]
}

/** Clusters that were read, or tried, at times that are not of the period. */
function outside({ runs, period }: PeriodSource): readonly string[] {
  const names = runs.flatMap(({ clusters }) =>
    clusters
      .filter(({ status, asOf }) => status !== 'retired' && isOutside(asOf, period))
      .map(({ name }) => visible(name)),
  )
  const named = [...new Set(names)].sort()
  return named.length === 0
    ? []
    : [
        `Read, or tried, outside the period by runs of it: ${listed(named)}. Each such time is marked.`,
      ]
}

/** Clusters that the estate no longer lists although no dated entry says that they are gone. */
function vanished({ ledger }: PeriodSource): readonly string[] {
  const gone = ledger.rows
    .filter(({ cells }) => {
      const last = cells.findLast(({ state }) => state !== 'to-come')
      return last?.state === 'not-expected'
    })
    .map(({ cluster }) => visible(cluster))
  return gone.length === 0
    ? []
    : [`No longer listed by the estate, without a dated entry that says so: ${listed(gone)}.`]
}

function beginning({ ledger: { beginsWith } }: PeriodSource): readonly string[] {
  return beginsWith === undefined
    ? []
    : [`The archive begins with slot ${beginsWith}: of the time before it nothing is known.`]
}

/** What was due follows from the configuration where runs did not record it, and whoever makes the report can change that. */
function schedules({ ledger }: PeriodSource): readonly string[] {
  return ledger.schedules.some(({ statedBy }) => statedBy === 'configuration')
    ? [
        'The schedule of some runs is not recorded: what was due follows from the configuration of whoever made this report.',
      ]
    : []
}

function uncompared({ changes: { notCompared } }: Seen): readonly string[] {
  return notCompared === '' ? [] : [notCompared]
}

function bases({ frameworks }: Seen): readonly string[] {
  const count = frameworks.reduce((sum, { segmented }) => sum + segmented, 0)
  return count === 0
    ? []
    : [
        `${counted(count, 'control')} ${count === 1 ? 'is' : 'are'} shown in segments: a check, what the catalogue says, the scope or the cluster itself changed within the period, and results of different bases are not joined.`,
      ]
}

function unlisted({ changes }: Seen): readonly string[] {
  return changes.unlisted === 0
    ? []
    : [
        `Of ${counted(changes.policies.length, 'change')} of policy objects ${grouped(changes.unlisted)} ${changes.unlisted === 1 ? 'is' : 'are'} listed by no entry of the organisation’s file of changes.`,
      ]
}

function unconfirmed({ newest }: PeriodSource): readonly string[] {
  return newest?.population.confirmed === undefined && newest !== undefined
    ? [
        'The list of expected clusters is not confirmed by anyone: clusters that it lacks are not in this report.',
      ]
    : []
}

/** Nobody may take a copy that anybody could have altered for the report. */
function unsigned({ signature: { subject, fingerprint } }: PeriodSource): readonly string[] {
  return fingerprint === ''
    ? [
        `This is an unsigned working copy (${visible(subject)}): nothing shows that nobody altered it, and it is part of no archive.`,
      ]
    : []
}

function signature({ signature: { selfSigned } }: PeriodSource): readonly string[] {
  return selfSigned
    ? [
        'This report is self-signed by this installation: check the root certificate with its owner before relying on the signature.',
      ]
    : []
}
