import { furthest } from '../../analyse/exposure/outside-paths.ts'
import type {
  Check,
  CheckAnswer,
  CheckInput,
  ScopedEndpoint,
  ScopedWorkload,
} from '../../model/check.ts'
import { explanationEvidence, fail, pass, podEvidence, undetermined } from '../answers.ts'
import { sourcesOf } from '../balancer-sources.ts'
import { describePair, endpointsOf, exampleOf, isOfClass, undecidedPair } from '../connections.ts'
import { examine } from '../examine.ts'
import type { Tally } from '../examine.ts'
import {
  describeWay,
  exampleOfPath,
  openingEvidence,
  openingsOf,
  pathEvidence,
  pathOfWay,
  remarkOnPath,
  waysTo,
} from '../exposed.ts'
import type { Opening } from '../exposed.ts'
import { missingCde } from '../expected-cde.ts'
import { anyConnection } from '../offenders.ts'
import { CONNECTIVITY, EXPOSURES } from '../reads.ts'
import { workloadName } from '../scoped-workloads.ts'
import { workloadSubject } from '../subject.ts'
import { stepOf, stepsAmong, twoHops, undeclaredSteps } from '../two-hops.ts'
import type { Step } from '../two-hops.ts'
import { scopeIsSilent } from '../unclassified.ts'

/** Whether stores of account data can be reached from untrusted networks, directly or through an undeclared step. */
export const accountDataStores: Check = {
  id: 'account-data-stores',
  version: 7,
  title: 'Stores of account data are not open to untrusted networks',
  logic:
    'No object opens a store to the outside, no untrusted address and no workload out of scope may reach it, also on its own node, and nothing outside of the CDE that is open to the outside reaches it but the declared DMZ. A first step that policies deny, or that lets in declared trusted networks only, is none. Two steps through the DMZ or the CDE are named.',
  reads: [...new Set([...CONNECTIVITY, ...EXPOSURES])],
  needs: ['scope', 'reachability', 'exposures'],
  passesBy: 'denial',
  parameters: {},
  evaluate(input) {
    const context = contextOf(input)
    const answers = input.workloads.flatMap((workload) => {
      const stores = workload.rule?.storesAccountData
      if (stores === true) return [answer(context, workload)]
      const silent = workload.class === 'unclassified' || workload.class === 'cde'
      return stores === undefined && silent
        ? [scopeIsSilent(input, workload, 'whether it stores account data')]
        : []
    })
    return [...missingCde(input), ...answers]
  },
}

type Context = {
  readonly input: CheckInput
  readonly openings: readonly Opening[]
  /** endpoints that count as untrusted: addresses, and pods nobody put in scope */
  readonly untrusted: readonly ScopedEndpoint[]
  readonly steps: readonly Step[]
}

function contextOf(input: CheckInput): Context {
  const openings = openingsOf(input)
  const untrusted = input.endpoints.filter(isUntrusted)
  const others = input.endpoints.filter((each) => !isUntrusted(each))
  return { input, openings, untrusted, steps: stepsAmong(input, openings, others) }
}

function isUntrusted(endpoint: ScopedEndpoint): boolean {
  const { zone } = endpoint
  return (
    (zone !== undefined && zone !== 'trusted') ||
    isOfClass(endpoint, 'out-of-scope') ||
    isOfClass(endpoint, 'unclassified')
  )
}

/** What fails is told whole, so that one way in does not hide another; what is undecided matters only where nothing fails. */
function answer(context: Context, workload: ScopedWorkload): CheckAnswer {
  const open = opened(context, workload)
  if (open?.verdict === 'fail') return open
  const atOnce = reached(context, workload)
  const inTwoHops = stepped(context, workload)
  const fails = [atOnce, inTwoHops].flatMap((each) => (each?.verdict === 'fail' ? [each] : []))
  const [first] = fails
  if (first === undefined) return open ?? atOnce ?? inTwoHops
  return {
    ...first,
    reason: fails.map(({ reason }) => reason).join('; '),
    evidence: fails.flatMap(({ evidence }) => evidence),
  }
}

