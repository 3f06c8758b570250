import { isJsonObject } from '../../core/json.ts'
import type { Pod } from '../../model/cluster.ts'
import { at, labelsOf } from './fields.ts'
import type { Field } from './fields.ts'

/**
 * Annotations by which a pod asks Multus for networks beside the cluster's own, or in its place (Network Plumbing Working Group, "Kubernetes Network Custom
 * Resource Definition De-facto Standard", 4.1; multus-cni, docs/configuration.md). On the network of a node they mean nothing.
 */
const ASKING = ['k8s.v1.cni.cncf.io/networks', 'v1.multus-cni.io/default-network']

/** The further networks of a pod, or of the template of one: names of NetworkAttachmentDefinitions, with their namespaces where they are given; sorted. */
export function networksOf(pod: Field): Pick<Pod, 'networks'> {
  const annotations = labelsOf(at(pod, 'metadata', 'annotations'))
  const names = new Set(ASKING.flatMap((key) => namesIn(annotations[key] ?? '')))
  return names.size === 0 ? {} : { networks: [...names].sort() }
}

/** A list of JSON objects, or names with commas between them and perhaps an interface: `pay/storage@eth1`. What is neither is a name as it stands. */
function namesIn(text: string): readonly string[] {
  const listed = jsonOf(text)
  if (Array.isArray(listed)) return listed.map(nameOf)
  const names = text.split(',').map((each) => each.trim().replace(/@.*$/, ''))
  return names.filter((name) => name !== '')
}

/** Undefined where it is none, as for almost every pod: most have no such annotation, and a failing parser is slow. */
function jsonOf(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function nameOf(item: unknown): string {
  if (!isJsonObject(item) || typeof item.name !== 'string') return 'without name'
  return typeof item.namespace === 'string' ? `${item.namespace}/${item.name}` : item.name
}
