import { holdsMost, rangesOf } from '../analyse/engine/address-ranges.ts'
import type { ApprovedFlow, FlowSide, SubjectSelector } from '../model/scope.ts'
import { holdsMostPorts } from './open-to-all.ts'
import { LAST_PORT, withoutRanges } from './port-ranges.ts'

/** What is too broad in an approved flow. */
export type FlowBreadth = {
  /** whether it lists connections all the same */
  readonly lists: boolean
  /** for people */
  readonly why: string
}

/**
 * Why a flow is too broad; undefined: it is not. One that names most ports of its protocol, or anything on both sides, identifies no service and no connection, as PCI DSS 1.2.5 asks
 * for: it lists nothing. One that means any pod of a cluster on one side, or goes to any address, lists what it says; that whatever is made later is meant as well is told. From any
 * address is what a public service is.
 */
export function breadthOf(flow: ApprovedFlow): FlowBreadth | undefined {
  const { from, to, protocol } = flow
  const [anyFrom, anyTo] = [anyOf(from), anyOf(to)]
  if (meansMostPorts(flow))
    return { lists: false, why: `means most ports of ${protocol}, and so identifies no service` }
  if (anyFrom !== undefined && anyTo !== undefined)
    return { lists: false, why: `means ${anyFrom} to ${anyTo}, and so identifies no connection` }
  const said = [
    ...(anyFrom === undefined || from.kind === 'cidrs' ? [] : [`from ${anyFrom}`]),
    ...(anyTo === undefined ? [] : [`to ${anyTo}`]),
  ]
  return said.length === 0 ? undefined : { lists: true, why: `means connections ${said.join()}` }
}

/** Whether a flow identifies what it approves. */
export function identifies(flow: ApprovedFlow): boolean {
  return breadthOf(flow)?.lists !== false
}

/** Ranges of an entry may overlap: each port counts once. */
function meansMostPorts({ protocol, ports }: ApprovedFlow): boolean {
  const all = [{ protocol, from: 0, to: LAST_PORT }]
  const others = withoutRanges(
    all,
    ports.map((range) => ({ protocol, ...range })),
  )
  return ports.length === 0 || holdsMostPorts(withoutRanges(all, others))
}

function anyOf(side: FlowSide): string | undefined {
  switch (side.kind) {
    case 'subjects':
      return isAnyPod(side.subjects) ? 'any pod of a cluster' : undefined
    case 'cidrs': {
      const ranges = rangesOf(side.cidrs)
      return holdsMost(ranges, 4) || holdsMost(ranges, 6) ? 'any address' : undefined
    }
    case 'network':
    case 'fqdn':
      return undefined
  }
}

function isAnyPod({ namespaces, workloads, podLabels }: SubjectSelector): boolean {
  return isAny(namespaces) && isAny(workloads) && podLabels === undefined
}

/** No name is given, or a pattern that every name matches. */
function isAny(names: readonly string[] | undefined): boolean {
  return names === undefined || names.some((name) => /^[*/]+$/.test(name))
}
