import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'

/** What is kept of the objects of a folder, to tell which of those that are not read make pods that are not there. */
export type PodMakers = {
  readonly note: (object: JsonObject, name: string, taken: boolean) => void
  /** what is wrong with the list of pods; undefined where nothing is */
  readonly fault: () => string | undefined
}

type Maker = { readonly name: string; readonly place: string; readonly labels: readonly string[] }

/**
 * Labels by which pods name what made them, where owners between the two may not stand in the folder: OpenShift (openshift/api, DeploymentConfigLabel) and
 * Knative (knative/serving, pkg/apis/serving/register.go).
 */
const NAMING_LABELS: Readonly<Record<string, string>> = {
  'apps.openshift.io/DeploymentConfig': 'deploymentconfig',
  'serving.knative.dev/Configuration': 'serving.knative.dev/configuration',
  'serving.knative.dev/Service': 'serving.knative.dev/service',
}

/**
 * Objects of kinds that are not read and make pods from a template, as DeploymentConfigs of OpenShift, Rollouts of Argo and Services of Knative do: a folder of
 * manifests without those pods does not hold all pods. Where pods, or what is read and makes pods, are theirs by their owners, nothing is missing.
 */
export function podMakers(): PodMakers {
  const makers: Maker[] = []
  const owners = new Map<string, string>()
  const read: string[] = []
  const labelled = new Set<string>()
  return {
    note: (object, name, taken) => {
      const place = placeOf(object)
      const owner = ownerOf(object)
      if (owner !== undefined) owners.set(place, owner)
      if (taken) {
        if (owner !== undefined) read.push(place)
        if (object.kind === 'Pod')
          for (const key of Object.values(NAMING_LABELS)) labelled.add(namedBy(object, key))
      } else if (hasTemplate(object)) {
        const label = Object.hasOwn(NAMING_LABELS, name) ? NAMING_LABELS[name] : undefined
        const labels =
          label === undefined ? [] : [`${label} ${namespaceOf(object)}/${nameOf(object)}`]
        makers.push({ name, place, labels })
      }
    },
    fault: () => {
      const present = reachedFrom(read, owners)
      const without = makers.filter(
        ({ place, labels }) => !present.has(place) && !labels.some((each) => labelled.has(each)),
      )
      return without.length === 0 ? undefined : described(without)
    },
  }
}

function described(makers: readonly Maker[]): string {
  const groups = Map.groupBy(makers, ({ name }) => name)
  const kinds = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  const said = kinds.map(([name, { length }]) => `${name} (${length})`).join(', ')
  const subject =
    makers.length === 1
      ? '1 object makes pods and is'
      : `${makers.length} objects make pods and are`
  return `${subject} not read: ${said}`
}

/** Everything that owns one of these, at any distance. */
function reachedFrom(
  places: readonly string[],
  owners: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const reached = new Set<string>()
  for (const place of places)
    for (let at = owners.get(place); at !== undefined && !reached.has(at); at = owners.get(at))
      reached.add(at)
  return reached
}

function hasTemplate(object: JsonObject): boolean {
  return [
    ['spec', 'template', 'spec', 'containers'],
    ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers'],
  ].some((path) => {
    const containers = within(object, path)
    return Array.isArray(containers) && containers.length > 0
  })
}

/** The place of the owner that controls an object; it is in the same namespace. */
function ownerOf(object: JsonObject): string | undefined {
  const all = within(object, ['metadata', 'ownerReferences'])
  const list: readonly JsonValue[] = Array.isArray(all) ? all : []
  const owner = list.find((each) => isJsonObject(each) && each.controller === true)
  if (!isJsonObject(owner)) return undefined
  return `${namespaceOf(object)}/${textOf(owner.kind)}/${textOf(owner.name)}`
}

function placeOf(object: JsonObject): string {
  return `${namespaceOf(object)}/${textOf(object.kind)}/${nameOf(object)}`
}

function namedBy(object: JsonObject, label: string): string {
  const value = textOf(within(object, ['metadata', 'labels', label]))
  return `${label} ${namespaceOf(object)}/${value}`
}

function nameOf(object: JsonObject): string {
  return textOf(within(object, ['metadata', 'name']))
}

function namespaceOf(object: JsonObject): string {
  return textOf(within(object, ['metadata', 'namespace'])) || 'default'
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function within(object: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    object,
  )
}
