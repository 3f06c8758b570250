import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject, Labels } from '../../model/object.ts'
import type { SecurityGroup, PodSecurity, PodShape } from '../../model/pod-security.ts'
import { at, pointerOf, wholeOf } from '../objects/fields.ts'
import { byPlace, chainOf, chainOfPod, nameOf, placeOf, withoutPods } from '../objects/owners.ts'
import type { Owned, OwnedByPlace } from '../objects/owners.ts'
import { ownerOf } from '../objects/pods.ts'
import type { Owner } from '../objects/pods.ts'
import { hasEnded, templateOf, WORKLOAD_KINDS } from '../objects/workloads.ts'
import type { FactReader } from './fact-reader.ts'
import { readPodShape } from './pod-shape.ts'
import { podText } from './pod-text.ts'
import { certainlyAlike } from './pods-alike.ts'

/** Pods of one owner that are alike. A pod without owner is its own. */
type Alike = Owned & {
  /** of the first that was read */
  readonly labels: Labels
  readonly text: string
  readonly shape: PodShape
  readonly version: string
  first: string
  pods: number
}

/** What is kept while pods stream by. */
type Found = {
  readonly alike: Map<string, Alike>
  readonly shapes: Map<string, PodShape>
  last?: { readonly pod: KubeObject; readonly group: Alike }
}

/** A workload that makes pods, with what they would be; absent: a job that has ended. */
type Maker = Owned & { readonly key: string; readonly pointer: string; readonly shape?: PodShape }

/** Reads pods and what makes them. Of alike pods of one owner only the first is looked at closely. */
export function podSecurityReader(): FactReader<PodSecurity> {
  const found: Found = { alike: new Map(), shapes: new Map() }
  const makers: Maker[] = []
  return {
    kinds: ['/Pod', ...WORKLOAD_KINDS],
    take: (object) => {
      if (object.kind === 'Pod') takePod(object, found)
      else makers.push(makerOf(object))
    },
    done: () => ({ groups: groupsOf([...found.alike.values()], makers) }),
  }
}

function takePod(object: KubeObject, found: Found): void {
  if (isFinished(object.status)) return
  const { name, namespace = 'default' } = object.metadata
  const owner = ownerOf(wholeOf(object))
  const { last } = found
  const isNext =
    owner !== undefined &&
    last?.group.owner?.name === owner.name &&
    last.group.owner.kind === owner.kind &&
    last.group.namespace === namespace &&
    certainlyAlike(last.pod, object)
  const group = isNext ? last.group : groupOf(object, { namespace, name, owner }, found)
  group.pods += 1
  if (name < group.first) group.first = name
  found.last = { pod: object, group }
}

/** Succeeded or Failed: it has nothing that runs. Anything that is no phase is read with the pod itself (objects/pods.ts). */
function isFinished(status: JsonValue | undefined): boolean {
  const phase = isJsonObject(status) ? status.phase : undefined
  return phase === 'Succeeded' || phase === 'Failed'
}

function groupOf(
  object: KubeObject,
  { namespace, name, owner }: Pick<Alike, 'namespace' | 'name'> & { owner: Owner | undefined },
  { alike, shapes }: Found,
): Alike {
  const text = podText(object)
  const place = `${owner?.kind ?? ''}\n${namespace}\n${owner?.name ?? name}\n${text}`
  const known = alike.get(place)
  if (known !== undefined) return known
  const shape = shapes.get(text) ?? readPodShape(wholeOf(object))
  shapes.set(text, shape)
  const group: Alike = {
    namespace,
    kind: 'Pod',
    name,
    ...(owner === undefined ? {} : { owner }),
    labels: object.metadata.labels ?? {},
    ...{ text, shape, version: object.apiVersion },
    ...{ first: name, pods: 0 },
  }
  alike.set(place, group)
  return group
}

function makerOf(object: KubeObject): Maker {
  const whole = wholeOf(object)
  const owner = ownerOf(whole)
  const template = templateOf(object)
  return {
    namespace: object.metadata.namespace ?? 'default',
    kind: object.kind,
    name: object.metadata.name,
    ...(owner === undefined ? {} : { owner }),
    key: objectKeyOf(object),
    pointer: pointerOf(template),
    ...(hasEnded(object.kind, at(whole, 'status')) ? {} : { shape: readPodShape(template) }),
  }
}

function groupsOf(alike: readonly Alike[], makers: readonly Maker[]): readonly SecurityGroup[] {
  const known = byPlace(makers)
  const seen = new Set<string>()
  const groups = new Map<string, SecurityGroup>()
  for (const each of alike) {
    for (const owner of chainOfPod(each, each.owner, known))
      seen.add(placeOf(each.namespace, owner))
    const group = runningOf(each, known)
    const place = `${group.namespace}\n${group.workload}\n${each.text}`
    groups.set(place, together(groups.get(place), group))
  }
  const latent = withoutPods(makers, seen, known).flatMap((each) => latentOf(each, known))
  return [...groups.values(), ...latent].sort(byWorkload)
}

function runningOf(each: Alike, known: OwnedByPlace): SecurityGroup {
  const { namespace, version, first, pods, shape } = each
  return {
    namespace,
    workload: nameOf(chainOfPod(each, each.owner, known).at(-1) ?? each),
    key: objectKeyOf({
      apiVersion: version,
      kind: 'Pod',
      metadata: { namespace, name: first },
    }),
    pointer: '',
    pods,
    shape,
  }
}

/** Pods of several revisions of one workload that are alike all the same. */
function together(known: SecurityGroup | undefined, group: SecurityGroup): SecurityGroup {
  if (known === undefined) return group
  const [first] = [known, group].sort(byWorkload)
  return { ...(first ?? group), pods: known.pods + group.pods }
}

function latentOf(maker: Maker, known: OwnedByPlace): readonly SecurityGroup[] {
  const { namespace, key, pointer, shape } = maker
  if (shape === undefined) return []
  const workload = nameOf(chainOf(namespace, maker.owner, known).at(-1) ?? maker)
  return [{ namespace, workload, key, pointer, pods: 0, shape }]
}

function byWorkload(one: SecurityGroup, other: SecurityGroup): number {
  return (
    compared(one.namespace, other.namespace) ||
    compared(one.workload, other.workload) ||
    compared(one.key, other.key)
  )
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
