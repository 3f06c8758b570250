import { canonicalJson } from '../core/canonical-json.ts'
import { describeEnforcers } from '../analyse/enforcer/enforcers.ts'
import type { Instant } from '../core/clock.ts'
import type { JsonObject } from '../core/json.ts'
import type { CheckInput } from '../model/check.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Catalogue, CheckUse, Control, Framework } from '../model/control.ts'
import type { CustomAnswers } from '../model/custom-check.ts'
import type { CheckResult, Evaluation } from '../model/evaluation.ts'
import type { ClusterMemory } from '../model/history.ts'
import type { ResourceName } from '../model/object.ts'
import type { Reachability } from '../model/reachability.ts'
import type { Organisation } from '../model/scope.ts'
import { inapplicable } from './applicability.ts'
import type { Beyond } from './applicability.ts'
import { inputOf } from './check-input.ts'
import { checkIn } from './custom/as-check.ts'
import { digestsOf } from './digests.ts'
import { missingOf } from './gate.ts'
import { historyOf } from './history/history.ts'
import type { History, HistoryInput } from './history/history.ts'
import { outcomesAfter } from './history/outcomes.ts'
import { organisationReport } from './organisation-report.ts'
import { outsideOf } from './outside/outside.ts'
import type { Outside } from './outside/outside.ts'
import { withStatements } from './people-say.ts'
import { peopleOf } from './people.ts'
import { rollUp } from './roll-up.ts'
import { runCheck } from './run-check.ts'
import { classifiedWorkloads } from './scoped-workloads.ts'
import { isLeftOut, leftOut } from './left-out.ts'
import { segmentationOf } from './segmentation.ts'
import { overlayWaivers } from './waiver-overlay.ts'

/** When a cluster is evaluated, and what else is known of it; without history nothing is held against earlier runs. */
export type EvaluationOccasion = {
  readonly evaluatedAt: Instant
  readonly history?: HistoryInput
  /** of the checks that the organisation wrote; absent: there are none, or all of them are errors */
  readonly customAnswers?: CustomAnswers
}

/** The results of one cluster, and what the next run is to know of it; nothing where there is no history to go on with. */
export type Evaluated = { readonly evaluation: Evaluation; readonly memory?: ClusterMemory }

/**
 * All results of one cluster under one catalogue, as of the time of the snapshot. Controls in catalogue order; results sorted by check use and
 * subject. The same input gives the same evaluation.
 *
 * Nothing but a bug outside the checks throws: gaps, silent scope, blockers and errors of checks are results.
 */
export function evaluate(
  cluster: Cluster,
  reachability: Reachability,
  organisation: Organisation,
  catalogue: Catalogue,
  { evaluatedAt, history, customAnswers }: EvaluationOccasion,
): Evaluated {
  const { defaultRights } = catalogue
  const bare = inputOf(cluster, reachability, organisation, defaultRights, customAnswers)
  const segmentation = segmentationOf(bare)
  const digests = digestsOf(bare, segmentation.digest)
  const past = history === undefined ? undefined : historyOf(bare, digests, history)
  const input = past === undefined ? bare : { ...bare, policyHistory: past.policies }
  const used = usesOf(catalogue, cluster)
  const outside = outsideOf(input, catalogue.frameworks)
  const results = resultsOf(used, input, { outside, catalogue })
  const overlay = overlayWaivers(
    organisation,
    used.flatMap(({ control }) => results(control)),
    cluster.name,
    input.asOf,
  )
  const people = peopleOf(input, catalogue, { digests, history: past?.said })
  const evaluation: Evaluation = {
    format: 'evaluation/v1',
    cluster: cluster.name,
    snapshot: cluster.snapshot.root,
    catalogue: catalogue.digest,
    asOf: input.asOf,
    evaluatedAt,
    controls: used.map(({ framework, control, beyond }) => {
      const waiverOf = (result: CheckResult) => overlay.waiverOf(result)
      const mine = results(control)
      const result = rollUp(framework, control, mine, waiverOf, beyond)
      const stated = outside.closed(framework, result)
      return withStatements(stated, people.say(framework, control))
    }),
    scope: classifiedWorkloads(input.workloads),
    segmentation: segmentation.cells,
    enforcer: describeEnforcers(cluster),
    assumptions: reachability.assumptions,
    blockers: reachability.blockers,
    organisation: { ...organisationReport(input, overlay), ...people.report, ...outside.report },
    gaps: gapsOf(used, cluster, catalogue),
    digests,
  }
  return past === undefined || history === undefined
    ? { evaluation }
    : remembered(evaluation, past, history)
}

