import { expect } from 'chai'
import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { STATUS_FIELDS } from '../../src/snapshot/status-fields.ts'
import { object, pod, storedObject } from './builders.ts'

function stored(given: KubeObject): KubeObject {
  return storedObject(given).object
}

describe('storedObject leaves out', () => {
  it('resourceVersion, selfLink and the field lists of managedFields', () => {
    const metadata = {
      name: 'web',
      namespace: 'shop',
      resourceVersion: '17',
      selfLink: '/api/v1/pods/web',
      generation: 3,
      managedFields: [
        {
          manager: 'kubelet',
          operation: 'Update',
          subresource: 'status',
          time: '2026-01-02T00:00:00Z',
          fieldsV1: { a: {} },
        },
        {
          manager: 'kubectl',
          operation: 'Apply',
          time: '2026-01-01T00:00:00Z',
          fieldsType: 'FieldsV1',
          apiVersion: 'v1',
        },
      ],
    }
    expect(stored(object('v1', 'Pod', metadata)).metadata).to.deep.equal({
      name: 'web',
      namespace: 'shop',
      generation: 3,
      managedFields: [
        { manager: 'kubectl', operation: 'Apply', time: '2026-01-01T00:00:00Z' },
        { manager: 'kubelet', operation: 'Update', subresource: 'status' },
      ],
    })
  })

  it('who and when in another order', () => {
    const entry = (manager: string, time: string) => ({ manager, operation: 'Update', time })
    const entries = [entry('b', '1'), entry('a', '2'), entry('a', '1')]
    const of = (managedFields: JsonObject[]) =>
      stored(object('v1', 'Service', { name: 'a', namespace: 'b', managedFields })).metadata
    expect(of(entries)).to.deep.equal(of([...entries].reverse()))
  })

  it('status of a pod but what analysis reads', () => {
    const status = {
      phase: 'Running',
      podIP: '10.0.0.1',
      podIPs: [{ ip: '10.0.0.1', extra: 'x' }, { ip: 'fd00::1' }],
      hostIP: '10.1.0.1',
      startTime: '2026-01-01T00:00:00Z',
      conditions: [
        { type: 'Ready', status: 'True', lastProbeTime: 'x', message: 'text', reason: 'Text' },
        { type: 'Initialized', status: 'True' },
      ],
      containerStatuses: [
        { name: 'web', image: 'a', imageID: 'b', restartCount: 3, state: { running: {} } },
      ],
    }
    expect(stored(pod('web', { status })).status).to.deep.equal({
      phase: 'Running',
      podIP: '10.0.0.1',
      podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }],
      hostIP: '10.1.0.1',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'web', image: 'a', imageID: 'b' }],
    })
  })

  it('what would change on an unchanged node', () => {
    const at = (time: string) =>
      object(
        'v1',
        'Node',
        {
          name: 'n1',
          resourceVersion: time,
          managedFields: [{ manager: 'kubelet', operation: 'Update', subresource: 'status', time }],
        },
        {
          status: {
            addresses: [{ type: 'InternalIP', address: '10.1.0.1' }],
            nodeInfo: { kubeletVersion: 'v1.35.4', machineID: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
            conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: time }],
            images: [{ names: [time], sizeBytes: 1 }],
          },
        },
      )
    expect(stored(at('1'))).to.deep.equal(stored(at('2')))
    expect(stored(at('1')).status).to.have.property('nodeInfo')
  })

  it('all status of kinds that are not in the table', () => {
    const policy = object(
      'cilium.io/v2',
      'CiliumNetworkPolicy',
      { name: 'a', namespace: 'b' },
      { status: { x: 1 } },
    )
    expect(stored(policy)).not.to.have.property('status')
  })

  it('documentation of custom resource definitions, not fields called description', () => {
    const crd = object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { name: 'a.example.com' },
      {
        spec: {
          group: 'example.com',
          versions: [
            {
              name: 'v1',
              schema: {
                openAPIV3Schema: {
                  description: 'long text',
                  properties: {
                    description: { type: 'string', description: 'x' },
                    env: { type: 'object', default: 'y' },
                  },
                },
              },
            },
          ],
        },
      },
    )
    expect(stored(crd).spec).to.deep.equal({
      group: 'example.com',
      versions: [
        {
          name: 'v1',
          schema: {
            openAPIV3Schema: {
              properties: {
                description: { type: 'string' },
                env: { type: 'object', default: 'y' },
              },
            },
          },
        },
      ],
    })
  })

  it('status of a wrong shape, without failing', () => {
    for (const status of [
      'text',
      3,
      null,
      [1],
      { podIPs: 'x', conditions: { a: 1 }, phase: { a: 1 }, containerStatuses: [1, 'a'] },
    ])
      expect(() => stored(pod('web', { status }))).not.to.throw()
  })
})

describe('STATUS_FIELDS', () => {
  it('names no message, reason or time', () => {
    for (const [kind, { paths }] of Object.entries(STATUS_FIELDS))
      for (const path of paths) expect(path, kind).not.to.match(/(message|reason|Time|timestamp)$/i)
  })
})
