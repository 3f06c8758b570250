import { testContext, type TestContext } from '../context.ts'
import { cilium, node } from '../../evaluate/objects.ts'
import { collectedYaml, installed, type InstallationFiles } from '../installation.ts'

/** A pod of a namespace as YAML, labelled with its name. */
export const pod = (namespace: string, name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec: {containers: [{name: main, image: example}]}
status: {phase: Running}
---
`

/** A namespace as YAML. */
export const namespace = (name: string) => `apiVersion: v1
kind: Namespace
metadata: {name: ${name}, uid: uid-of-${name}}
---
`

/** A policy that denies everything in a namespace, as YAML. */
export const deny = (name: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: ${name}}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
`

/** Namespaces and pods of a cluster with a CDE (`cards`) and something beside it (`shop`). */
export const BOTH = [namespace('kube-system'), namespace('cards'), namespace('shop')].join('')
export const PODS = pod('cards', 'vault') + pod('shop', 'web') + pod('shop', 'cart')

/** Cilium on the only node, as YAML: in a namespace of the platform it enforces the policies. */
export const CILIUM = [node('node-1'), ...cilium('node-1')]
  .map((object) => `${JSON.stringify(object)}\n---\n`)
  .join('')

/** An estate in which the cluster prod has its platform in kube-system. */
export const ESTATE = 'clusters: [{name: prod, folder: prod, platformNamespaces: [kube-system]}]\n'

/** The scope of that cluster. */
export const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - {id: cards, class: cde, subjects: {namespaces: [cards]}, justification: card data, owner: Cards}
  - {id: shop, class: out-of-scope, subjects: {namespaces: [shop]}, justification: none, owner: Shop}
`

/** Writes a folder that is one cluster with these objects, and gives its name. */
export function folder(context: TestContext, name: string, objects: string): string {
  context.write(`${name}/objects.yaml`, objects)
  return name
}

/** Calls `exhibit compare` with an exit code that tells the direction. */
export const compare = (context: TestContext, ...args: readonly string[]) =>
  context.exhibit('compare', '--detailed-exitcode', ...args)

/** An installation whose cluster states its version, without which the controls of a benchmark are open. */
export function installedWhole(files: InstallationFiles = {}): TestContext {
  return installed(testContext(), { collected: `${collectedYaml()}version: v1.34.1\n`, ...files })
}
