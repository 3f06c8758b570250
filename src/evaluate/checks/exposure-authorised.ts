import { furthest } from '../../analyse/exposure/outside-paths.ts'
import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { Exposure } from '../../model/cluster.ts'
import type { PublicPort } from '../../model/scope.ts'
import { holdsCidrs } from '../../analyse/engine/address-ranges.ts'
import { fail, notApplicable, pass, someOf, undetermined } from '../answers.ts'
import {
  describeWay,
  exampleOfPath,
  leadsTo,
  openingEvidence,
  openingsOf,
  pathEvidence,
  pathOfWay,
  remarkOnPath,
  waysTo,
} from '../exposed.ts'
import type { Opening } from '../exposed.ts'
import { sourcesOf } from '../balancer-sources.ts'
import { declaresPort } from '../declared-public.ts'
import { EXPOSURES } from '../reads.ts'
import { workloadName } from '../scoped-workloads.ts'
import { ruleOfNamespace } from '../scope-of.ts'

/** Whether everything that opens workloads in scope to the outside is an authorised public service, on its ports and for its sources. */
export const exposureAuthorised: Check = {
  id: 'exposure-authorised',
  version: 5,
  title: 'What is open to the outside is an authorised public service',
  logic:
    'Each Service, Ingress, route, host port and host-network pod that leads to workloads in scope is held against the public services of the scope file: ports with their protocol and source ranges included. A load balancer without node ports lets no untrusted network in where its source ranges lie within declared trusted networks and kube-proxy holds to them; where its load balancer alone would have to, that is open. What fails is shown with its path from outside, through the controller that was found.',
  reads: [...EXPOSURES, 'nodes'],
  needs: ['scope', 'exposures'],
  parameters: {},
  evaluate: (input) =>
    openingsOf(input)
      .filter((opening) => mayBeInScope(input, opening))
      .map((opening) => answer(input, opening)),
}

/** What leads to no pod counts by its namespace, so that it is listed and not lost. */
function mayBeInScope(input: CheckInput, { workloads, namespace }: Opening): boolean {
  if (workloads.length > 0) return workloads.some((each) => each.class !== 'out-of-scope')
  const { scope } = input.organisation
  return (
    scope !== undefined &&
    ruleOfNamespace(scope, input.cluster.name, namespace)?.class !== 'out-of-scope'
  )
}

/** Why a way to a workload is not authorised, or not known to be. */
type Objection = {
  readonly kind: 'not-authorised' | 'not-seen' | 'silent'
  readonly what: string
  readonly way: Exposure
  readonly workload: ScopedWorkload
}

function answer(input: CheckInput, opening: Opening): CheckAnswer {
  const { subject } = opening
  const evidence = openingEvidence(opening)
  if (opening.workloads.length === 0) return notApplicable(subject, 'leads to no pod now', evidence)
  if (isPlatformHostNetwork(opening)) {
    const said = 'a platform daemon on the host network: its ports are the ports of the node'
    return notApplicable(subject, said, evidence)
  }
  const inScope = opening.workloads.filter((each) => each.class !== 'out-of-scope')
  const objections = inScope.flatMap((workload) =>
    waysTo(opening, workload).flatMap(
      (way) => objectionTo(input, way, workload, balancerOf(opening, way)) ?? [],
    ),
  )
  const bad = objections.filter(({ kind }) => kind === 'not-authorised')
  const [first] = bad
  if (first !== undefined) {
    const paths = bad.flatMap(({ way, workload }) => pathOfWay(input, way, workload) ?? [])
    const path = furthest(paths)
    const said = [...new Set([...bad.map(({ what }) => what), ...remarkOnPath(path)])].join('; ')
    return fail(subject, said, [...evidence, ...pathEvidence(path)], exampleOfPath(path))
  }
  const [open] = objections
  if (open !== undefined) {
    const cause = open.kind === 'silent' ? 'scope-silent' : 'out-of-reach'
    return undetermined(subject, cause, open.what, evidence)
  }
  return pass(subject, authorised(input, opening, inScope), evidence)
}