/** With what the newest runs answered, this one among them, in the evaluation and for the next run. */
function remembered(
  evaluation: Evaluation,
  { said, memory }: Pick<History, 'said' | 'memory'>,
  { earlier }: HistoryInput,
): Evaluated {
  const before = earlier.kind === 'known' ? earlier.memory.outcomes : undefined
  const outcomes = outcomesAfter(before, memory.at, evaluation.controls)
  return {
    evaluation: { ...evaluation, history: { ...said, outcomes } },
    memory: { ...memory, outcomes },
  }
}

type Used = {
  readonly framework: Framework
  readonly control: Control
  readonly beyond: Beyond | undefined
}

function usesOf(catalogue: Catalogue, cluster: Cluster): readonly Used[] {
  return catalogue.frameworks.flatMap((framework) => {
    const beyond = inapplicable(framework, cluster, catalogue)
    return framework.controls.map((control) => ({ framework, control, beyond }))
  })
}

/** The results of a control's checks, or of outside evidence for one that is out of reach; a check with the same parameters runs once, however many controls name it. */
function resultsOf(
  used: readonly Used[],
  input: CheckInput,
  { outside, catalogue }: { readonly outside: Outside; readonly catalogue: Catalogue },
): (control: Control) => readonly CheckResult[] {
  const ran = new Map<string, readonly CheckResult[]>()
  const run = (use: CheckUse) => {
    const parameters: JsonObject = { ...use.parameters }
    const place = canonicalJson([use.check, parameters, use.onlyIn ?? ''])
    const known = ran.get(place) ?? runUse(use, input, catalogue)
    ran.set(place, known)
    return known
  }
  const answered = new Map<Control, readonly CheckResult[]>()
  for (const { framework, control, beyond } of used)
    answered.set(
      control,
      control.method === 'out-of-reach' && beyond === undefined
        ? outside.resultsFor(framework, control)
        : control.checks.flatMap((use) => marked(use, beyond, catalogue) ?? run(use)),
    )
  return (control) => answered.get(control) ?? []
}

/** What stands for a check's results where its framework says nothing of the cluster: nothing at all where it is written for another platform, or another of its family is used. */
function marked(
  use: CheckUse,
  beyond: Beyond | undefined,
  catalogue: Catalogue,
): readonly CheckResult[] | undefined {
  if (beyond === undefined) return undefined
  return beyond.answer.verdict === 'not-applicable'
    ? []
    : [Object.freeze({ ...checkMark(use, catalogue), ...beyond.answer })]
}

function runUse(use: CheckUse, input: CheckInput, catalogue: Catalogue): readonly CheckResult[] {
  const left = use.onlyIn === 'scope' && isLeftOut(input)
  return left
    ? [Object.freeze({ ...checkMark(use, catalogue), ...leftOut(input) })]
    : runCheck(required(use, catalogue), { ...input, parameters: use.parameters })
}

/** What every result of a check says of it. */
export function checkMark(
  use: CheckUse,
  catalogue: Catalogue,
): Pick<CheckResult, 'check' | 'checkVersion'> {
  return { check: use.check, checkVersion: required(use, catalogue).version }
}

function required({ check }: CheckUse, catalogue: Catalogue) {
  const found = checkIn(catalogue, check)
  if (found === undefined) throw new Error(`the catalogue names an unknown check: ${check}`)
  return found
}

/** What checks in use wanted to read and could not, sorted. */
function gapsOf(
  used: readonly Used[],
  { snapshot }: Cluster,
  catalogue: Catalogue,
): readonly ResourceName[] {
  const uses = used.flatMap(({ control }) => control.checks)
  const names = uses.flatMap((use) =>
    missingOf(required(use, catalogue), snapshot).map(({ resource }) => resource),
  )
  return [...new Set(names)].sort()
}
