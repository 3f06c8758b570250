import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { NEWEST_STANDARD, violationsOf } from '../../src/analyse/queries/pod-standards.ts'
import { loadOrganisation } from '../../src/commands/stages/catalogue.ts'
import { KIND_READERS, originOf, resourceName } from '../../src/collect/kinds.ts'
import { parseCidr, parseIpAddress } from '../../src/core/ip-address.ts'
import type { IpRange } from '../../src/core/ip-address.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { analysed } from '../evaluate/builders.ts'
import { HISTORY, estateAt, hasLabels, listAt, ofKind, textAt, valueAt } from './slot-estate.ts'
import type { SlotEstate } from './slot-estate.ts'

const ENFORCE = 'pod-security.kubernetes.io/enforce'
const CONTROLLERS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']

describe('the bundled estate', () => {
  const runs = HISTORY.slots.filter(({ outcome }) => outcome === 'run').map(({ slot }) => slot)
  const estates = runs.map(estateAt)

  it('has four weekly slots at the end of one quarter and thirteen in the next', () => {
    const quarters = HISTORY.slots.map(({ slot }) => (slot < '2025-10' ? 'Q3' : 'Q4'))
    expect(quarters.filter((quarter) => quarter === 'Q3')).to.have.length(4)
    expect(quarters.filter((quarter) => quarter === 'Q4')).to.have.length(13)
    expect(runs).to.include(HISTORY.quarters.base.slot)
    expect(HISTORY.quarters.head.slot).to.equal(runs.at(-1))
  })

  it('has two missed slots, one late and one partial, each with the reason', () => {
    const missed = HISTORY.slots.filter(({ outcome }) => outcome === 'missed')
    const late = HISTORY.slots.filter(({ collected }) => collected !== undefined)
    const partial = HISTORY.slots.filter(({ unread }) => Object.keys(unread).length > 0)
    expect([missed, late, partial].map(({ length }) => length)).to.deep.equal([2, 1, 1])
    for (const { note } of [...missed, ...late, ...partial]) expect(note).to.be.a('string')
  })

  it('has signed statements, whose signatures hold', () => {
    const file = (name: string) => join('deploy/demo/base/organisation', name)
    const folder = mkdtempSync(join(tmpdir(), 'exhibit-signed-'))
    cpSync(file('sign-offs'), folder, { recursive: true })
    cpSync('deploy/demo/changes/2025-10-28-gap-stated/organisation/sign-offs', folder, {
      recursive: true,
    })
    const { files } = loadOrganisation({ signOffs: folder, approvers: file('approvers.yaml') })
    rmSync(folder, { recursive: true })
    const signed = files?.filter(({ authorship }) => authorship.kind !== 'asserted')
    expect(signed?.map(({ name, authorship }) => `${name} ${authorship.kind}`)).to.deep.equal([
      'sign-offs/gaps.yaml signed',
      'sign-offs/risk-analyses.yaml signed',
    ])
  })

  it('says of every cluster which kinds were asked for, and of the partial slot which was not read', () => {
    for (const estate of estates) {
      const { slot, files, clusters } = estate
      for (const name of clusters.keys()) {
        const record = files.get(`clusters/${name}/collected.yaml`)
        const kinds = valueAt(record, 'kinds')
        const policies = ofKind(estate, name, 'NetworkPolicy')
        const read = !(slot.unread[name] ?? []).includes('networkpolicies.networking.k8s.io')
        expect(valueAt(record, 'takenAt')).to.be.a('string')
        expect(kinds).to.be.an('array')
        expect((kinds as readonly string[]).includes('networkpolicies.networking.k8s.io')).to.equal(
          read,
          `${name} at ${slot.slot}`,
        )
        expect(policies.length > 0).to.equal(read)
      }
    }
  })

  it('asks every cluster for every built-in kind that the registry of readers has', () => {
    const asked = KIND_READERS.filter((reader) => originOf(reader) === 'built-in').map(resourceName)
    for (const { slot, files, clusters } of estates) {
      for (const name of clusters.keys()) {
        const kinds = valueAt(files.get(`clusters/${name}/collected.yaml`), 'kinds')
        const unread = slot.unread[name] ?? []
        expect(kinds).to.include.members(asked.filter((resource) => !unread.includes(resource)))
      }
    }
  })

  it('gives every object a key and a uid of its own', () => {
    for (const estate of estates)
      for (const [cluster, objects] of estate.clusters) {
        const keys = objects.map(keyOf)
        expect(new Set(keys).size, `${cluster} at ${estate.slot.slot}`).to.equal(keys.length)
        const uids = objects.map(({ metadata }) => metadata.uid)
        expect(new Set(uids).size, cluster).to.equal(uids.length)
        expect(uids).not.to.include(undefined)
      }
  })

  it('names only owners that exist, by their uid', () => {
    forEachObject(estates, (object, objects) => {
      for (const owner of listAt(object, 'metadata', 'ownerReferences')) {
        const found = objects.find(({ metadata }) => metadata.uid === owner.uid)
        expect([found?.kind, found?.metadata.name], keyOf(object)).to.deep.equal([
          owner.kind,
          owner.name,
        ])
      }
    })
  })

  it('has for every controller as many pods as it wants, with the labels that it selects', () => {
    forEachObject(estates, (object, objects) => {
      const wanted = valueAt(object, 'spec', 'replicas')
      if (
        !CONTROLLERS.includes(object.kind) ||
        object.kind === 'Deployment' ||
        wanted === undefined
      )
        return
      const mine = objects.filter((each) => isOwnedBy(each, object))
      expect(mine.length, keyOf(object)).to.equal(wanted)
      const selector = valueAt(object, 'spec', 'selector', 'matchLabels')
      expect(mine.every((pod) => hasLabels(pod, selector))).to.equal(true, keyOf(object))
    })
  })

  it('has one pod of each DaemonSet on every node, as its status counts', () => {
    forEachObject(estates, (object, objects) => {
      if (object.kind !== 'DaemonSet') return
      const nodes = objects.filter(({ kind }) => kind === 'Node').map(nameOf)
      const mine = objects.filter((each) => isOwnedBy(each, object))
      expect(mine.map(nodeOf).sort(), keyOf(object)).to.deep.equal(nodes.sort())
      expect(valueAt(object, 'status', 'numberReady')).to.equal(nodes.length)
    })
  })

  it('gives no address to two running pods of the pod network', () => {
    for (const estate of estates)
      for (const cluster of estate.clusters.keys()) {
        const addresses = ofKind(estate, cluster, 'Pod')
          .filter((pod) => isRunning(pod) && !isHostNetwork(pod))
          .flatMap((pod) => listAt(pod, 'status', 'podIPs').map(({ ip }) => ip))
        expect(new Set(addresses).size, cluster).to.equal(addresses.length)
      }
  })

  it('takes the addresses of pods from their node', () => {
    forEachObject(estates, (object, objects) => {
      if (object.kind !== 'Pod') return
      const node = objects.find(
        ({ kind, metadata }) => kind === 'Node' && metadata.name === nodeOf(object),
      )
      const internal = textAt(node, 'status', 'addresses', 0, 'address')
      expect(valueAt(object, 'status', 'hostIP'), keyOf(object)).to.equal(internal)
      // a managed network gives pods addresses of their node's subnet
      const subnet = [`${internal}/24`]
      const ranges = (valueAt(node, 'spec', 'podCIDRs') ?? subnet) as readonly string[]
      for (const { ip } of listAt(object, 'status', 'podIPs'))
        expect(
          isHostNetwork(object) ? ip === internal : ranges.some((range) => holds(range, ip)),
          keyOf(object),
        ).to.equal(true)
    })
  })

  it('has pods behind every Service with a selector, and the ports that it names', () => {
    forEachObject(estates, (object, objects) => {
      const selector = valueAt(object, 'spec', 'selector')
      if (object.kind !== 'Service' || selector === undefined) return
      const pods = objects.filter(
        (each) => each.kind === 'Pod' && sameNamespace(each, object) && hasLabels(each, selector),
      )
      expect(pods, keyOf(object)).not.to.have.length(0)
      for (const { targetPort } of listAt(object, 'spec', 'ports'))
        expect(portsOf(pods[0]), keyOf(object)).to.include(targetPort)
    })
  })

  it('puts every object of a namespace into one that exists', () => {
    forEachObject(estates, (object, objects) => {
      const { namespace } = object.metadata
      if (namespace === undefined) return
      const names = objects.filter(({ kind }) => kind === 'Namespace').map(nameOf)
      expect(names, keyOf(object)).to.include(namespace)
    })
  })

  it('has no pod that the admission of its namespace would have refused', async () => {
    for (const estate of estates)
      for (const objects of estate.clusters.values()) {
        const { cluster } = await analysed(objects)
        const refused = cluster.facts.podSecurity.groups.filter(({ namespace, shape }) => {
          const level = cluster.namespaces.get(namespace)?.labels[ENFORCE]
          const standard = level === 'baseline' || level === 'restricted' ? level : undefined
          return standard !== undefined && violationsOf(shape, standard, NEWEST_STANDARD).length > 0
        })
        const names = refused.map(({ namespace, workload }) => `${namespace}/${workload}`)
        expect(names, estate.slot.slot).to.deep.equal([])
      }
  })

  it('begins with four folders of clusters and ends with three', () => {
    const first = HISTORY.slots[0]?.slot ?? ''
    const last = HISTORY.quarters.head.slot
    expect(estateAt(first).clusters.size).to.equal(4)
    expect(estateAt(last).clusters.size).to.equal(3)
  })

  it('is small', () => {
    for (const estate of estates)
      for (const cluster of estate.clusters.keys())
        expect(ofKind(estate, cluster, 'Pod').length, cluster).to.be.below(76)
  })
})

