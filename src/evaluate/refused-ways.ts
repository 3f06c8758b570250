import { placesOf } from '../analyse/facts/admission/pod-ways.ts'
import type { Refusal } from '../analyse/queries/pod-refusals.ts'
import type { PodPlace, PodRefusal, PodWay } from '../model/pod-admission.ts'

/** The rules that certainly refuse some of these ways, and together all of them in every place, whatever the pod is called; none where they do not. */
export function refusingTogether(
  known: readonly Refusal[],
  ways: readonly PodWay[],
): readonly Refusal[] {
  const certain = known.filter(
    ({ effect, spared, refuses }) =>
      effect === 'refuses' && spared.length === 0 && refuses.some(({ way }) => ways.includes(way)),
  )
  const all = certain.flatMap(({ refuses }) => refuses)
  return ways.every((way) => openIn(all, way).length === 0) ? certain : []
}

/** What is not known to be refused of these ways, for people; none: all of it is. */
export function leftOpen(
  refuses: readonly PodRefusal[],
  ways: readonly PodWay[],
): readonly string[] {
  if (!refuses.some(({ way }) => ways.includes(way)))
    return ['what it asks of pods is not evaluated']
  const open = ways
    .map((way) => ({ way, places: openIn(refuses, way) }))
    .filter(({ places }) => places.length > 0)
    .map(({ way, places }) => `${WORDS[way]} in ${places.map((each) => PLACES[each]).join(', ')}`)
  return open.length === 0 ? [] : [`not shown to refuse ${open.join('; ')}`]
}

/** The ways that are refused of pods themselves or of their containers, sorted. */
export function waysOf(refuses: readonly PodRefusal[]): readonly PodWay[] {
  return refuses
    .filter(({ places }) => places.includes('pod') || places.includes('containers'))
    .map(({ way }) => way)
}

/** The fields of which ways are a matter, each once. */
export function fieldsOf(ways: readonly PodWay[]): readonly string[] {
  return [...new Set(ways.map((way) => way.split(' ')[0] ?? way))]
}

function openIn(refuses: readonly PodRefusal[], way: PodWay): readonly PodPlace[] {
  const closed = refuses.flatMap((each) => (each.way === way ? each.places : []))
  return placesOf(way).filter((place) => !closed.includes(place))
}

const PLACES: Readonly<Record<PodPlace, string>> = {
  pod: 'the pod itself',
  containers: 'containers',
  initContainers: 'init containers',
  ephemeralContainers: 'ephemeral containers',
}

const WORDS: Readonly<Record<PodWay, string>> = {
  allowPrivilegeEscalation: 'allowPrivilegeEscalation',
  'allowPrivilegeEscalation unset': 'allowPrivilegeEscalation that is not set',
  'capabilities added': 'added capabilities',
  'capabilities kept': 'capabilities of which ALL is not dropped',
  'capabilities keeping NET_RAW': 'a NET_RAW that is not dropped',
  hostIPC: 'hostIPC',
  hostNetwork: 'hostNetwork',
  hostPID: 'hostPID',
  hostPath: 'hostPath',
  hostPort: 'hostPort',
  hostProcess: 'hostProcess',
  privileged: 'privileged',
  runAsNonRoot: 'runAsNonRoot that is false',
  'runAsNonRoot unset': 'runAsNonRoot that is not set',
}
