import { ENFORCE_LABEL } from '../../analyse/queries/enforced-standard.ts'
import { nameOf } from '../../analyse/enforcer/enforcers.ts'
import { tagOf } from '../../analyse/enforcer/agent-facts.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { CheckInput } from '../../model/check.ts'
import type { Exposure, Pod } from '../../model/cluster.ts'
import type { ChangeKind, Observed } from '../../model/history.ts'
import type { ResourceName } from '../../model/object.ts'
import { missingLists } from '../gate.ts'
import { ADMISSION, CONNECTIVITY, EXPOSURES } from '../reads.ts'
import { nodeLines } from '../scope-digest.ts'
import { ruleOfNamespace } from '../scope-of.ts'
import { minorOf } from '../version-range.ts'
import { crossings } from './boundary.ts'
import type { ObservedValues } from './significant.ts'

type Values = Observed['values']

/** What the cluster is like in every respect that the run can tell; one of what was not read whole is absent, and never looks like a change. */
export function observedIn(
  input: CheckInput,
  estate: readonly string[] | undefined,
): ObservedValues {
  const readable = readableIn(input)
  const found: readonly (readonly [ChangeKind, Values | undefined])[] = [
    ['admission', readable.admission ? admission(input) : undefined],
    ['boundary', readable.boundary ? crossings(input) : undefined],
    ['enforcement', readable.enforcement ? enforcement(input) : undefined],
    ['estate', estate?.map((name) => [name, 'expected'] as const)],
    ['exposure', readable.exposure ? exposures(input) : undefined],
    ['kubernetes', version(input)],
    ['scope', readable.scope ? scope(input) : undefined],
  ]
  return Object.fromEntries(
    found.flatMap(([kind, values]) => (values === undefined ? [] : [[kind, sorted(values)]])),
  )
}

/** Whether all was read that each respect hangs on. */
function readableIn({ cluster, organisation, reachability }: CheckInput) {
  const isRead = (kinds: readonly ResourceName[]) =>
    kinds.every((resource) => missingLists(resource, cluster.snapshot).length === 0)
  const hasScope = organisation.scope !== undefined
  const isConnected = isRead(CONNECTIVITY)
  const isOpen = isRead(EXPOSURES) && cluster.unreadExposure.length === 0
  return {
    admission: isRead(ADMISSION),
    boundary: hasScope && isConnected && reachability.blockers.length === 0,
    enforcement: isConnected && isOpen,
    exposure: hasScope && isOpen,
    scope: hasScope && isConnected,
  }
}

/** What refuses when objects are made, and what namespaces in scope refuse by their labels. */
function admission({ cluster, workloads }: CheckInput): Values {
  const inScope = new Set(
    workloads.filter((each) => each.class !== 'out-of-scope').map(({ namespace }) => namespace),
  )
  const labelled = [...cluster.namespaces.values()].flatMap(({ name, labels, read }) =>
    read && inScope.has(name)
      ? [[`Pod Security of namespace ${name}`, labels[ENFORCE_LABEL] ?? 'none'] as const]
      : [],
  )
  const present = cluster.facts.admission.map((key) => {
    const { kind, namespace, name } = objectKeyParts(key)
    return [`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`, 'present'] as const
  })
  return [...labelled, ...present]
}

/** The network plugin, meshes and the controllers through which the outside comes in, each with the versions that images show. */
function enforcement({ cluster, workloads }: CheckInput): Values | undefined {
  const { enforcer, exposures: open, pods } = cluster
  if (enforcer.kind === 'unknown' && enforcer.cause !== undefined) return undefined
  const plugin =
    enforcer.kind === 'unknown'
      ? 'not known'
      : enforcer.kind === 'none'
        ? `${enforcer.name}, which enforces no policy`
        : [nameOf(enforcer), enforcer.withoutNetworkPolicy?.setting].filter(Boolean).join(', ')
  const ofPlatform = workloads.filter(({ platform }) => platform).flatMap((each) => each.pods)
  const control = ofPlatform.filter(({ images }) => images.some((image) => MESH.test(image)))
  const meshes = [
    ...(pods.some(({ mesh }) => mesh !== undefined) ? ['Istio'] : []),
    ...versionsOf(control, MESH),
  ]
  const controllers = open.flatMap(({ through }) =>
    through === undefined || through.kind === 'unknown'
      ? []
      : [
          [
            `controller ${through.controller}`,
            through.kind === 'pods' ? versionsOf(through.pods).join(', ') : 'present',
          ] as const,
        ],
  )
  return [['network plugin', plugin], ['mesh', meshes.join(', ') || 'none'], ...controllers]
}

