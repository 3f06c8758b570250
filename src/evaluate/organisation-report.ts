import type { Instant } from '../core/clock.ts'
import type { CheckInput, FlowBreadth, ScopedWorkload } from '../model/check.ts'
import type { OrganisationReport } from '../model/evaluation.ts'
import type { ApprovedFlow, FlowSide, Organisation } from '../model/scope.ts'
import { byText } from './answers.ts'
import { breadthOf } from './flow-breadth.ts'
import { flowPossible, isPossible } from './flows-possible.ts'
import { matchesAnyGlob } from './glob.ts'
import { labelClaims } from './label-claims.ts'
import { labelFlows } from './label-flows.ts'
import { isNotYet } from './register.ts'
import { ruleOverlaps } from './rule-overlaps.ts'
import { ruleOfNamespace } from './scope-of.ts'
import { scopeRemarks } from './scope-remarks.ts'
import { workloadName } from './scoped-workloads.ts'
import type { WaiverOverlay } from './waiver-overlay.ts'

/** How the organisation's files met a cluster: what they do not name, what they name in vain, what is overdue. */
export function organisationReport(input: CheckInput, overlay: WaiverOverlay): OrganisationReport {
  const flows = flowsOf(input.organisation, input.cluster)
  const answers = flows.map((flow) => ({ id: flow.id, possible: flowPossible(input, flow) }))
  const claims = labelClaims(input)
  const overlaps = ruleOverlaps(input)
  const remarks = scopeRemarks(input)
  return {
    unclassified: unclassifiedOf(input),
    ...(claims === undefined ? {} : { labelClaims: claims }),
    ...(overlaps === undefined ? {} : { ruleOverlaps: overlaps }),
    ...(remarks === undefined ? {} : { scopeRemarks: remarks }),
    ...filesOf(input.organisation),
    waivers: overlay.report,
    unusedFlows: answers.filter(({ possible }) => !isPossible(possible)).map(({ id }) => id),
    deniedFlows: answers.flatMap(({ id, possible: { pairs, closed, partly, denied } }) =>
      denied === undefined ? [] : [{ id, pairs, closed, partly, example: denied }],
    ),
    labelFlows: labelFlows(input, flows),
    ...datedFlows(flows, input.asOf, ({ id }) => input.register.broad.get(id)),
    ...datedApplicability(input.organisation, input.cluster, input.asOf),
  }
}

/** What is known of the organisation's files without looking into a cluster: the days of its entries. */
export function organisationDates(
  organisation: Organisation,
  cluster: { readonly name: string },
  asOf: Instant,
): OrganisationReport {
  const dated = {
    ...datedFlows(flowsOf(organisation, cluster), asOf),
    ...datedApplicability(organisation, cluster, asOf),
  }
  return { unclassified: [], ...filesOf(organisation), waivers: [], unusedFlows: [], ...dated }
}

/** Who wrote the files; nothing where nobody has looked. */
function filesOf({ files }: Organisation): Pick<OrganisationReport, 'files'> {
  if (files === undefined) return {}
  return {
    files: files.map(({ name, said, setAside }) => ({
      name,
      authorship: said,
      ...(setAside === undefined ? {} : { setAside }),
    })),
  }
}

function datedFlows(
  flows: readonly ApprovedFlow[],
  asOf: Instant,
  breadth: (flow: ApprovedFlow) => FlowBreadth | undefined = (flow) => breadthOf(flow),
): Required<Pick<OrganisationReport, 'broadFlows' | 'notYetFlows' | 'overdueFlows'>> {
  const today = asOf.slice(0, 10)
  return {
    broadFlows: flows.flatMap((flow) => {
      const broad = breadth(flow)
      return broad === undefined ? [] : [{ id: flow.id, ...broad }]
    }),
    notYetFlows: flows.filter((flow) => isNotYet(flow, asOf)).map(({ id }) => id),
    overdueFlows: flows.filter(({ reviewBy }) => reviewBy < today).map(({ id }) => id),
  }
}

/** Entries of the applicability file that take out a whole framework, and those whose day is still to come; nothing without that file. */
function datedApplicability(
  { applicability }: Organisation,
  { name }: { readonly name: string },
  asOf: Instant,
): Pick<OrganisationReport, 'broadApplicability' | 'notYetApplicability'> {
  if (applicability === undefined) return {}
  const here = applicability.notApplicable.filter(({ clusters }) => matchesAnyGlob(clusters, name))
  const notYet = here.filter(({ approvedOn }) => approvedOn > asOf.slice(0, 10))
  const broad = here.filter(({ control }) => control === undefined)
  return {
    broadApplicability: broad.map(({ id }) => id),
    notYetApplicability: notYet.map(({ id }) => id),
  }
}

/** Namespaces of which the scope names nothing, and else the single workloads that it does not name; sorted. */
function unclassifiedOf(input: CheckInput): readonly string[] {
  const byNamespace = Map.groupBy(input.workloads, ({ namespace }) => namespace)
  const names = new Set([...input.cluster.namespaces.keys(), ...byNamespace.keys()])
  return [...names]
    .flatMap((name) => unclassifiedIn(input, name, byNamespace.get(name) ?? []))
    .sort(byText)
}

function unclassifiedIn(
  input: CheckInput,
  namespace: string,
  workloads: readonly ScopedWorkload[],
): readonly string[] {
  const open = workloads.filter((workload) => workload.class === 'unclassified')
  const { scope } = input.organisation
  const rule = scope && ruleOfNamespace(scope, input.cluster.name, namespace)
  if (open.length === workloads.length && rule === undefined) return [namespace]
  return [...new Set(open.map(workloadName))]
}

/** The flows that concern a cluster: one between other clusters only is no matter of it. */
export function flowsOf(
  { flows = [] }: Organisation,
  { name }: { readonly name: string },
): readonly ApprovedFlow[] {
  const here = (side: FlowSide) =>
    side.kind !== 'subjects' || matchesAnyGlob(side.subjects.clusters, name)
  return flows.filter(({ from, to }) => here(from) && here(to))
}
