import { REDACTED } from '../../core/redacted.ts'
import type { Cluster, Pod, ServiceTarget, ServiceTargetPort } from '../../model/cluster.ts'
import type { Labels } from '../../model/object.ts'
import type { Served, ServedPort } from '../../model/served.ts'
import { hasRedacted, selects } from '../objects/label-match.ts'

/** How keys of facts about served ports begin. */
export const SERVED = 'served/'

/** What expressions see of what Services say of a pod's ports. */
export function servedFacts({ served }: Pod): Labels {
  if (served === undefined) return {}
  return Object.fromEntries(served.map(({ port, by }) => [`${SERVED}${port}`, JSON.stringify(by)]))
}

/** What of a Service tells what is spoken on ports of pods. */
type Service = Pick<ServiceTarget, 'namespace' | 'selector' | 'type' | 'ports'>

/** The Services of one namespace, by a label that each asks for. */
type Selecting = {
  readonly all: readonly Service[]
  readonly byLabel: ReadonlyMap<string, readonly Service[]>
  /** those of which a redacted part decides */
  readonly vague: readonly Service[]
}

/**
 * Pods with a proxy beside them, with what Services say of what is spoken on their TCP ports: the proxy takes its protocol from there. Of a namespace
 * in which some Service could not be read nothing is said. Pods come back in the order given.
 */
export function withServedPorts(
  pods: readonly Pod[],
  services: readonly Service[],
  unreadIn: ReadonlySet<string> | 'all',
): readonly Pod[] {
  if (unreadIn === 'all') return pods
  const byNamespace = Map.groupBy(
    services.filter(({ selector }) => selector.length > 0),
    ({ namespace }) => namespace,
  )
  const indexed = new Map([...byNamespace].map(([name, found]) => [name, selecting(found)]))
  return pods.map((pod) => {
    const index = indexed.get(pod.namespace)
    if (pod.mesh !== 'sidecar' || index === undefined || unreadIn.has(pod.namespace)) return pod
    const served = servedPorts(pod, index)
    return served.length === 0 ? pod : { ...pod, served }
  })
}

/** Pods with what the Services of a cluster say of their ports, whatever was said of them before. */
export function servedAnew(pods: readonly Pod[], { services, stated }: Cluster): readonly Pod[] {
  if (!pods.some(({ mesh }) => mesh === 'sidecar')) return pods
  return withServedPorts(pods.map(unserved), [...services.values()], stated.unreadServices)
}

function unserved(pod: Pod): Pod {
  const bare: { -readonly [K in keyof Pod]: Pod[K] } = { ...pod }
  delete bare.served
  return bare
}

/** What stands in the facts of the pods of each namespace, each once. */
export function servedByNamespace(
  pods: readonly Pod[],
): ReadonlyMap<string, readonly ServedPort[]> {
  const found = new Map<string, Map<string, ServedPort>>()
  for (const { namespace, served = [] } of pods)
    for (const each of served) {
      const known = found.get(namespace) ?? new Map<string, ServedPort>()
      found.set(namespace, known.set(JSON.stringify(each), each))
    }
  return new Map(
    [...found].map(([name, known]) => [
      name,
      [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
    ]),
  )
}

function selecting(services: readonly Service[]): Selecting {
  const vague = services.filter(({ selector }) =>
    selector.some(({ key, values }) => [key, ...values].includes(REDACTED)),
  )
  const byLabel = Map.groupBy(services, ({ selector: [first] }) =>
    labelText(first?.key ?? '', first?.values[0] ?? ''),
  )
  return { all: services, byLabel, vague }
}

function labelText(key: string, value: string): string {
  return JSON.stringify([key, value])
}

function servedPorts(pod: Pod, { all, byLabel, vague }: Selecting): readonly ServedPort[] {
  const near = Object.entries(pod.labels).flatMap((pair) => byLabel.get(labelText(...pair)) ?? [])
  const candidates = hasRedacted(pod.labels) ? all : [...new Set([...near, ...vague])]
  const found = new Map<number, Map<string, Served>>()
  for (const service of candidates) {
    const answer = selects(service.selector, pod.labels)
    if (answer === 'no') continue
    const sure = answer === 'yes' && service.type !== 'ExternalName'
    for (const item of service.ports)
      for (const { port, served } of leadingTo(pod, item, sure)) {
        const known = found.get(port) ?? new Map<string, Served>()
        found.set(port, known.set(JSON.stringify(served), served))
      }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([port, by]) => ({
      port,
      by: [...by].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, served]) => served),
    }))
}

/** The pod's ports that a Service port leads to; a name that stands for several leads to each perhaps. */
function leadingTo(
  pod: Pod,
  { protocol, port, name, appProtocol, target }: ServiceTargetPort,
  sure: boolean,
): readonly { readonly port: number; readonly served: Served }[] {
  if (protocol !== 'TCP') return []
  const numbers =
    typeof target === 'number'
      ? [target]
      : pod.ports
          .filter((each) => each.name === target && each.protocol === 'TCP')
          .map((each) => each.port)
  const ports = [...new Set(numbers)]
  const served: Served = {
    port,
    ...(name === undefined ? {} : { name }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
    ...(sure && ports.length === 1 ? {} : { perhaps: true }),
  }
  return ports.map((each) => ({ port: each, served }))
}