/** Images of what runs a mesh: Istio's control plane and the proxy of its nodes, Linkerd's control plane. */
const MESH = /(^|\/)(pilot|ztunnel|linkerd\/controller)([:@]|$)/

function versionsOf(pods: readonly Pod[], which?: RegExp): readonly string[] {
  const images = pods.flatMap((pod) => pod.images).filter((image) => which?.test(image) ?? true)
  return [...new Set(images.map((image) => `${nameIn(image)} ${tagOf(image)}`.trim()))].sort()
}

function nameIn(image: string): string {
  return (image.split('/').at(-1) ?? '').split(/[:@]/)[0] ?? ''
}

/** What opens pods of the CDE to the outside, by workload. */
function exposures({ cluster, workloads }: CheckInput): Values {
  const cde = new Map(
    workloads
      .filter((each) => each.class === 'cde')
      .flatMap((each) =>
        each.pods.map((pod) => [pod.key, `${each.namespace}/${each.workload}`] as const),
      ),
  )
  const found = new Map<string, Set<string>>()
  for (const exposure of cluster.exposures) {
    const to = new Set(exposure.pods.flatMap(({ key }) => cde.get(key) ?? []))
    for (const workload of to) {
      const name = `${openerOf(exposure, workload)} to ${workload}`
      const { sourceRanges, hosts } = exposure
      const value = canonicalJson([[...sourceRanges].sort(), [...hosts].sort()])
      found.set(name, (found.get(name) ?? new Set()).add(value))
    }
  }
  return [...found].map(([name, values]) => [name, [...values].sort().join(' ')] as const)
}

/** A pod that opens itself is called by its workload: further pods of it open nothing new. */
function openerOf(exposure: Exposure, workload: string): string {
  const { kind: source, namespace, name } = objectKeyParts(exposure.source)
  const by = source === 'Pod' ? `pods of ${workload}` : `${source} ${namespace}/${name}`
  const port = exposure.port === undefined ? 'any port' : `port ${exposure.port}`
  return `${exposure.kind} by ${by} (${exposure.protocol} ${port})`
}

function version({ cluster }: CheckInput): Values | undefined {
  const minor = minorOf(cluster.snapshot.identity.version ?? '')
  return minor === undefined ? undefined : [['Kubernetes', minor.text]]
}

/** Classes of namespaces and of patterns of nodes, and of workloads that differ from their namespace. */
function scope({ cluster, organisation, workloads }: CheckInput): Values {
  const { scope: declared } = organisation
  if (declared === undefined) return []
  const names = [...cluster.namespaces.keys()]
  const classOf = (name: string) =>
    ruleOfNamespace(declared, cluster.name, name)?.class ?? 'unclassified'
  const classes = new Map(names.map((name) => [name, classOf(name)]))
  const nodes = nodeLines(declared, cluster.name, [...cluster.nodes.keys()])
  return [
    ...[...classes].map(([name, each]) => [`namespace ${name}`, each] as const),
    ...nodes.map((each) => [`nodes ${each.nodes || 'of no pattern'}`, each.class] as const),
    ...workloads
      .filter((each) => each.class !== classes.get(each.namespace))
      .map((each) => [`workload ${each.namespace}/${each.workload}`, each.class] as const),
  ]
}

/** Each name once, of several values the last in order. */
function sorted(values: Values): Values {
  const byName = new Map([...values].sort((one, other) => (one.join() < other.join() ? -1 : 1)))
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1))
}