/** What is a public service, or what lets in declared trusted networks only. */
function authorised(
  input: CheckInput,
  { ways }: Opening,
  workloads: readonly ScopedWorkload[],
): string {
  const names = someOf(workloads.map(workloadName))
  const isPublic = workloads.some(({ rule }) => isDeclared(rule?.publicService))
  const narrowed = ways.flatMap((way) => {
    const sources = sourcesOf(input, way)
    return sources.kind === 'trusted' ? [`${describeWay(way)} ${sources.said}`] : []
  })
  const [first] = narrowed
  return isPublic || first === undefined
    ? `authorised: ${names}`
    : `no untrusted network comes in to ${names}: ${first}`
}

type Declared = NonNullable<ScopedWorkload['rule']>['publicService']

function isDeclared(declared: Declared): declared is Exclude<Declared, false | undefined> {
  return declared !== undefined && declared !== false
}

/** Host-network daemons of the platform that are merely connected; beside CDE pods their class is judged by its own check. */
function isPlatformHostNetwork(opening: Opening): boolean {
  return (
    opening.ways.every(({ kind }) => kind === 'HostNetwork') &&
    !leadsTo(opening, 'cde') &&
    opening.workloads.every(({ platform }) => platform)
  )
}

/** The load balancer that a node port was opened for: it is declared by the balancer's port, but open to any source. */
function balancerOf({ ways }: Opening, way: Exposure): Exposure | undefined {
  if (way.kind !== 'NodePort') return undefined
  return ways.find((each) => each.kind === 'LoadBalancer' && each.pointer === way.pointer)
}

/** Undefined where the scope file declares it. */
function objectionTo(
  input: CheckInput,
  way: Exposure,
  workload: ScopedWorkload,
  balancer: Exposure | undefined,
): Objection | undefined {
  const declared = workload.rule?.publicService
  const name = workloadName(workload)
  if (!isDeclared(declared)) {
    const sources = sourcesOf(input, way)
    if (sources.kind === 'trusted') return undefined
    if (declared === undefined && workload.class !== 'cde') {
      const what = `scope does not say whether ${name} is a public service (${describeWay(way)})`
      return { kind: 'silent', what, way, workload }
    }
    if (sources.kind === 'not-known')
      return { kind: 'not-seen', what: `${describeWay(way)} ${sources.said}`, way, workload }
    const what = `${describeWay(way)} opens ${name}, which is not declared a public service`
    return { kind: 'not-authorised', what, way, workload }
  }
  const port = balancer?.port ?? way.port
  if (port === undefined || !declaresPort(declared.ports, way.protocol, port)) {
    const what = `${describeWay(way)} opens ${name} on a port that is not declared (${declaredPorts(declared.ports, way.protocol)})`
    return { kind: 'not-authorised', what, way, workload }
  }
  return objectionToSources(way, workload, declared.sourceRanges)
}

/** As the scope file says them; those of TCP by name beside a way of another protocol. */
function declaredPorts(ports: readonly PublicPort[], protocol: Exposure['protocol']): string {
  const isTcp = protocol === 'TCP'
  return ports.map((each) => (isTcp || typeof each === 'string' ? each : `${each}/TCP`)).join(', ')
}

/** An empty list means any source, on both sides. */
function objectionToSources(
  way: Exposure,
  workload: ScopedWorkload,
  declared: readonly string[],
): Objection | undefined {
  const wider =
    declared.length > 0 &&
    (way.sourceRanges.length === 0 || !holdsCidrs(declared, way.sourceRanges))
  if (!wider) return undefined
  const name = workloadName(workload)
  const open = way.sourceRanges.length === 0 ? 'any address' : way.sourceRanges.join(', ')
  const what = `${describeWay(way)} lets ${open} reach ${name}, declared for ${declared.join(', ')}`
  return { kind: 'not-authorised', what, way, workload }
}
