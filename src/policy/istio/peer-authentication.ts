import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type {
  Expression,
  Policy,
  Rule,
  Selector,
  Subject,
  Untranslated,
} from '../../model/policy.ts'
import { isGiven, isPortNumber, placeIn, readSpec, refuseUnknown } from '../fields.ts'
import { IDENTIFIED } from './identity.ts'
import { MTLS_TIER, ROOT_NAMESPACE, meshSubject, readWorkloadSelector } from './mesh.ts'
import { TCP, trafficOf } from './ports.ts'
import { openRules } from '../open-rules.ts'

/** What is said of mutual TLS; UNSET: nothing, so that what is said of more pods counts. */
export type MtlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT'

/** What a PeerAuthentication asks for, and where it holds. */
export type Mtls = {
  readonly source: Policy['source']
  readonly namespace: string
  /** absent: all pods of the namespace, or of the mesh */
  readonly selector?: Selector
  readonly mode: MtlsMode
  /** the place that says so */
  readonly pointer: string
  /** where its specification stands */
  readonly place: string
  readonly ports: readonly {
    readonly port: number
    readonly mode: MtlsMode
    readonly pointer: string
  }[]
  readonly untranslated: readonly Untranslated[]
  /** when it was made, then its name: the older one counts */
  readonly age: string
}

/** What the PeerAuthentications of a cluster demand, and what they say, the oldest first. */
export type MutualTls = { readonly policies: readonly Policy[]; readonly said: readonly Mtls[] }

/**
 * Mutual TLS where it is demanded: that of the workload, else of the namespace, else of the mesh, and on its ports before the rest; the oldest of those
 * that contend (istio, pilot/pkg/security/authn/policy_applier.go, ComposePeerAuthentication). STRICT denies who comes without it. Gateways and
 * waypoints are not concerned.
 */
export function mutualTls(objects: readonly KubeObject[]): MutualTls {
  const all = objects.map(readMtls).sort((a, b) => (a.age < b.age ? -1 : 1))
  const seen = new Map<string, Mtls[]>()
  const policies = all.flatMap((each) => {
    const level = `${each.selector === undefined ? 'all' : 'some'} ${each.namespace}`
    const older = seen.get(level) ?? []
    seen.set(level, [...older, each])
    return policiesOf(each, older)
  })
  return { policies, said: all }
}

function readMtls(object: KubeObject): Mtls {
  const faults: Untranslated[] = []
  refuseUnknown(object, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '', faults)
  const spec = readSpec(object.spec, ['selector', 'mtls', 'portLevelMtls'], faults)
  const selector = readWorkloadSelector(spec.selector, faults)
  const place = placeIn(object, '', 'spec')
  const mode = readMode(spec.mtls, '/spec/mtls', place, faults)
  const ports = readPorts(spec.portLevelMtls, faults)
  const created = object.metadata.creationTimestamp
  const { namespace = 'default', name } = object.metadata
  return {
    source: objectKeyOf(object),
    namespace,
    ...(selector === undefined || selector.length === 0 ? {} : { selector }),
    ...mode,
    place,
    ports,
    untranslated: faults.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)),
    age: JSON.stringify([typeof created === 'string' ? created : '', name, namespace]),
  }
}

const MODES: readonly MtlsMode[] = ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT']

function readMode(
  value: JsonValue | undefined,
  pointer: string,
  place: string,
  faults: Untranslated[],
): { readonly mode: MtlsMode; readonly pointer: string } {
  if (!isGiven(value)) return { mode: 'UNSET', pointer: place }
  const at = isJsonObject(value) && value.mode !== undefined ? pointerTo(pointer, 'mode') : pointer
  if (isJsonObject(value)) refuseUnknown(value, ['mode'], pointer, faults)
  const stated = isJsonObject(value) ? (value.mode ?? 'UNSET') : undefined
  const mode = MODES.find((known) => known === stated)
  if (mode === undefined)
    faults.push({ pointer: at, why: 'not UNSET, DISABLE, PERMISSIVE or STRICT' })
  return { mode: mode ?? 'UNSET', pointer: at }
}

function readPorts(value: JsonValue | undefined, faults: Untranslated[]): Mtls['ports'] {
  const at = '/spec/portLevelMtls'
  if (!isGiven(value)) return []
  if (!isJsonObject(value)) {
    faults.push({ pointer: at, why: 'portLevelMtls is an object' })
    return []
  }
  return Object.entries(value).flatMap(([name, each]) => {
    const pointer = pointerTo(at, name)
    const port = Number(name)
    if (!isPortNumber(port)) faults.push({ pointer, why: 'not a port number' })
    return [{ port, ...readMode(each, pointer, pointer, faults) }]
  })
}

