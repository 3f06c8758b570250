import { parseIpAddress } from '../../core/ip-address.ts'
import type { Cluster, Pod } from '../../model/cluster.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { clusterItems } from './change-items.ts'
import { withCluster } from './changes.ts'
import type { ChangeItem, Hypothesis } from './changes.ts'
import { answerBetween, engineFor } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { mayConcern } from './excerpt.ts'
import { portedIn } from './group-changes.ts'
import type { JointEndpoint } from './joint-endpoints.ts'
import { blockOf } from '../engine/relevance.ts'
import type { Analysis } from '../reachability.ts'
import { inMesh } from '../mesh.ts'
import { policyForms } from './policy-forms.ts'
import { servedAnew } from '../engine/served-ports.ts'
import { trialsFrom } from './trials.ts'
import type { Place } from './trials.ts'

/** What explains that two joint endpoints answer otherwise than before, sorted; never empty. `after` is the id of what may pass now. */
export type Causes = (
  source: JointEndpoint,
  destination: JointEndpoint,
  after: number,
) => readonly string[]

/** One cluster as analysed at one time. */
type Side = { readonly cluster: Cluster; readonly reachability: Analysis }

/** So many hypothetical clusters are looked at in one comparison; then every candidate is named. */
const MOST_TRIALS = 4_000
/** Of so many candidates all choices are tried; of more they are left out one after the other. */
const FEW_CANDIDATES = 5
/** Bytes of rows: a hypothetical cluster has two pods. */
const ROW_BYTES = 2 ** 20

/**
 * Finds causes between two analyses. Candidates are all changes of policies, settings and the two endpoints that could matter; where there are several,
 * hypothetical clusters tell which do: the earlier cluster with some of the changes. Named is each change that belongs to a smallest set that makes the
 * difference, so that two changes of which either would do are both named, and one that does nothing is not.
 */
export function causesBetween(before: Side, after: Side, store: ConnectionSets): Causes {
  const forms = policyForms(before.cluster, after.cluster)
  const [earlier, later] = [hypothesisOf(before, 'before'), hypothesisOf(after, 'after')]
  const policies = [...forms('before', 'before').values()].flat()
  const items = clusterItems(earlier, later, forms)
  const trialOf = trialsFrom(withCluster(earlier, { policies }), later, items)
  const budget = { trials: MOST_TRIALS }
  return (source, destination, wanted) => {
    const { candidates, start, places } = trialOf(source, destination)
    let first: Hypothesis | undefined
    const makes = (chosen: readonly ChangeItem[]): boolean => {
      budget.trials--
      first ??= start()
      const world = chosen.reduce((state, item) => item.apply(state), first)
      return answerIn(world, places, store) === wanted
    }
    const named =
      candidates.length < 2 || budget.trials <= 0 ? candidates : decisiveOf(candidates, makes)
    const texts = [...new Set(named.map(({ text }) => text))].sort()
    return texts.length === 0 ? UNKNOWN : texts
  }
}

const UNKNOWN = ['number, nodes or placement of pods changed']

function hypothesisOf(
  { cluster, reachability }: Side,
  settings: Hypothesis['settings'],
): Hypothesis {
  const { podsByAddress } = reachability.engine
  return { cluster, podsByAddress, changed: new Set(), settings }
}

/** The changes that belong to any smallest set that makes the difference; all where that set would not, or none does. */
function decisiveOf(
  candidates: readonly ChangeItem[],
  makes: (chosen: readonly ChangeItem[]) => boolean,
): readonly ChangeItem[] {
  const smallest =
    candidates.length <= FEW_CANDIDATES
      ? smallestSets(candidates, makes)
      : [reduced(candidates, makes), reduced(candidates.toReversed(), makes)]
  const named = candidates.filter((each) => smallest.some((set) => set.includes(each)))
  return named.length > 0 && makes(named) ? named : candidates
}

function smallestSets(
  candidates: readonly ChangeItem[],
  makes: (chosen: readonly ChangeItem[]) => boolean,
): readonly (readonly ChangeItem[])[] {
  const choices = Array.from({ length: 2 ** candidates.length - 1 }, (_, at) => at + 1)
    .map((bits) => candidates.filter((_, at) => (bits >> at) % 2 === 1))
    .sort((a, b) => a.length - b.length)
  const found: (readonly ChangeItem[])[] = []
  for (const choice of choices)
    if (!found.some((set) => set.every((each) => choice.includes(each))) && makes(choice))
      found.push(choice)
  return found
}

/** What is left when every change is left out without which the others make the difference. */
function reduced(
  candidates: readonly ChangeItem[],
  makes: (chosen: readonly ChangeItem[]) => boolean,
): readonly ChangeItem[] {
  return candidates.reduce((left, each) => {
    const without = left.filter((other) => other !== each)
    return without.length > 0 && makes(without) ? without : left
  }, candidates)
}

/** What may pass between the two places of a hypothetical cluster; nothing where one of them is not there. */
function answerIn(
  { cluster, podsByAddress }: Hypothesis,
  places: readonly [Place, Place],
  store: ConnectionSets,
): number {
  const policies = cluster.policies.filter((policy) => mayConcern(policy, cluster.pods))
  const engine = engineFor(
    { ...cluster, policies, pods: podsOf(cluster) },
    {
      podsByAddress,
      splitAt: places.flatMap((place) => ('address' in place ? [blockOf(place.address).cidr] : [])),
      nodeTraffic: false,
      rowBytes: ROW_BYTES,
    },
  )
  const numbers = places.map((place) => numberOf(engine, place))
  const [from = -1, to = -1] = numbers
  if (from < 0 || to < 0) return store.none
  return portedIn(engine, store)(answerBetween(engine, from, to))
}

/** Pods with what follows from labels and Services: the part that they take in a mesh, and what is spoken on their ports. */
function podsOf(cluster: Cluster): readonly Pod[] {
  const { pods, namespaces } = cluster
  const meshed = pods.map((pod) => inMesh(pod, namespaces.get(pod.namespace)))
  return servedAnew(meshed, cluster)
}

function numberOf(engine: Engine, place: Place): number {
  if ('key' in place)
    return engine.records.findIndex(({ podClass }) =>
      podClass.pods.some(({ key }) => key === place.key),
    )
  const address = parseIpAddress(place.address)
  return address === undefined ? -1 : engine.records.length + engine.cells.cellOf(address)
}
