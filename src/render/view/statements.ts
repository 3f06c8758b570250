import type { Control, Framework } from '../../model/control.ts'
import type { SignOffReport, SignOffState } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import type { Applicability, Inapplicable, SignOff } from '../../model/sign-off.ts'
import type { Report } from '../report-schema.ts'
import { prose, visible } from '../text.ts'
import { BOUND_WORDS, SIGN_OFF_WORDS } from '../words.ts'
import { anchorOf } from './anchor.ts'
import { approvalWords, authorshipOf } from './approval.ts'
import { organisationHistoryView } from './history.ts'
import { unknownByEntry } from './unknown-clusters.ts'

type StatementsView = Report['statements']
type SignOffView = StatementsView['signOffs'][number]
type DueView = StatementsView['due'][number]
type DueState = DueView['states'][number]

/** What people have stated: whose files, each sign-off with how it stands in each cluster, what is due, and what is stated not to apply. */
export function statementsView(source: ReportSource): StatementsView {
  const { organisation, catalogue, clusters } = source
  const { files = [], signOffs = [], applicability } = organisation
  const anchors = controlAnchors(catalogue.frameworks)
  return {
    files: files.map(({ name, said, setAside }) => ({
      name: visible(name),
      authorship: visible(said),
      setAside: visible(setAside ?? ''),
    })),
    signOffs: signOffs.map((signOff) => signOffView(signOff, source, anchors)),
    due: catalogue.frameworks.flatMap(({ id, controls }) =>
      controls.flatMap((control) => dueView(id, control, clusters)),
    ),
    ...organisationHistoryView(source),
    ...(applicability === undefined
      ? {}
      : {
          applicability: applicabilityView(applicability, source),
        }),
  }
}

function controlAnchors(frameworks: readonly Framework[]): ReadonlySet<string> {
  return new Set(
    frameworks.flatMap(({ id, controls }) =>
      controls.map((control) => anchorOf('control', id, control.id)),
    ),
  )
}

function signOffView(
  signOff: SignOff,
  { organisation, clusters }: ReportSource,
  anchors: ReadonlySet<string>,
): SignOffView {
  const { id, framework, control, by, performedOn, cadence, period, evidence, missed } = signOff
  const anchor = anchorOf('control', framework, control)
  return {
    id: visible(id),
    anchor: anchorOf('signed-off', id),
    control: visible(`${framework} ${control}`),
    controlAnchor: anchors.has(anchor) ? anchor : '',
    by: prose(`${by.name} (${by.role})`),
    performedOn: visible(performedOn),
    cadence: visible(cadence ?? ''),
    period: period === undefined ? '' : visible(`${period.from} to ${period.to}`),
    authorship: authorshipOf(organisation, signOff.file),
    file: visible(signOff.file),
    evidence: evidence.map(({ link, digest }) => ({
      link: visible(link),
      digest: digest ?? '',
    })),
    missed: missed === undefined ? '' : missedWords(missed),
    note: prose(signOff.note ?? ''),
    states: clusters.flatMap((cluster) => stateIn(signOff, cluster)),
  }
}

function missedWords(missed: NonNullable<SignOff['missed']>): string {
  const { noticedOn, cause, doneOn, newSchedule } = missed
  return prose(
    `missed, noticed on ${noticedOn} (${cause}), made up for on ${doneOn}; from now on ${newSchedule}`,
  )
}

const HOLDS: readonly SignOffState[] = ['in-force', 'due-soon']

function stateIn(
  { id, clusters: stated }: SignOff,
  { name, evaluation }: ReportCluster,
): SignOffView['states'] {
  const found = evaluation?.organisation.signOffs?.find((each) => each.id === id)
  if (found === undefined) return []
  const digests = stated.find((each) => each.name === name)?.digests ?? {}
  return [
    {
      cluster: visible(name),
      state: found.state,
      word: SIGN_OFF_WORDS[found.state],
      why: prose(found.why),
      until: HOLDS.includes(found.state) ? visible(found.until ?? '') : '',
      digests: Object.entries(digests).map(([of, digest]) => ({
        of: BOUND_WORDS[of as keyof typeof BOUND_WORDS],
        digest,
      })),
    },
  ]
}

/** Of a control that asks for a statement: where there is none in force, and where one is due soon; equal answers of several clusters stand once. */
function dueView(
  framework: string,
  { id, signOff }: Control,
  clusters: readonly ReportCluster[],
): readonly DueView[] {
  if (signOff === undefined) return []
  const found = clusters.flatMap((cluster) => dueIn(framework, id, cluster))
  const states = [...Map.groupBy(found, ({ state, why }) => JSON.stringify([state, why])).values()]
  if (states.length === 0) return []
  return [
    {
      control: visible(`${framework} ${id}`),
      controlAnchor: anchorOf('control', framework, id),
      statement: prose(signOff.statement),
      states: states.flatMap(([first, ...others]) =>
        first === undefined
          ? []
          : [{ ...first, clusters: [first, ...others].flatMap((each) => each.clusters) }],
      ),
    },
  ]
}

function dueIn(
  framework: string,
  id: string,
  { name, due = [] }: ReportCluster,
): readonly DueState[] {
  const found = due.find((each) => each.framework === framework && each.control === id)
  if (found === undefined || found.state === 'in-force' || found.state === 'not-asked') return []
  return [
    found.stated === undefined
      ? { state: 'missing', word: SIGN_OFF_WORDS.missing, why: '', clusters: [visible(name)] }
      : dueState(found.stated, name),
  ]
}

function dueState({ id, state, why }: SignOffReport, cluster: string): DueState {
  const word = SIGN_OFF_WORDS[state]
  return { state, word, why: prose(`${id}: ${why}`), clusters: [visible(cluster)] }
}

function applicabilityView(
  { multiTenantProvider, designatedEntity, notApplicable }: Applicability,
  source: ReportSource,
): NonNullable<StatementsView['applicability']> {
  const said = authorshipOf(source.organisation, APPLICABILITY)
  const unknown = unknownByEntry(source)
  const declared = (what: string, value: boolean | undefined) =>
    value === undefined ? [] : [value ? what : `no ${what}`]
  return {
    declares: [
      ...declared('multi-tenant service provider', multiTenantProvider),
      ...declared('designated entity', designatedEntity),
    ],
    entries: notApplicable.map((entry, index) => ({
      id: visible(entry.id),
      control: visible(placeOf(entry)),
      clusters: visible(entry.clusters?.join(', ') ?? 'all'),
      reason: prose(entry.reason),
      approval: approvalWords(entry.approvedBy, entry.approvedOn, said),
      states: [
        ...(entry.control === undefined ? ['too broad: takes out a whole framework'] : []),
        ...notYetWords(entry, source.clusters),
        ...unknown(APPLICABILITY, 'notApplicable', index),
      ],
    })),
  }
}

const APPLICABILITY = 'applicability.yaml'

function notYetWords({ id }: Inapplicable, clusters: readonly ReportCluster[]): readonly string[] {
  const isNotYet = clusters.some(({ evaluation }) =>
    evaluation?.organisation.notYetApplicability?.includes(id),
  )
  return isNotYet ? ['approved on a day to come: not applied'] : []
}

function placeOf({ framework, control }: Inapplicable): string {
  return control === undefined ? framework : `${framework} ${control}`
}
