import { holdsMost, rangesOf } from '../analyse/engine/address-ranges.ts'
import type { PortRange } from '../model/reachability.ts'
import type { ApprovedFlow, FlowSide, SubjectSelector } from '../model/scope.ts'
import type { FlowBreadth } from '../model/check.ts'
import { holdsMostPorts } from './open-to-all.ts'
import { LAST_PORT, withoutRanges } from './port-ranges.ts'

/**
 * Why a flow is too broad; undefined: it is not. One that names most ports of its protocol, or anything on both sides, identifies no service and no connection, as PCI DSS 1.2.5 asks
 * for: it lists nothing. One that means any pod of a cluster on one side, or goes to any address, lists what it says; that whatever is made later is meant as well is told. From any
 * address is what a public service is. `anySide` says of a side that it means anything: by its words alone, or by what it means in a cluster.
 */
export function breadthOf(
  flow: ApprovedFlow,
  anySide: (side: FlowSide) => string | undefined = anyOf,
): FlowBreadth | undefined {
  const { from, to, protocol } = flow
  const [anyFrom, anyTo] = [anySide(from), anySide(to)]
  if (meanMostPorts([flow]))
    return { lists: false, why: `means most ports of ${protocol}, and so identifies no service` }
  if (anyFrom !== undefined && anyTo !== undefined)
    return { lists: false, why: `means ${anyFrom} to ${anyTo}, and so identifies no connection` }
  const said = [
    ...(anyFrom === undefined || from.kind === 'cidrs' ? [] : [`from ${anyFrom}`]),
    ...(anyTo === undefined ? [] : [`to ${anyTo}`]),
  ]
  return said.length === 0 ? undefined : { lists: true, why: `means connections ${said.join()}` }
}

/** Whether flows of one protocol mean most of its ports together. Ranges may overlap: each port counts once. */
export function meanMostPorts(flows: readonly ApprovedFlow[]): boolean {
  const [protocol] = flows.map((each) => each.protocol)
  if (protocol === undefined) return false
  const all = [{ protocol, from: 0, to: LAST_PORT }]
  const others = withoutRanges(all, flows.flatMap(portsOf))
  return holdsMostPorts(withoutRanges(all, others))
}

/** The ports of an approved flow; no ports listed means all of its protocol. */
export function portsOf({ protocol, ports }: ApprovedFlow): readonly PortRange[] {
  if (ports.length === 0) return [{ protocol, from: 0, to: LAST_PORT }]
  return ports.map(({ from, to }) => ({ protocol, from, to }))
}

/** Which anything a side of a flow means by its words alone, for people; undefined: it names something. */
export function anyOf(side: FlowSide): string | undefined {
  switch (side.kind) {
    case 'subjects':
      return anyPodOf(side.subjects)
    case 'cidrs': {
      const ranges = rangesOf(side.cidrs)
      return holdsMost(ranges, 4) || holdsMost(ranges, 6) ? 'any address' : undefined
    }
    case 'network':
    case 'fqdn':
      return undefined
  }
}

/** Kinds of workloads without a name name none. */
function anyPodOf({ namespaces, workloads, podLabels }: SubjectSelector): string | undefined {
  if (!isAny(namespaces) || podLabels !== undefined) return undefined
  if (isAny(workloads)) return 'any pod of a cluster'
  const kinds = (workloads ?? []).flatMap((each) => /^([^/]+)\/\*+$/.exec(each)?.[1] ?? [])
  return kinds.length === 0 ? undefined : `any ${[...new Set(kinds)].join(' or ')} of a cluster`
}

/** No name is given, or a pattern that every name matches. */
function isAny(names: readonly string[] | undefined): boolean {
  return names === undefined || names.some((name) => /^[*/]+$/.test(name))
}
