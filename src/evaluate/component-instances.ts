import type { CheckAnswer } from '../model/check.ts'
import type { Cluster, Node } from '../model/cluster.ts'
import type { ComponentInstance, ComponentName } from '../model/control-plane.ts'
import type { Evidence } from '../model/evaluation.ts'
import { nodeEvidence, objectEvidence, undetermined } from './answers.ts'
import { clusterSubject, objectSubject } from './subject.ts'

/** The instances of one component, and what is missing of them. */
export type Instances = {
  /** sorted by key */
  readonly found: readonly ComponentInstance[]
  /** a control-plane node without one, or that the number of such nodes is not known: no pass may hide it */
  readonly missing: readonly CheckAnswer[]
}

/**
 * The instances of a control-plane component that a cluster shows, and where one must be that it does not show. Where it shows none, as with
 * managed and embedded control planes, that alone is the answer.
 */
export function instancesOf(
  { name: cluster, nodes, facts }: Cluster,
  component: ComponentName,
): Instances {
  const { instances } = facts.controlPlane
  const found = instances.filter((each) => each.component === component)
  if (found.length === 0) {
    const shown = instances.some((each) => each.component === 'kube-apiserver')
    const why = component === 'etcd' && shown ? 'etcd runs elsewhere' : 'it runs outside of pods'
    const said = `not assessable: no pod of ${component} is visible through the API; ${why}`
    return { found, missing: [undetermined(clusterSubject(cluster), 'out-of-reach', said)] }
  }
  const expected = nodesOf([...nodes.values()], component)
  if (expected.length === 0) {
    const said = `not assessable: no node is labelled as one of the control plane, so that ${component} may run elsewhere too`
    return { found, missing: [undetermined(clusterSubject(cluster), 'out-of-reach', said)] }
  }
  const missing = expected
    .filter(({ name }) => !found.some(({ node }) => node === name))
    .map((node) => {
      const said = `no pod of ${component} is visible on this node of the control plane`
      const subject = objectSubject(cluster, node.key)
      return undetermined(subject, 'out-of-reach', said, [nodeEvidence(node)])
    })
  return { found, missing }
}

/**
 * Why a file decides in place of the flags of an instance, when one of some flags names it; undefined: none does. etcd takes every flag from its
 * environment, too, and with a settings file reads no other flag and no other variable (etcd server/etcdmain/config.go).
 */
export function decidedElsewhere(
  { component, flags, environment }: ComponentInstance,
  naming: readonly string[],
): string | undefined {
  const flag = naming.find((each) => flags.has(each))
  if (flag !== undefined) return `not assessable: --${flag} names a file that decides this instead`
  if (component !== 'etcd' || naming.length === 0) return undefined
  const variable = naming.map(etcdVariable).find((each) => environment.includes(each))
  if (variable !== undefined)
    return `not assessable: ${variable} of its environment names a file that decides this instead`
  return environment.includes('*')
    ? 'not assessable: its environment is filled from elsewhere, and may name a file that decides this instead'
    : undefined
}

/** The variable from which etcd takes a flag that is not set. */
export function etcdVariable(flag: string): string {
  return `ETCD_${flag.replaceAll('-', '_').toUpperCase()}`
}

/** What a flag says, as it is written: its name, and its value where that is known. */
export function flagText(flag: string, { value }: { readonly value?: string }): string {
  return value === undefined ? `--${flag} is set` : `--${flag}=${value}`
}

/** Where a flag stands: every word of it that counts; the instance where it is not set. */
export function flagEvidence({ key, flags }: ComponentInstance, flag: string): readonly Evidence[] {
  const words = flags.get(flag)?.words ?? []
  if (words.length === 0) return [objectEvidence(key)]
  return words.map((word) => ({ object: key, pointer: word.pointer, value: flagText(flag, word) }))
}

/** The subject of an instance. */
export function instanceSubject(cluster: Cluster, { key }: ComponentInstance): string {
  return objectSubject(cluster.name, key)
}

/** The nodes that must run a component: of the control plane by their label, for etcd by that of etcd where there is any. */
function nodesOf(nodes: readonly Node[], component: ComponentName): readonly Node[] {
  const labelled = (...roles: readonly string[]) =>
    nodes.filter(({ labels }) => roles.some((role) => `node-role.kubernetes.io/${role}` in labels))
  const etcd = component === 'etcd' ? labelled('etcd') : []
  return etcd.length > 0 ? etcd : labelled('control-plane', 'master')
}
