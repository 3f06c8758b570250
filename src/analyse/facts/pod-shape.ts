import type { PodShape, PodVolume } from '../../model/pod-security.ts'
import { at, flagOf, itemsOf, labelsOf, objectOf, pointerOf, textOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { readContainer } from './container-security.ts'
import { isOldProfile } from './pod-text.ts'
import { hasValue, readContext, statedText } from './security-context.ts'
import type { Place } from './security-context.ts'

/** What a pod, or the template of a workload, says about its security. Throws UnreadableField where a field is not what its API defines. */
export function readPodShape(pod: Field): PodShape {
  const place: Place = { base: pointerOf(pod).length }
  const spec = at(pod, 'spec')
  const context = at(spec, 'securityContext')
  const os = textOf(at(spec, 'os', 'name'))
  return {
    hostPid: flagOf(at(spec, 'hostPID')),
    hostIpc: flagOf(at(spec, 'hostIPC')),
    hostNetwork: flagOf(at(spec, 'hostNetwork')),
    hostUsers: !hasValue(at(spec, 'hostUsers')) || flagOf(at(spec, 'hostUsers')),
    ...(os === undefined ? {} : { os }),
    hasContext: hasValue(context),
    context: readContext(context, place),
    sysctls: itemsOf(at(context, 'sysctls')).flatMap((each) => {
      const name = statedText(at(each, 'name'), place)
      return name === undefined ? [] : [name]
    }),
    annotations: new Map(
      Object.entries(labelsOf(at(pod, 'metadata', 'annotations'))).filter(([key]) =>
        isOldProfile(key),
      ),
    ),
    volumes: itemsOf(at(spec, 'volumes')).map((each) => readVolume(each, place)),
    containers: [
      ...itemsOf(at(spec, 'initContainers')).map((each) => readContainer('init', each, place)),
      ...itemsOf(at(spec, 'containers')).map((each) => readContainer('container', each, place)),
      ...itemsOf(at(spec, 'ephemeralContainers')).map((each) =>
        readContainer('ephemeral', each, place),
      ),
    ],
  }
}

/** What the API server makes of a volume that names no source. */
const DEFAULT_SOURCE = ['emptyDir']

function readVolume(volume: Field, place: Place): PodVolume {
  const sources = Object.keys(objectOf(volume)).filter(
    (name) => name !== 'name' && hasValue(at(volume, name)),
  )
  const path = textOf(at(volume, 'hostPath', 'path'))
  const driver = textOf(at(volume, 'csi', 'driver'))
  const secret = textOf(at(volume, 'secret', 'secretName')) ?? projectedSecret(volume)
  return {
    pointer: pointerOf(volume).slice(place.base),
    sources: sources.length === 0 ? DEFAULT_SOURCE : sources.sort(),
    ...(path === undefined ? {} : { path }),
    ...(driver === undefined ? {} : { driver }),
    ...(secret === undefined ? {} : { secret }),
  }
}

function projectedSecret(volume: Field): string | undefined {
  const [first] = itemsOf(at(volume, 'projected', 'sources')).flatMap(
    (each) => textOf(at(each, 'secret', 'name')) ?? [],
  )
  return first
}
