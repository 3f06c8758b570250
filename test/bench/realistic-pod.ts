import type { FakeObject } from '../collect/fake-cluster.ts'

const ENVIRONMENT = 12
const NAMESPACES = 200

/** A pod as a cluster gives it, 6 kB of JSON with managedFields and status; in the order of keys when `index` ascends within 500,000. */
export function realisticPod(index: number): FakeObject {
  const namespace = `team-${String(Math.floor(index / 500) % NAMESPACES).padStart(4, '0')}`
  const name = `web-7d9c5b7f6-${String(index).padStart(6, '0')}`
  return {
    metadata: metadata(index, name, namespace),
    spec: spec(index),
    status: status(index),
  }
}

function metadata(index: number, name: string, namespace: string): FakeObject['metadata'] {
  const more = {
    generateName: 'web-7d9c5b7f6-',
    resourceVersion: String(1_000_000 + index),
    creationTimestamp: '2026-11-01T10:00:00Z',
    labels: { app: 'web', team: namespace, 'pod-template-hash': '7d9c5b7f6' },
    annotations: { 'checksum/config': hex(index, 64), note: 'a <b> & "c"' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web-7d9c5b7f6',
        uid: uid(index + 7),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields: [
      managed('kube-controller-manager', {
        'f:metadata': ownFields(index),
        'f:spec': specFields(),
      }),
      managed('kubelet', { 'f:status': { 'f:conditions': { '.': {} }, 'f:podIPs': { '.': {} } } }),
    ],
  }
  return { name, namespace, uid: uid(index), ...more }
}

function managed(manager: string, fieldsV1: object): object {
  const time = '2026-11-01T10:00:00Z'
  return { manager, operation: 'Update', apiVersion: 'v1', time, fieldsType: 'FieldsV1', fieldsV1 }
}

function ownFields(index: number): object {
  return {
    'f:annotations': { '.': {}, 'f:checksum/config': {} },
    'f:labels': { '.': {}, 'f:app': {}, 'f:team': {}, 'f:pod-template-hash': {} },
    'f:ownerReferences': { '.': {}, [`k:{"uid":"${uid(index + 7)}"}`]: {} },
  }
}

function specFields(): object {
  const env = names('VAR_', ENVIRONMENT).map((name) => [
    `k:{"name":"${name}"}`,
    { '.': {}, 'f:name': {}, 'f:value': {} },
  ])
  return {
    'f:containers': {
      'k:{"name":"main"}': {
        '.': {},
        'f:env': Object.fromEntries([['.', {}], ...env]) as object,
        'f:image': {},
        'f:ports': { '.': {}, 'k:{"containerPort":8080,"protocol":"TCP"}': { '.': {} } },
        'f:resources': { '.': {}, 'f:limits': { '.': {}, 'f:cpu': {}, 'f:memory': {} } },
      },
    },
    'f:dnsPolicy': {},
    'f:restartPolicy': {},
    'f:schedulerName': {},
    'f:securityContext': {},
    'f:terminationGracePeriodSeconds': {},
  }
}

function spec(index: number): object {
  const env = names('VAR_', ENVIRONMENT).map((name) => ({ name, value: `${name}-${index}-value` }))
  return {
    volumes: [{ name: 'kube-api-access', projected: { defaultMode: 420, sources: [] } }],
    containers: [
      {
        name: 'main',
        image: `registry.example/web@sha256:${hex(index, 64)}`,
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        env,
        resources: { limits: { cpu: '1', memory: '256Mi' }, requests: { cpu: '100m' } },
        volumeMounts: [{ name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets' }],
        livenessProbe: { httpGet: { path: '/live', port: 'http' }, periodSeconds: 10 },
        terminationMessagePath: '/dev/termination-log',
        imagePullPolicy: 'IfNotPresent',
        securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'web',
    nodeName: `node-${index % 100}`,
    schedulerName: 'default-scheduler',
    tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
    priority: 0,
  }
}

function status(index: number): object {
  const ip = `10.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: '2026-11-01T10:00:05Z',
  }))
  return {
    phase: 'Running',
    conditions,
    hostIP: `192.168.0.${index % 100}`,
    podIP: ip,
    podIPs: [{ ip }],
    startTime: '2026-11-01T10:00:00Z',
    containerStatuses: [
      {
        name: 'main',
        ready: true,
        restartCount: 0,
        imageID: `registry.example/web@sha256:${hex(index, 64)}`,
        containerID: `containerd://${hex(index * 3 + 1, 64)}`,
        state: { running: { startedAt: '2026-11-01T10:00:04Z' } },
      },
    ],
    qosClass: 'Burstable',
  }
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}

function uid(index: number): string {
  const digits = hex(index, 32)
  return [digits.slice(0, 8), digits.slice(8, 12), '4abc', '8def', digits.slice(20)].join('-')
}

/** Digits that look random and are the same each time. */
function hex(index: number, length: number): string {
  let state = Math.imul(index + 1, 2_654_435_761) >>> 0 || 1
  let text = ''
  while (text.length < length) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    text += (state >>> 0).toString(16).padStart(8, '0')
  }
  return text.slice(0, length)
}
