import type { KubeObject, Labels } from '../../src/model/object.ts'
import { object } from './builders.ts'

/** An object of Calico's API server. */
export function calico(
  kind: string,
  name: string,
  spec: object,
  metadata: { readonly namespace?: string; readonly labels?: Labels } = {},
): KubeObject {
  return object({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name, ...metadata }, spec })
}

/** A NetworkPolicy of Calico in namespace shop. */
export function shopPolicy(name: string, spec: object): KubeObject {
  return calico('NetworkPolicy', name, { selector: 'all()', ...spec }, { namespace: 'shop' })
}

export function globalPolicy(name: string, spec: object): KubeObject {
  return calico('GlobalNetworkPolicy', name, { selector: 'all()', ...spec })
}

export function tier(name: string, spec: object): KubeObject {
  return calico('Tier', name, spec)
}

/** A HostEndpoint of a node: of all its interfaces where nothing else is said. */
export function hostEndpoint(node: string, spec: object = {}, labels: Labels = {}): KubeObject {
  const content = { node, interfaceName: '*', ...spec }
  return calico('HostEndpoint', `hep-${node}`, content, { labels })
}

/** The version of Calico that a cluster runs. */
export function calicoVersion(version: string): KubeObject {
  return calico('ClusterInformation', 'default', { calicoVersion: version })
}

export const ALLOW = { action: 'Allow' }
export const DENY = { action: 'Deny' }
export const PASS = { action: 'Pass' }