/** What opens the store itself; undefined where nothing does, or for declared trusted networks alone. */
function opened({ input, openings }: Context, workload: ScopedWorkload): CheckAnswer | undefined {
  const mine = openings.filter(({ workloads }) => workloads.includes(workload))
  const ways = mine
    .flatMap((opening) => waysTo(opening, workload))
    .map((way) => ({ way, sources: sourcesOf(input, way) }))
  const subject = workloadSubject(input.cluster.name, workload)
  const open = ways.filter(({ sources }) => sources.kind === 'untrusted')
  const [first] = open
  if (first === undefined) {
    const [perhaps] = ways.flatMap(({ way, sources }) =>
      sources.kind === 'not-known' ? [`${describeWay(way)} ${sources.said}`] : [],
    )
    const evidence = mine.flatMap(openingEvidence)
    return perhaps === undefined
      ? undefined
      : undetermined(subject, 'out-of-reach', perhaps, evidence)
  }
  const path = furthest(open.flatMap(({ way }) => pathOfWay(input, way, workload) ?? []))
  const shown = path?.exposure ?? first.way
  const said = `a store of account data is open to the outside: ${describeWay(shown)} of ${shown.namespace}/${shown.name}`
  const evidence = [...mine.flatMap(openingEvidence), ...pathEvidence(path)]
  return fail(subject, [said, ...remarkOnPath(path)].join('; '), evidence, exampleOfPath(path))
}

function reached({ input, untrusted }: Context, workload: ScopedWorkload): CheckAnswer | undefined {
  const own = endpointsOf(input, workload)
  const { certain, uncertain } = examine(input, untrusted, own, anyConnection)
  return (
    failing(input, workload, certain, 'reachable from untrusted networks') ??
    unsure(input, workload, uncertain)
  )
}

function stepped({ input, steps }: Context, workload: ScopedWorkload): CheckAnswer {
  const own = endpointsOf(input, workload)
  const others = steps.filter(({ step }) => !own.some(({ endpoint }) => endpoint === step.endpoint))
  const { open, perhaps } = undeclaredSteps(others)
  const { certain, uncertain } = examine(input, open.map(stepOf), own, anyConnection)
  const what =
    'reachable in two hops through what is open to the outside, outside of the CDE and not declared DMZ'
  const bad =
    failing(input, workload, certain, what) ??
    unsure(input, workload, uncertain) ??
    unsureStep(input, workload, perhaps, own)
  if (bad !== undefined) return bad
  const hops = twoHops(input, others, own)
  const subject = workloadSubject(input.cluster.name, workload)
  const seen = workload.pods.slice(0, 1).map(podEvidence)
  const said = 'not reachable from untrusted networks in the declared configuration'
  return pass(subject, [said, ...hops].join('; '), seen)
}

function unsureStep(
  input: CheckInput,
  workload: ScopedWorkload,
  perhaps: readonly Step[],
  own: readonly ScopedEndpoint[],
): CheckAnswer | undefined {
  const { certain, uncertain } = examine(input, perhaps.map(stepOf), own, anyConnection)
  const pair = certain.first ?? uncertain.first
  const first = perhaps.find(({ step }) => step.endpoint === pair?.source.endpoint)?.first
  if (pair === undefined || first === undefined) return undefined
  const subject = workloadSubject(input.cluster.name, workload)
  const said = `perhaps reachable in two hops: ${first.said}; then ${describePair(pair)}`
  return undetermined(subject, 'out-of-reach', said, workload.pods.slice(0, 1).map(podEvidence))
}

function failing(
  input: CheckInput,
  workload: ScopedWorkload,
  { first, count }: Tally,
  what: string,
): CheckAnswer | undefined {
  if (first === undefined) return undefined
  const subject = workloadSubject(input.cluster.name, workload)
  const example = exampleOf(input, first)
  const source = first.source.endpoint
  const pods = source.kind === 'pods' ? source.pods.slice(0, 1) : []
  const evidence = [
    ...explanationEvidence(example),
    ...[...pods, ...workload.pods.slice(0, 1)].map(podEvidence),
  ]
  const more = count > 1 ? `, and ${count - 1} more` : ''
  return fail(
    subject,
    `${workloadName(workload)} is ${what}: ${describePair(first)}${more}`,
    evidence,
    example,
  )
}

function unsure(
  input: CheckInput,
  workload: ScopedWorkload,
  { first }: Tally,
): CheckAnswer | undefined {
  if (first === undefined) return undefined
  const subject = workloadSubject(input.cluster.name, workload)
  const { cause, said } = undecidedPair(first)
  return undetermined(subject, cause, said, workload.pods.slice(0, 1).map(podEvidence))
}
