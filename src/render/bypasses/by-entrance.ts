import type { BypassRow } from './row.ts'
import { CIS, PCI, changes } from './row.ts'

/** What comes in through something that opens pods, or through the API server. */
export const BY_ENTRANCE: readonly BypassRow[] = [
  {
    id: 'node-port',
    what: 'a port of every node (NodePort, or that of a load balancer) that leads into the CDE and is not declared (1.4.4: into a store of account data)',
    recognised: 'Services, with their EndpointSlices and Endpoints, whatever policies say',
    kinds: [],
    changes: changes('fail', PCI, {
      '1.4.2': 'fail-node-port',
      '1.4.4': 'fail-node-port',
      '1.4.5': 'fail-node-port',
    }),
  },
  {
    id: 'host-port',
    what: 'a port of the node that a container takes',
    recognised: 'hostPort of containers',
    kinds: [],
    changes: [
      ...changes('fail', PCI, {
        '1.4.2': 'fail-host-port',
        '1.4.4': 'fail-host-port',
        '1.4.5': 'fail-host-port',
        '2.2.4': 'fail-host-port',
      }),
      ...changes('fail', CIS, { '5.2.12': 'fail-running' }),
    ],
  },
  {
    id: 'external-address',
    what: 'an outside address of a Service (externalIPs, a load balancer) that leads into the CDE and is not declared',
    recognised: 'Services',
    kinds: [],
    changes: changes('fail', PCI, {
      '1.4.2': 'fail-external-address',
      '1.4.4': 'fail-external-address',
    }),
  },
  {
    id: 'source-ranges',
    what: 'the node port of a load balancer, which its source ranges do not narrow',
    recognised: 'loadBalancerSourceRanges and the node port beside them',
    kinds: [],
    changes: changes('fail', PCI, {
      '1.4.2': 'fail-node-port-passes-the-ranges',
      '1.4.4': 'fail-node-port-passes-the-ranges',
    }),
  },
  {
    id: 'endpoints-by-hand',
    what: 'endpoints that somebody wrote, which lead a Service to pods that it does not select',
    recognised: 'Endpoints and EndpointSlices that are not those of the controller',
    kinds: [],
    changes: changes('fail', PCI, {
      '1.4.2': 'fail-node-port-by-endpoints',
      '1.4.4': 'fail-node-port-by-endpoints',
      '1.4.5': 'fail-node-port-by-endpoints',
    }),
  },
  {
    id: 'ranges-left-to-the-balancer',
    what: 'a load balancer whose source ranges are declared trusted, and that may ignore them',
    recognised:
      'loadBalancerSourceRanges where no node port is given and no kube-proxy is known to hold to them: no address of its own, ipMode Proxy, Windows nodes',
    kinds: [],
    changes: changes('undetermined', PCI, {
      '1.4.2': 'undetermined-ranges-left-to-the-balancer',
      '1.4.4': 'undetermined-ranges-left-to-the-balancer',
    }),
  },
  {
    id: 'controller',
    what: 'a route through a controller or a pod in between, where each step alone is allowed',
    recognised:
      'Ingresses, Gateways and Routes with the controller that is found; paths of two steps',
    kinds: [],
    changes: changes('fail', PCI, {
      '1.4.2': 'fail-gateway-route',
      '1.4.4': 'fail-two-hops-past-the-dmz',
    }),
  },
  {
    id: 'address-replaced',
    what: "a client of a Service behind the address of a node (source NAT), which rules by address let pass or take for the pod's own node",
    recognised:
      'externalTrafficPolicy; what opens pods is judged by whether it is declared, never by rules that deny its addresses',
    kinds: [],
    changes: changes('fail', PCI, { '1.4.2': 'fail-wider-than-declared' }),
  },
  {
    id: 'api-proxy',
    what: 'connections that the API server or a kubelet makes for a user (proxy of nodes)',
    recognised: 'rights to nodes/proxy',
    kinds: [],
    changes: changes('fail', CIS, { '5.1.10': 'fail-get-alone' }),
    limit:
      'Who may exec, attach, forward ports or use the proxy of pods and Services reaches pods from their node: those are rights, and no connections here.',
  },
]
