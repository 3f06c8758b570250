import { objectKeyOf } from '../../core/object-key.ts'
import type { Labels } from '../../model/object.ts'
import type { PodGroup } from '../../model/service-accounts.ts'
import { byPlace, chainOf, chainOfPod, nameOf, placeOf, withoutPods } from '../objects/owners.ts'
import type { Owned, OwnedByPlace } from '../objects/owners.ts'

/** Pods of one owner that are alike. A pod without owner is its own. */
export type Alike<Shape> = Owned & {
  /** of the first that was read */
  readonly labels: Labels
  readonly text: string
  readonly shape: Shape
  readonly version: string
  first: string
  pods: number
}

/** A workload that makes pods, with what they would be; absent: a job that has ended. */
export type Maker<Shape> = Owned & {
  readonly key: string
  readonly pointer: string
  readonly shape?: Shape
}

/** Alike pods by the workloads at the top of their owner chains, and the workloads that have none by what they would make; sorted by place and key. */
export function groupsOf<Shape>(
  alike: readonly Alike<Shape>[],
  makers: readonly Maker<Shape>[],
): readonly PodGroup<Shape>[] {
  const known = byPlace(makers)
  const seen = new Set<string>()
  const groups = new Map<string, PodGroup<Shape>>()
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

function runningOf<Shape>(each: Alike<Shape>, known: OwnedByPlace): PodGroup<Shape> {
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
function together<Shape>(
  known: PodGroup<Shape> | undefined,
  group: PodGroup<Shape>,
): PodGroup<Shape> {
  if (known === undefined) return group
  const [first] = [known, group].sort(byWorkload)
  return { ...(first ?? group), pods: known.pods + group.pods }
}

function latentOf<Shape>(maker: Maker<Shape>, known: OwnedByPlace): readonly PodGroup<Shape>[] {
  const { namespace, key, pointer, shape } = maker
  if (shape === undefined) return []
  const workload = nameOf(chainOf(namespace, maker.owner, known).at(-1) ?? maker)
  return [{ namespace, workload, key, pointer, pods: 0, shape }]
}

function byWorkload(one: PodGroup<unknown>, other: PodGroup<unknown>): number {
  return (
    compared(one.namespace, other.namespace) ||
    compared(one.workload, other.workload) ||
    compared(one.key, other.key)
  )
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
