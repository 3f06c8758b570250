import type { CheckInput } from '../../model/check.ts'
import type { Control, Framework } from '../../model/control.ts'
import type { CheckResult, ControlResult, OrganisationReport } from '../../model/evaluation.ts'
import type { OutsideEvidence, OutsideReport } from '../../model/outside-evidence.ts'
import type { Person } from '../../model/sign-off.ts'
import { someOf } from '../answers.ts'
import { authorshipWords } from '../authorship.ts'
import { byNodes, resultsOfNodes } from './node-results.ts'
import { outsideStanding } from './standing.ts'
import type { OutsideContext, OutsideStanding } from './standing.ts'

/** What other tools say of one cluster, as of the day of its snapshot. */
export type Outside = {
  /** of a control that is out of reach, node by node; empty: nothing that counts speaks of it */
  resultsFor(framework: Framework, control: Control): readonly CheckResult[]
  /** a control's result with whose word it is, or why there is none */
  closed(framework: Framework, result: ControlResult): ControlResult
  /** how each statement stands here; empty where none was given */
  readonly report: Pick<OrganisationReport, 'outside'>
}

type Stood = { readonly evidence: OutsideEvidence; readonly standing: OutsideStanding }

/**
 * Holds outside evidence that names a cluster against what is there. A tool's answers never make a control pass: where it passes each node, a person's review
 * of each statement makes it signed off.
 */
export function outsideOf(input: CheckInput, frameworks: readonly Framework[]): Outside {
  const { cluster, organisation, asOf } = input
  const context: OutsideContext = {
    cluster,
    today: asOf.slice(0, 10),
    requireSigned: organisation.approvers?.requireSigned === true,
    benchmarks: [...new Set(frameworks.flatMap(({ outside }) => outside?.benchmarks ?? []))].sort(),
  }
  const stood = (organisation.outside ?? [])
    .filter((each) => each.cluster === cluster.name)
    .map((evidence) => ({ evidence, standing: outsideStanding(evidence, context) }))
  const counting = stood
    .filter(({ standing }) => standing.state === 'in-force')
    .map(({ evidence }) => evidence)
  const byFramework = new Map(
    frameworks.map((framework) => [
      framework.id,
      byNodes(counting.filter((each) => isFor(framework, each))),
    ]),
  )
  return {
    resultsFor: (framework, control) =>
      resultsOfNodes(cluster, framework, control, byFramework.get(framework.id) ?? new Map()),
    closed: (framework, result) =>
      result.method !== 'out-of-reach'
        ? result
        : closed(
            result,
            stood.filter(({ evidence }) => isFor(framework, evidence)),
            context.today,
          ),
    report: organisation.outside === undefined ? {} : { outside: stood.map(reportOf) },
  }
}

function isFor({ outside }: Framework, { benchmark }: OutsideEvidence): boolean {
  return outside?.benchmarks.includes(benchmark) === true
}

function closed(result: ControlResult, stood: readonly Stood[], today: string): ControlResult {
  if (result.results.length === 0) return withRefused(result, stood)
  if (result.outcome !== 'needs-sign-off') return result
  const ids = new Set(result.results.flatMap(({ outside }) => outside ?? []))
  const used = stood.flatMap(({ evidence }) => (ids.has(evidence.id) ? [evidence] : []))
  const said = `outside evidence: PASS by kube-bench for each node (${result.results.length})`
  const reviewed = used.filter((each) => isReviewed(each, today))
  if (reviewed.length < used.length)
    return Object.freeze({ ...result, reason: `${said}; a person's review is not stated of each` })
  const reviews = Map.groupBy(reviewed, reviewOf)
  const whose = [...reviews].map(([by, all]) => `${by} (${someOf(all.map(({ id }) => id))})`)
  return Object.freeze({
    ...result,
    outcome: 'signed-off',
    reason: `${said}, ${whose.join('; ')}`,
    signedOff: used.map(({ id }) => id).join(', '),
  })
}

/** What was given for it and does not count is said where it would have counted. */
function withRefused(result: ControlResult, stood: readonly Stood[]): ControlResult {
  const refused = stood.filter(({ standing }) => standing.state !== 'in-force')
  const [first] = refused
  if (first === undefined || result.outcome !== 'undetermined') return result
  const more = refused.length === 1 ? '' : ` (and ${refused.length - 1} more)`
  const said = `outside evidence ${first.evidence.id} does not count: ${first.standing.why}${more}`
  return Object.freeze({ ...result, reason: `${result.reason.replace(/\.$/, '')}; ${said}` })
}

/** A review of a day to come is none. */
function isReviewed({ reviewed }: OutsideEvidence, today: string): boolean {
  return reviewed !== undefined && reviewed.performedOn <= today
}

function reviewOf({ reviewed, authorship }: OutsideEvidence): string {
  if (reviewed === undefined) throw new Error('nobody has reviewed it')
  return `reviewed by ${personOf(reviewed.by)} on ${reviewed.performedOn}, ${authorshipWords(authorship)}`
}

function personOf({ name, role }: Person): string {
  return `${name} (${role})`
}

function reportOf({ evidence, standing }: Stood): OutsideReport {
  const { id, tool, toolVersion, benchmark, nodes, takenOn, digest, by, reviewed } = evidence
  return {
    id,
    tool: `${tool} ${toolVersion}`,
    benchmark,
    nodes: [...nodes].sort(),
    takenOn,
    until: standing.until,
    digest,
    state: standing.state,
    why: standing.why,
    by: personOf(by),
    ...(reviewed === undefined
      ? {}
      : { reviewed: `${personOf(reviewed.by)} on ${reviewed.performedOn}` }),
    authorship: authorshipWords(evidence.authorship),
  }
}