function forEachObject(
  estates: readonly SlotEstate[],
  look: (object: KubeObject, objects: readonly KubeObject[]) => void,
): void {
  for (const { clusters } of estates)
    for (const objects of clusters.values()) for (const object of objects) look(object, objects)
}

function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`
}

const nameOf = ({ metadata }: KubeObject) => metadata.name
const nodeOf = (pod: KubeObject) => valueAt(pod, 'spec', 'nodeName')
const isRunning = (pod: KubeObject) => valueAt(pod, 'status', 'phase') === 'Running'
const isHostNetwork = (pod: KubeObject) => valueAt(pod, 'spec', 'hostNetwork') === true

function sameNamespace(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.namespace === b.metadata.namespace
}

function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  return listAt(object, 'metadata', 'ownerReferences').some(({ uid }) => uid === owner.metadata.uid)
}

function portsOf(pod: KubeObject | undefined): readonly unknown[] {
  return listAt(pod, 'spec', 'containers').flatMap((container) =>
    listAt(container, 'ports').flatMap(({ name, containerPort }) => [name, containerPort]),
  )
}

function holds(range: string, ip: unknown): boolean {
  const address = parseIpAddress(String(ip))
  const cidr: IpRange | undefined = parseCidr(range)
  return (
    address !== undefined &&
    cidr?.family === address.family &&
    cidr.first <= address.value &&
    address.value <= cidr.last
  )
}
