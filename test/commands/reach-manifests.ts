/** Two nodes with an address each. */
export const NODES = ['n1', 'n2']
  .map(
    (name, at) =>
      `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\nstatus: {addresses: [{type: InternalIP, address: 192.168.0.${at + 1}}]}\n---\n`,
  )
  .join('')

/** A NetworkPolicy of namespace s. */
export function policy(name: string, spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: s}
spec: {${spec}}
---
`
}

/** The agent of a network plugin on the only node, by its DaemonSet and the image of its container. */
export function agent(daemonSet: string, container: string, image: string): string {
  return `apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: ${daemonSet}-x
  namespace: kube-system
  ownerReferences: [{kind: DaemonSet, name: ${daemonSet}, controller: true}]
spec: {nodeName: n1, hostNetwork: true, containers: [{name: ${container}, image: '${image}'}]}
status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}
---
`
}
