import type { KindReader } from '../../src/collect/kinds.ts'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** A word that is in every text below that people may write freely, or that programs put secrets into. */
export const CANARY = 'canary'

let planted = 0
function canary(): string {
  return `${CANARY} ${++planted}`
}

function container(name: string): JsonObject {
  return {
    name,
    image: `registry.example/${name}@sha256:${'0a1b'.repeat(16)}`,
    command: ['/bin/sh', '-c', canary()],
    args: [`--password=${canary()}`, canary()],
    env: [
      { name: 'PLAIN', value: canary() },
      { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ],
    livenessProbe: probe(),
    readinessProbe: probe(),
    startupProbe: probe(),
    lifecycle: { postStart: probe(), preStop: { exec: { command: [canary()] } } },
  }
}

function probe(): JsonObject {
  return {
    exec: { command: ['cat', canary()] },
    httpGet: {
      port: 8080,
      path: `/healthz?${canary()}`,
      httpHeaders: [{ name: canary(), value: canary() }],
    },
  }
}

function podSpec(): JsonObject {
  return {
    containers: [container('web')],
    initContainers: [container('migrate')],
    ephemeralContainers: [container('debug')],
    volumes: [
      { name: 'csi', csi: { driver: 'example', volumeAttributes: { share: canary() } } },
      { name: 'flex', flexVolume: { driver: 'example', options: { key: canary() } } },
    ],
  }
}

function annotations(): Record<string, string> {
  return {
    'example.com/note': canary(),
    'kubectl.kubernetes.io/last-applied-configuration': `{"spec":"${canary()}"}`,
    'kubernetes.io/ingress.class': 'nginx',
  }
}

function template(): JsonObject {
  return { metadata: { labels: { app: 'web' }, annotations: annotations() }, spec: podSpec() }
}

/** What custom resources carry: the same fields at other depths, and the free text of other projects. */
function custom(): JsonObject {
  return {
    description: canary(),
    operation: {
      sync: { manifests: [canary()], source: { directory: { jsonnet: jsonnet() } } },
      info: [{ name: 'why', value: canary() }],
    },
    provider: { webhook: { url: `https://vault.example/?${canary()}`, body: canary() } },
    context: [{ apiCall: { data: [{ key: 'a', value: canary() }] } }],
    http: [{ directResponse: { body: { string: canary() } } }],
    envVars: { PLAIN: canary() },
    plugin: {
      env: [{ name: 'A', value: canary() }],
      parameters: [{ name: 'b', string: canary() }],
    },
    source: { helm: { values: canary(), parameters: [{ name: 'a', value: canary() }] } },
    postBuild: { substitute: { key: canary() } },
    patches: [{ patch: canary(), target: { kind: 'Deployment' } }],
    validations: [{ expression: 'true', message: canary() }],
    rules: [{ http: [{ headers: [`X-Token: ${canary()}`] }] }],
    infrastructure: { annotations: { key: canary() } },
    configPatches: [{ patch: { value: { inlineCode: canary() } } }],
    deep: [[{ more: { podAnnotations: { key: canary() }, clientSecret: canary() } }]],
  }
}

function jsonnet(): JsonObject {
  const variable = () => [{ name: 'a', value: canary() }]
  return { extVars: variable(), tlas: variable() }
}

function status(): JsonObject {
  const condition = { type: 'Ready', status: 'True', reason: canary(), message: canary() }
  return {
    phase: 'Running',
    message: canary(),
    reason: canary(),
    conditions: [condition, { ...condition, type: 'Accepted' }, { ...condition, type: 'Complete' }],
    containerStatuses: [{ name: 'web', imageID: 'x', state: { waiting: { message: canary() } } }],
    parents: [{ controllerName: 'example.com/gateway', conditions: [condition] }],
    sync: { status: 'Synced', comparedTo: canary() },
    operationState: { message: canary() },
    violations: [{ message: canary() }],
  }
}

/** An object of a kind with everything that any kind has, a canary in each free text. */
export function fullObject(reader: KindReader): KubeObject {
  const group = reader.group === '' ? '' : `${reader.group}/`
  const isConfigMap = reader.kind === 'ConfigMap'
  return {
    apiVersion: `${group}${reader.versions[0] ?? 'v1'}`,
    kind: reader.kind,
    metadata: {
      name: 'full',
      ...(reader.namespaced ? { namespace: 'kube-system' } : {}),
      uid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
      labels: { app: 'web' },
      annotations: annotations(),
      managedFields: [{ manager: 'kubectl', operation: 'Update', fieldsV1: { [canary()]: {} } }],
    },
    spec: {
      ...podSpec(),
      template: template(),
      jobTemplate: { spec: { template: template() } },
      custom: custom(),
    },
    ...(isConfigMap ? {} : { data: { key: canary() }, stringData: { key: canary() } }),
    ...custom(),
    status: status(),
  }
}

/** Where a text stands in a value, and a copy of the value with another text there. */
export type Planted = {
  readonly path: readonly (string | number)[]
  readonly text: string
  readonly copy: JsonValue
}

/** A copy of a value for each text in it, with that text replaced by the next that `texts` gives. */
export function* withEachText(
  value: JsonValue,
  texts: () => string,
  path: readonly (string | number)[] = [],
): Generator<Planted> {
  if (typeof value === 'string') {
    const text = texts()
    yield { path, text, copy: text }
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value) as [string, JsonValue][]) {
    for (const planted of withEachText(member, texts, [...path, name]))
      yield { ...planted, copy: replaced(value, name, planted.copy) }
  }
}

function replaced(
  value: JsonObject | readonly JsonValue[],
  name: string,
  by: JsonValue,
): JsonValue {
  if (isJsonObject(value)) return { ...value, [name]: by }
  return value.map((item, index) => (String(index) === name ? by : item))
}

/** A value with every text replaced by the next that `texts` gives; `path` is where the text stands. */
export function withTexts(
  value: JsonValue,
  texts: (path: string, text: string) => string,
  path = '',
): JsonValue {
  if (typeof value === 'string') return texts(path, value)
  if (typeof value !== 'object' || value === null) return value
  const below = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (!isJsonObject(value))
    return value.map((item, index) => withTexts(item, texts, below(String(index))))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withTexts(member ?? null, texts, below(name)),
    ]),
  )
}
