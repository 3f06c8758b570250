import type { DeniedFlow, LabelFlow, OrganisationReport } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import type { ApprovedFlow, FlowSide, Organisation } from '../../model/scope.ts'
import type { Report } from '../report-schema.ts'
import { prose, visible } from '../text.ts'
import { approvalWords, authorshipOf } from './approval.ts'
import { trafficWords } from './evidence.ts'
import { scopeView } from './scope.ts'
import { selectorWords } from './selector.ts'
import { unknownByEntry } from './unknown-clusters.ts'
import { waiverView } from './waivers.ts'

type OrganisationView = Report['organisation']

/** The organisation's own files as they were applied: scope, networks, waivers and flows, with what happened to each. */
export function organisationView(source: ReportSource): OrganisationView {
  const { organisation, clusters } = source
  const { scope, flows, waivers } = organisation
  const said = (name: string) => authorshipOf(organisation, name)
  const unknown = unknownByEntry(source)
  return {
    ...scopeView(scope, unknown),
    scopeAuthorship: said('scope.yaml'),
    waivers: waivers.map((waiver, index) =>
      waiverView(waiver, clusters, said('waivers.yaml'), unknown('waivers.yaml', 'waivers', index)),
    ),
    flows: (flows ?? []).map((flow, index) => ({
      ...flowView(flow, said('flows.yaml')),
      states: [...flowStates(flow.id, clusters), ...unknown('flows.yaml', 'flows', index)],
    })),
    unknownClusters: (source.unknownClusters ?? []).map(({ file, line, path, what }) => ({
      place: visible(`${file}:${line}: ${path}`),
      what: prose(what),
    })),
    missing: [
      ...(scope === undefined ? [missing(organisation, 'scope.yaml', 'scope')] : []),
      ...(flows === undefined
        ? [missing(organisation, 'flows.yaml', 'register of approved flows')]
        : []),
    ],
  }
}

/** A file that was not given, or that counts as missing. */
function missing({ files = [] }: Organisation, name: string, what: string): string {
  const why = files.find((each) => each.name === name)?.setAside
  return why === undefined ? what : visible(`${what} (counts as missing: ${why})`)
}

function flowView(
  flow: ApprovedFlow,
  authorship: string,
): Omit<OrganisationView['flows'][number], 'states'> {
  const ports = flow.ports.map(({ from, to }) => trafficWords(flow.protocol, from, to))
  return {
    id: visible(flow.id),
    from: flowSide(flow.from),
    to: flowSide(flow.to),
    traffic: ports.join(', ') || trafficWords(flow.protocol),
    service: visible(flow.service ?? ''),
    need: prose(flow.need),
    approval: approvalWords(flow.approvedBy, flow.approvedOn, authorship),
    ticket: visible(flow.ticket ?? ''),
    reviewBy: visible(flow.reviewBy),
    mitigation: prose(flow.mitigation ?? ''),
  }
}

/** A flow is unused only where every cluster that was read says so. */
function flowStates(id: string, clusters: readonly ReportCluster[]): readonly string[] {
  const reports = clusters.flatMap(({ evaluation }) => evaluation?.organisation ?? [])
  if (reports.length === 0) return ['not known: no cluster was read']
  return [
    ...(reports.some(({ notYetFlows }) => notYetFlows?.includes(id) === true)
      ? ['not yet approved: lists nothing']
      : []),
    ...[
      ...new Set(
        reports
          .flatMap(({ broadFlows = [] }) => broadFlows.filter((each) => each.id === id))
          .map(broadWords),
      ),
    ],
    ...(reports.some(({ overdueFlows }) => overdueFlows.includes(id)) ? ['review overdue'] : []),
    ...(reports.every(({ unusedFlows }) => unusedFlows.includes(id)) ? ['nothing allows it'] : []),
    ...clusters.flatMap(({ name, evaluation }) =>
      (evaluation?.organisation.labelFlows ?? [])
        .filter((each) => each.id === id)
        .map((each) => prose(labelWords(name, each))),
    ),
    ...clusters.flatMap(({ name, evaluation }) =>
      (evaluation?.organisation.deniedFlows ?? [])
        .filter((each) => each.id === id)
        .map((each) => prose(deniedWords(name, each))),
    ),
  ]
}

function broadWords({ lists, why }: NonNullable<OrganisationReport['broadFlows']>[number]): string {
  return prose(lists ? `too broad: ${why}` : `too broad: ${why}; lists nothing`)
}

/** Who may put pods into a flow that selects them by labels alone. */
function labelWords(cluster: string, { side, namespaces, who, unread }: LabelFlow): string {
  const what = `selects by pod labels alone (${side} in ${cluster}, namespaces ${namespaces.join(', ') || 'none'})`
  if (unread !== undefined) return `${what}; who may create such pods is not known: ${unread}`
  const makers = who.length === 0 ? 'nobody' : who.join(', ')
  return `${what}; such pods may be created, beside Kubernetes itself, by ${makers}`
}

/** What of a flow the policies of a cluster deny, with one connection and the side that denies it. */
function deniedWords(cluster: string, { pairs, closed, partly, example }: DeniedFlow): string {
  const { source, destination, protocol, port, egress, ingress } = example
  const what = `${source} -> ${destination} ${trafficWords(protocol, port, port)}`
  const why = [egress, ingress].filter(({ verdict }) => verdict === 'denied')
  const some = partly === 0 ? '' : `, and some of its ports in ${partly}`
  return `denied in ${cluster} in ${closed} of ${pairs} pairs${some}; for example ${what}: ${why.map(({ because }) => because).join('; ')}`
}

function flowSide(side: FlowSide): string {
  switch (side.kind) {
    case 'subjects':
      return selectorWords(side.subjects)
    case 'cidrs':
      return visible(side.cidrs.join(', '))
    case 'network':
      return visible(`network ${side.network}`)
    case 'fqdn':
      return visible(side.names.join(', '))
  }
}
