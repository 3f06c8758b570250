import type { BypassRow } from './row.ts'

/** What no snapshot of the API shows. */
export const UNSEEN: readonly BypassRow[] = [
  unseen(
    'other-protocols',
    'protocols without ports, as ICMP, to and from isolated pods',
    'Segmentation is decided for TCP, UDP and SCTP; of ICMP and other protocols NetworkPolicy says nothing, and plug-ins differ.',
  ),
  unseen(
    'established',
    'connections that were there before a policy changed',
    'Connections made before a policy changed may go on; what was open between two runs is not seen.',
  ),
  unseen(
    'starting',
    'a pod in the moments before the network plug-in has applied its policies',
    'Policies hold once the network plug-in has applied them to a pod; the moments before are not seen.',
  ),
  unseen(
    'inside-allowed',
    'what is carried inside an allowed connection: tunnels over DNS or HTTP, a proxy that passes on',
    'What an allowed connection carries is not looked at: DNS, proxies and queues pass on what they are sent.',
  ),
  unseen(
    'static-pods',
    'a static pod that its kubelet cannot show to the API, as one of a namespace that does not exist',
    'Pods that a node runs without telling the API, and containers outside of Kubernetes, are not seen.',
  ),
  unseen(
    'other-clusters',
    'pods of other clusters of a mesh or a network that is shared',
    'Pods of other clusters count as outside addresses.',
  ),
  unseen(
    'outside-firewalls',
    'firewalls of clouds and nodes, load balancers, routing',
    'Firewalls, routing and load balancers outside of the API may deny more or let more pass; they are not read.',
  ),
]

function unseen(id: string, what: string, limit: string): BypassRow {
  return { id, what, recognised: 'not visible in a snapshot', kinds: [], changes: [], limit }
}
