import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type { PodGroup } from '../../model/service-accounts.ts'
import { at, pointerOf, wholeOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import type { Owned } from '../objects/owners.ts'
import { isMirror, ownerOf } from '../objects/pods.ts'
import type { Owner } from '../objects/pods.ts'
import { hasEnded, templateOf, WORKLOAD_KINDS } from '../objects/workloads.ts'
import type { FactReader } from './fact-reader.ts'
import { groupsOf } from './groups-of-workloads.ts'
import type { Alike, Maker } from './groups-of-workloads.ts'
import type { Alikeness } from './pods-alike.ts'

/** What a fact asks of pods. */
export type PodReading<Shape> = {
  /** of a pod, or of a template; `mirror` tells a static pod */
  readonly shapeOf: (pod: Field, mirror: boolean) => Shape
  /** a text of a pod that is cheaper than its shape: equal texts have equal shapes; absent: the shape's JSON */
  readonly textOf?: (pod: KubeObject) => string
}

/** What is kept while pods stream by. */
type Found<Shape> = {
  readonly alike: Map<string, Alike<Shape>>
  readonly shapes: Map<string, Shape>
  last?: { readonly pod: KubeObject; readonly group: Alike<Shape> }
}

/**
 * Groups pods that are alike by their workload, and reads workloads without pods from their template: what is kept grows with workloads, not with
 * pods. Of alike pods of one owner that follow each other only the first is looked at closely. Finished pods and ended jobs are left out.
 */
export function podGroupsReader<Shape>(
  reading: PodReading<Shape>,
  areAlike: Alikeness,
): FactReader<readonly PodGroup<Shape>[]> {
  const found: Found<Shape> = { alike: new Map(), shapes: new Map() }
  const makers: Maker<Shape>[] = []
  return {
    kinds: ['/Pod', ...WORKLOAD_KINDS],
    take: (object) => {
      if (object.kind === 'Pod') takePod(object, reading, areAlike, found)
      else makers.push(makerOf(object, reading))
    },
    done: () => groupsOf([...found.alike.values()], makers),
  }
}

function takePod<Shape>(
  object: KubeObject,
  reading: PodReading<Shape>,
  areAlike: Alikeness,
  found: Found<Shape>,
): void {
  if (isFinished(object.status)) return
  const { name, namespace = 'default' } = object.metadata
  const owner = ownerOf(wholeOf(object))
  const { last } = found
  const isNext =
    owner !== undefined &&
    last?.group.owner?.name === owner.name &&
    last.group.owner.kind === owner.kind &&
    last.group.namespace === namespace &&
    areAlike(last.pod, object)
  const group = isNext ? last.group : groupOf(object, { namespace, name, owner }, reading, found)
  group.pods += 1
  if (name < group.first) group.first = name
  found.last = { pod: object, group }
}

/** Succeeded or Failed: it has nothing that runs. Anything that is no phase is read with the pod itself (objects/pods.ts). */
function isFinished(status: JsonValue | undefined): boolean {
  const phase = isJsonObject(status) ? status.phase : undefined
  return phase === 'Succeeded' || phase === 'Failed'
}

type Named = Pick<Owned, 'namespace' | 'name'> & { readonly owner: Owner | undefined }

function groupOf<Shape>(
  object: KubeObject,
  { namespace, name, owner }: Named,
  reading: PodReading<Shape>,
  { alike, shapes }: Found<Shape>,
): Alike<Shape> {
  const { text, shape } = readingOf(object, reading, shapes)
  const place = `${owner?.kind ?? ''}\n${namespace}\n${owner?.name ?? name}\n${text}`
  const known = alike.get(place)
  if (known !== undefined) return known
  const group: Alike<Shape> = {
    namespace,
    kind: 'Pod',
    name,
    ...(owner === undefined ? {} : { owner }),
    labels: object.metadata.labels ?? {},
    ...{ text, shape: shape(), version: object.apiVersion },
    ...{ first: name, pods: 0 },
  }
  alike.set(place, group)
  return group
}

/** The text of a pod, and its shape, which is read only once for each text. */
function readingOf<Shape>(
  object: KubeObject,
  { shapeOf, textOf }: PodReading<Shape>,
  shapes: Map<string, Shape>,
): { readonly text: string; readonly shape: () => Shape } {
  const pod = wholeOf(object)
  if (textOf === undefined) {
    const shape = shapeOf(pod, isMirror(pod))
    const text = JSON.stringify(shape)
    return { text, shape: () => kept(text, shape, shapes) }
  }
  const text = textOf(object)
  return {
    text,
    shape: () => shapes.get(text) ?? kept(text, shapeOf(pod, isMirror(pod)), shapes),
  }
}

function kept<Shape>(text: string, shape: Shape, shapes: Map<string, Shape>): Shape {
  const known = shapes.get(text)
  if (known !== undefined) return known
  shapes.set(text, shape)
  return shape
}

function makerOf<Shape>(object: KubeObject, { shapeOf }: PodReading<Shape>): Maker<Shape> {
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
    ...(hasEnded(object.kind, at(whole, 'status')) ? {} : { shape: shapeOf(template, false) }),
  }
}
