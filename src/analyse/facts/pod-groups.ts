import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type { PodGroup } from '../../model/service-accounts.ts'
import { wholeOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { readPod } from '../objects/pods.ts'
import type { PodRecord } from '../objects/pods.ts'
import { podsOfWorkloads, readWorkload, templateOf, WORKLOAD_KINDS } from '../objects/workloads.ts'
import type { WorkloadRecord } from '../objects/workloads.ts'
import type { FactReader } from './fact-reader.ts'

/** What a fact asks of a pod, or of a template; `mirror` tells a static pod. Equal ones have equal JSON. */
type ShapeOf<Shape> = (pod: Field, mirror: boolean) => Shape

type Group<Shape> = { record: PodRecord; readonly shape: Shape; pods: number }

/**
 * Groups pods that are alike by their workload, and reads workloads without pods from their template: what is kept grows with workloads, not with
 * pods. Finished pods and ended jobs are left out.
 */
export function podGroupsReader<Shape>(
  shapeOf: ShapeOf<Shape>,
): FactReader<readonly PodGroup<Shape>[]> {
  const groups = new Map<string, Group<Shape>>()
  const workloads: { readonly record: WorkloadRecord; readonly shape: Shape }[] = []
  return {
    kinds: ['/Pod', ...WORKLOAD_KINDS],
    take: (object) => {
      if (object.kind === 'Pod') takePod(object, shapeOf, groups)
      else
        workloads.push({ record: readWorkload(object), shape: shapeOf(templateOf(object), false) })
    },
    done: () => {
      const shapes = new Map<string, { readonly shape: Shape; readonly pods: number }>()
      for (const { record, shape } of workloads) shapes.set(record.key, { shape, pods: 0 })
      for (const { record, shape, pods } of groups.values())
        shapes.set(record.pod.key, { shape, pods })
      const records = [...groups.values()].map(({ record }) => record)
      const found = podsOfWorkloads(
        records,
        workloads.map(({ record }) => record),
        1,
      )
      return found
        .flatMap(({ key, namespace, workload }): readonly PodGroup<Shape>[] => {
          const of = shapes.get(key)
          return of === undefined ? [] : [{ namespace, workload, key, ...of }]
        })
        .sort(byPlace)
    },
  }
}

function takePod<Shape>(
  object: KubeObject,
  shapeOf: ShapeOf<Shape>,
  groups: Map<string, Group<Shape>>,
): void {
  const record = readPod(object)
  if (record.finished) return
  const { pod, owner } = record
  const shape = shapeOf(wholeOf(object), pod.mirror === true)
  const name = owner === undefined ? ['Pod', pod.name] : [owner.kind, owner.name]
  const place = JSON.stringify([pod.namespace, ...name, shape])
  const known = groups.get(place)
  if (known === undefined) groups.set(place, { record, shape, pods: 1 })
  else {
    known.pods++
    if (objectKeyOf(object) < known.record.pod.key) known.record = record
  }
}

function byPlace(one: PodGroup<unknown>, other: PodGroup<unknown>): number {
  const placeOf = ({ namespace, workload, key }: PodGroup<unknown>) =>
    JSON.stringify([namespace, workload, key])
  const [left, right] = [placeOf(one), placeOf(other)]
  return left < right ? -1 : left > right ? 1 : 0
}
