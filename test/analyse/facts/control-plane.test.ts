import { expect } from 'chai'
import { controlPlaneReader } from '../../../src/analyse/facts/control-plane.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { mirrorPod } from '../../controls/control-plane.ts'

function read(...objects: readonly KubeObject[]) {
  const reader = controlPlaneReader()
  for (const object of objects) reader.take(object)
  return reader.done()
}

const relabelled = (pod: KubeObject, labels: Record<string, string>): KubeObject => ({
  ...pod,
  metadata: { ...pod.metadata, labels },
})

describe('the reader of the control plane', () => {
  it('keeps every instance with its flags, of a plain one the last, and where they stand', () => {
    const words = ['--v', '2', '--profiling', '--audit_log_path=/a', '--profiling=false']
    const { instances } = read(
      mirrorPod('kube-apiserver', 'cp-2', words),
      mirrorPod('kube-apiserver', 'cp-1', []),
    )
    expect(instances.map(({ node }) => node)).to.deep.equal(['cp-1', 'cp-2'])
    expect(Object.fromEntries(instances[1]?.flags ?? [])).to.deep.equal({
      v: { value: '2', words: [{ value: '2', pointer: '/spec/containers/0/command/1' }] },
      profiling: {
        value: 'false',
        words: [{ value: 'false', pointer: '/spec/containers/0/command/5' }],
      },
      'audit-log-path': {
        value: '/a',
        words: [{ value: '/a', pointer: '/spec/containers/0/command/4' }],
      },
    })
  })

  it('joins the words of lists and maps, and knows none of them where it does not know one', () => {
    const words = [
      '--authorization-mode=Node',
      '--authorization_mode',
      'RBAC',
      '--authorization-mode=',
      '--etcd-servers=a',
      '--etcd-servers=$(B)',
    ]
    const [instance] = read(mirrorPod('kube-apiserver', 'cp-1', words)).instances
    expect(instance?.flags.get('authorization-mode')).to.deep.equal({
      value: 'Node,RBAC',
      words: [
        { value: 'Node', pointer: '/spec/containers/0/command/1' },
        { value: 'RBAC', pointer: '/spec/containers/0/command/2' },
        { value: '', pointer: '/spec/containers/0/command/4' },
      ],
    })
    expect(instance?.flags.get('etcd-servers')).to.deep.equal({
      words: [
        { value: 'a', pointer: '/spec/containers/0/command/5' },
        { pointer: '/spec/containers/0/command/6' },
      ],
    })
  })

  it('knows a component by the name of its container where no label says it', () => {
    const pod = relabelled(mirrorPod('kube-scheduler', 'cp-1', []), { 'k8s-app': 'kube-scheduler' })
    expect(read(pod).instances.map(({ component }) => component)).to.deep.equal(['kube-scheduler'])
  })

  it('leaves out what is no mirror pod, no component, or in another namespace', () => {
    const pod = mirrorPod('kube-apiserver', 'cp-1', [])
    const elsewhere = { ...pod, metadata: { ...pod.metadata, namespace: 'shop' } }
    const plain = { ...pod, metadata: { ...pod.metadata, annotations: {} } }
    const other = relabelled(mirrorPod('haproxy', 'cp-1', []), { component: 'haproxy' })
    expect(read(elsewhere, plain, other).instances).to.deep.equal([])
  })

  it('keeps one of the mirror pods of kube-proxy that are alike', () => {
    const nodes = ['n-2', 'n-1', 'n-3']
    const pods = nodes.map((each) => mirrorPod('kube-proxy', each, ['--v=2']))
    const { instances } = read(...pods, mirrorPod('kube-proxy', 'n-4', ['--v=3']))
    expect(instances.map(({ key, node }) => [key, node])).to.deep.equal([
      ['/v1/Pod/kube-system/kube-proxy-n-1', undefined],
      ['/v1/Pod/kube-system/kube-proxy-n-4', undefined],
    ])
  })

  it('says why flags may be set that it does not see', () => {
    const open = (...command: readonly string[]) =>
      read(mirrorPod('etcd', 'cp-1', [], { command })).instances[0]?.open
    expect(open('etcd', '--name=a')).to.equal(undefined)
    expect(open('/usr/local/bin/etcd')).to.equal(undefined)
    expect(open('etcd', '$(MORE)')).to.contain('comes from a variable')
    expect(open('[redacted]', '-c', '[redacted]')).to.contain('does not start the program itself')
  })
})
