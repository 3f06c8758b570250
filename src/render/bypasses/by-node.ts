import type { BypassRow } from './row.ts'
import { CIS, PCI, SEG, changes } from './row.ts'

/** What passes because it is on the node, or on its network. */
export const BY_NODE: readonly BypassRow[] = [
  {
    id: 'node',
    what: 'what a node itself runs, the kubelet among it, and the pods of that node, in both directions',
    recognised: 'the node of each pod (spec.nodeName)',
    kinds: ['node'],
    changes: [],
    limit:
      'The kubelet and whatever else a node runs reach the pods of that node, and are reached by them, whatever policies say.',
    unchangedIn: `${SEG}/SEG-3/pass`,
  },
  {
    id: 'platform-on-host-network',
    what: 'pods of the platform on the network of a node (agents of the network plug-in, kube-proxy, a DNS cache of the node) and the pods of that node',
    recognised: 'spec.hostNetwork in a namespace declared as platform, not declared out of scope',
    kinds: ['host-network'],
    changes: [],
    limit:
      "Pods of the platform on the network of a node count as the node: they reach that node's pods.",
    unchangedIn: `${PCI}/1.4.1/pass`,
  },
  {
    id: 'host-network',
    what: 'a pod on the network of its node, declared out of scope or not named by the scope, on a node with pods of the CDE',
    recognised: 'spec.hostNetwork and the nodes of both',
    kinds: ['host-network'],
    changes: [
      ...changes('fail', PCI, {
        '1.2.5': 'fail-host-network-agent',
        '1.2.6': 'fail-host-network-agent',
        '1.3.1': 'fail-host-network-agent',
        '1.4.1': 'fail-host-network-agent',
        '1.4.4': 'fail-host-network-agent',
      }),
      ...changes('fail', SEG, { 'SEG-3': 'fail-host-network-agent' }),
    ],
  },
  {
    id: 'host-network-not-placed',
    what: 'a workload on the network of its node of which it is not known where it will run',
    recognised: 'spec.hostNetwork without a node',
    kinds: [],
    changes: changes('undetermined', PCI, { '1.4.1': 'undetermined-host-network-not-placed' }),
  },
  {
    id: 'on-host-network',
    what: 'a pod of the CDE that is itself on the network of its node',
    recognised: 'spec.hostNetwork',
    kinds: ['on-host-network'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-own-pods-on-the-host-network' }),
  },
  {
    id: 'being-deleted',
    what: 'a pod that is being deleted, until it is gone',
    recognised: 'it is listed and has not finished: it counts as any other',
    kinds: [],
    changes: changes('fail', PCI, { '1.4.1': 'fail-host-network-agent-being-deleted' }),
  },
  {
    id: 'privileged',
    what: 'a privileged container, which may enter the network of its node and of other pods',
    recognised: 'securityContext.privileged of pods, templates and admission',
    kinds: [],
    changes: changes('fail', CIS, { '5.2.2': 'fail-running' }),
    limit:
      'Who controls a node, or a privileged container on it, acts with the addresses of all its pods.',
  },
]
