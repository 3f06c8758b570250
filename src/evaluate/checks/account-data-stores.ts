import { furthest } from '../../analyse/exposure/outside-paths.ts'
import type {
  Check,
  CheckAnswer,
  CheckInput,
  ScopedEndpoint,
  ScopedWorkload,
} from '../../model/check.ts'
import { byText, explanationEvidence, fail, pass, podEvidence, undetermined } from '../answers.ts'
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
import { anyConnection } from '../offenders.ts'
import { CONNECTIVITY, EXPOSURES } from '../reads.ts'
import { workloadName } from '../scoped-workloads.ts'
import { workloadSubject } from '../subject.ts'
import { scopeIsSilent } from '../unclassified.ts'

/** Whether stores of account data can be reached from untrusted networks, directly or through an undeclared step. */
export const accountDataStores: Check = {
  id: 'account-data-stores',
  version: 5,
  title: 'Stores of account data are not open to untrusted networks',
  logic:
    'No object opens a store to the outside, no untrusted address and no workload out of scope may reach it, also on its own node, and what is open to the outside reaches it only from the declared DMZ. Such paths of two hops are named, and those through the controller of an Ingress or a route.',
  reads: [...new Set([...CONNECTIVITY, ...EXPOSURES])],
  needs: ['scope', 'reachability', 'exposures'],
  passesBy: 'denial',
  parameters: {},
  evaluate(input) {
    const context = contextOf(input)
    return input.workloads.flatMap((workload) => {
      const stores = workload.rule?.storesAccountData
      if (stores === true) return [answer(context, workload)]
      const silent = workload.class === 'unclassified' || workload.class === 'cde'
      return stores === undefined && silent
        ? [scopeIsSilent(input, workload, 'whether it stores account data')]
        : []
    })
  },
}

type Context = {
  readonly input: CheckInput
  readonly openings: readonly Opening[]
  /** endpoints that count as untrusted: addresses, and pods nobody put in scope */
  readonly untrusted: readonly ScopedEndpoint[]
  /** endpoints that something opens to the outside, or that are declared DMZ */
  readonly steps: readonly ScopedEndpoint[]
}

function contextOf(input: CheckInput): Context {
  const openings = openingsOf(input)
  const open = new Set<unknown>(
    openings
      .filter(({ ways }) => ways.some(({ kind }) => kind !== 'HostNetwork'))
      .flatMap(({ workloads }) => workloads.flatMap(({ endpoints }) => endpoints)),
  )
  return {
    input,
    openings,
    untrusted: input.endpoints.filter(isUntrusted),
    steps: input.endpoints.filter(
      (each) => (open.has(each.endpoint) || each.dmz) && !isUntrusted(each),
    ),
  }
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
  if (open !== undefined) return open
  const atOnce = reached(context, workload)
  const inTwoHops = stepped(context, workload)
  const fails = [atOnce, inTwoHops].flatMap((each) => (each?.verdict === 'fail' ? [each] : []))
  const [first] = fails
  if (first === undefined) return atOnce ?? inTwoHops
  return {
    ...first,
    reason: fails.map(({ reason }) => reason).join('; '),
    evidence: fails.flatMap(({ evidence }) => evidence),
  }
}

function opened({ input, openings }: Context, workload: ScopedWorkload): CheckAnswer | undefined {
  const mine = openings.filter(({ workloads }) => workloads.includes(workload))
  const [way] = mine.flatMap((opening) => waysTo(opening, workload))
  if (way === undefined) return undefined
  const subject = workloadSubject(input.cluster.name, workload)
  const path = furthest(
    mine.flatMap((opening) =>
      waysTo(opening, workload).flatMap((each) => pathOfWay(input, each, workload) ?? []),
    ),
  )
  const shown = path?.exposure ?? way
  const open = `a store of account data is open to the outside: ${describeWay(shown)} of ${shown.namespace}/${shown.name}`
  const said = [open, ...remarkOnPath(path)].join('; ')
  const evidence = [...mine.flatMap(openingEvidence), ...pathEvidence(path)]
  return fail(subject, said, evidence, exampleOfPath(path))
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
  const others = steps.filter(({ endpoint }) => !own.some((each) => each.endpoint === endpoint))
  const undeclared = others.filter(({ dmz }) => !dmz)
  const { certain, uncertain } = examine(input, undeclared, own, anyConnection)
  const bad =
    failing(
      input,
      workload,
      certain,
      'reachable in two hops through what is open to the outside and not declared DMZ',
    ) ?? unsure(input, workload, uncertain)
  if (bad !== undefined) return bad
  const subject = workloadSubject(input.cluster.name, workload)
  const seen = workload.pods.slice(0, 1).map(podEvidence)
  const hops = twoHops(
    input,
    others.filter(({ dmz }) => dmz),
    own,
  )
  return pass(
    subject,
    `not reachable from untrusted networks in the declared configuration${hops}`,
    seen,
  )
}

/** `; in two hops: outside -> shop/Deployment/web (DMZ) -> ...`, or nothing. */
function twoHops(
  input: CheckInput,
  dmz: readonly ScopedEndpoint[],
  own: readonly ScopedEndpoint[],
): string {
  const { certain, uncertain } = examine(input, dmz, own, anyConnection)
  const paths = [certain, uncertain].flatMap(({ first }) => first ?? [])
  const names = [...certain.sources, ...uncertain.sources]
  const [path] = paths
  if (path === undefined) return ''
  const others = [...new Set(names)].filter((name) => name !== path.source.name).sort(byText)
  const more = others.length === 0 ? '' : `, also through ${others.join(', ')}`
  return `; in two hops: outside -> ${describePair(path)}, through the declared DMZ${more}`
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
