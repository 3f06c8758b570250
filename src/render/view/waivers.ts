import { matchesGlob } from '../../core/glob.ts'
import type { OrganisationReport, WaiverConcern } from '../../model/evaluation.ts'
import type { Waiver } from '../../model/scope.ts'
import type { ClusterStatus } from '../../model/snapshot.ts'
import type { Report } from '../report-schema.ts'
import { counted, listed, prose, visible } from '../text.ts'
import { WAIVER_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'
import { approvalWords } from './approval.ts'

type WaiverView = Report['organisation']['waivers'][number]

/** A waiver's state over the whole estate; `not-known`: a cluster that it names was not read or not evaluated. */
export type WaiverState = WaiverView['state']

type Matched = OrganisationReport['waivers'][number]

/** A cluster as far as waivers are concerned. */
export type WaivedCluster = {
  readonly name: string
  readonly snapshot: { readonly status: ClusterStatus }
  readonly evaluation?: {
    readonly failed?: string
    readonly organisation: { readonly waivers: readonly Matched[] }
  }
}

/** One waiver with its state over the estate and in each cluster that was read. */
export function waiverView(
  waiver: Waiver,
  clusters: readonly WaivedCluster[],
  authorship: string,
  unknown: readonly string[],
): WaiverView {
  const { state, why } = waiverState(waiver, clusters)
  return {
    id: visible(waiver.id),
    anchor: anchorOf('waiver', waiver.id),
    state,
    word: WAIVER_WORDS[state],
    why: visible(why),
    check: visible(waiver.check),
    subjects: waiver.subjects.map(visible),
    reason: prose(waiver.reason),
    requestedBy: prose(waiver.requestedBy),
    approval: approvalWords(waiver.approvedBy, waiver.approvedOn, authorship),
    expires: visible(waiver.expires),
    concerns: [...concernsOf(waiver, clusters).map(({ why: what }) => visible(what)), ...unknown],
    maxSubjects: waiver.maxSubjects,
    ticket: visible(waiver.ticket ?? ''),
    compensatingControl: Object.entries(waiver.compensatingControl ?? {}).map(([name, value]) => ({
      name,
      value: prose(value),
    })),
    states: statesOf(waiver, clusters).map(({ cluster, state: here, matched }) => ({
      cluster: visible(cluster),
      state: here,
      word: WAIVER_WORDS[here],
      matched,
    })),
  }
}

/** States in the order in which one of them stands for all: what has an effect, then what was meant to have one. */
const STATES = ['active', 'unsigned', 'over-cap', 'expired', 'not-yet'] as const

/** What became of a waiver over the whole estate, and why: also of one that no cluster knows. */
export function waiverState(
  waiver: Waiver,
  clusters: readonly WaivedCluster[],
): { readonly state: WaiverState; readonly why: string } {
  const states = statesOf(waiver, clusters)
  const state = STATES.find((one) => states.some((here) => here.state === one))
  if (state === undefined) return idle(waiver, clusters)
  const here = states.filter((one) => one.state === state)
  const failures = listed(
    here.map(({ cluster, matched }) => `${counted(matched, 'failure')} in ${cluster}`),
  )
  switch (state) {
    case 'active':
      return { state, why: `laid over ${failures}` }
    case 'over-cap':
      return { state, why: `${failures} match; at most ${waiver.maxSubjects} may in a cluster` }
    case 'expired':
      return { state, why: `expired on ${waiver.expires}; would match ${failures}` }
    case 'unsigned':
      return { state, why: `its file counts as missing; would match ${failures}` }
    case 'not-yet':
      return { state, why: `approved on ${waiver.approvedOn}, after the cluster was read` }
  }
}

/** Of a waiver that lies over nothing: whether that is known, and why. */
function idle(
  waiver: Waiver,
  clusters: readonly WaivedCluster[],
): { readonly state: 'unused' | 'not-known'; readonly why: string } {
  const named = clusters.filter(({ name }) => speaksOf(waiver, name))
  const unread = named.filter(
    ({ evaluation, snapshot }) => evaluation === undefined && snapshot.status !== 'retired',
  )
  const names = (all: readonly WaivedCluster[]) => listed(all.map(({ name }) => name))
  if (unread.length > 0) return { state: 'not-known', why: `${names(unread)} was not read` }
  const failed = named.filter(({ evaluation }) => evaluation?.failed !== undefined)
  if (failed.length > 0) return { state: 'not-known', why: `${names(failed)} was not evaluated` }
  if (named.length === 0)
    return { state: 'unused', why: 'no cluster of the estate has a name that its subjects give' }
  const read = named.filter(({ evaluation }) => evaluation !== undefined)
  return read.length === 0
    ? { state: 'unused', why: `${names(named)} is retired` }
    : { state: 'unused', why: `no failure of its check in ${names(read)} matches` }
}

/** What to look at in a waiver, each once, in the order of the clusters. */
export function concernsOf(
  { id }: Waiver,
  clusters: readonly WaivedCluster[],
): readonly WaiverConcern[] {
  const said = clusters.flatMap(({ evaluation }) =>
    (evaluation?.organisation.waivers ?? [])
      .filter((each) => each.id === id)
      .flatMap(({ concerns }) => concerns ?? []),
  )
  return [...new Map(said.map((each) => [each.why, each])).values()]
}

function speaksOf({ subjects }: Waiver, cluster: string): boolean {
  return subjects.some((pattern) => matchesGlob(pattern.split('/')[0] ?? '', cluster))
}

function statesOf({ id }: Waiver, clusters: readonly WaivedCluster[]) {
  return clusters.flatMap(({ name, evaluation }) =>
    (evaluation?.organisation.waivers ?? [])
      .filter((state) => state.id === id)
      .map(({ state, matched }) => ({ cluster: name, state, matched })),
  )
}