/** Of several for the same pods only the oldest counts; a selector in the root namespace selects nothing. */
function policiesOf(mtls: Mtls, older: readonly Mtls[]): readonly Policy[] {
  const { namespace, selector, untranslated } = mtls
  const counts = selector === undefined ? older.length === 0 : namespace !== ROOT_NAMESPACE
  const [fault] = untranslated
  const open =
    fault === undefined
      ? []
      : openRules('ingress', fault.pointer, fault.why).map((rule) => ({ ...rule, traffic: TCP }))
  const policy = (modes: readonly ('sidecar' | 'ambient')[], rules: readonly Rule[]): Policy => ({
    source: mtls.source,
    ...(mtls.place === '' ? { place: mtls.place } : {}),
    api: 'istio',
    tier: MTLS_TIER,
    priority: priorityOf(mtls),
    subject: subjectOf(mtls, older, modes),
    isolates: [],
    rules: [...open, ...(counts ? rules : [])],
    untranslated,
  })
  const sidecar = rulesOf(mtls, true)
  const ambient = rulesOf(mtls, false)
  return JSON.stringify(sidecar) === JSON.stringify(ambient)
    ? [policy(['sidecar', 'ambient'], sidecar)]
    : [policy(['sidecar'], sidecar), policy(['ambient'], ambient)]
}

/** That of a workload comes first, then of a namespace, then of the mesh; one that cannot be read may be any of them. */
function priorityOf({ namespace, selector, untranslated }: Mtls): number {
  if (untranslated.length > 0) return 0
  return selector !== undefined ? 1 : namespace === ROOT_NAMESPACE ? 3 : 2
}

function subjectOf(
  { namespace, selector, untranslated }: Mtls,
  older: readonly Mtls[],
  modes: readonly ('sidecar' | 'ambient')[],
): Subject {
  const subject = meshSubject(namespace, selector ?? [], modes)
  const others = selector === undefined ? [] : older.flatMap((each) => each.selector ?? [])
  const [fault] = untranslated
  const uncertain = fault === undefined ? {} : { uncertain: `${fault.pointer}: ${fault.why}` }
  if (subject.kind !== 'pods' || others.length === 0) return { ...subject, ...uncertain }
  const taken = older.map((each): Expression => ({
    kind: 'all',
    of: (each.selector ?? []).map((requirement) => ({
      kind: 'requirement',
      of: 'pod',
      ...requirement,
    })),
  }))
  const where: Expression = {
    kind: 'all',
    of: [
      ...(subject.where === undefined ? [] : [subject.where]),
      { kind: 'not', of: { kind: 'any', of: taken } },
    ],
  }
  return { ...subject, where, ...uncertain }
}

/**
 * Ports first, then the rest. A port that is UNSET is as the workload, and a workload that is UNSET as its namespace. Ports count with a selector only.
 * ztunnel always speaks mutual TLS, and takes DISABLE on a port for nothing where the workload itself says nothing and none of its ports is PERMISSIVE
 * (istio, pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go, convertedSelectorPeerAuthentications).
 */
function rulesOf({ selector, mode, pointer, ports }: Mtls, sidecar: boolean): readonly Rule[] {
  const own = selector === undefined ? [] : ports
  const hears = sidecar || mode !== 'UNSET' || own.some((each) => each.mode === 'PERMISSIVE')
  const heard = own.filter((each) => hears || each.mode !== 'DISABLE')
  return [
    ...heard.flatMap((each) =>
      rulesFor(each.mode, each.pointer, trafficOf([[each.port, each.port]])),
    ),
    ...rulesFor(mode, pointer, TCP),
  ]
}

function rulesFor(mode: MtlsMode, pointer: string, traffic: Rule['traffic']): readonly Rule[] {
  if (mode === 'UNSET') return []
  const base = { pointer, direction: 'ingress', traffic } as const
  const plain: Rule = { ...base, action: 'deny', peers: [{ kind: 'not', peer: IDENTIFIED }] }
  const rest: Rule = { ...base, action: 'pass', peers: [{ kind: 'any' }] }
  return mode === 'STRICT' ? [plain, rest] : [rest]
}
