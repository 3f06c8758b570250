import type { BypassRow } from './row.ts'
import { CIS, PCI, SEG, changes } from './row.ts'

/** What passes because nothing denies it, or nothing enforces what denies it. */
export const BY_PLUGIN: readonly BypassRow[] = [
  {
    id: 'enforcer-unknown',
    what: 'everything, where it is not known whether anything enforces policies',
    recognised:
      'no known network plug-in is ready on every node in a namespace declared as platform',
    kinds: [],
    changes: [
      ...changes('undetermined', PCI, {
        '1.2.5': 'undetermined-enforcer-unknown',
        '1.2.6': 'undetermined-enforcer-unknown',
        '1.4.1': 'undetermined-plugin-not-known',
        '1.4.4': 'undetermined-enforcer-unknown',
      }),
      ...changes('undetermined', SEG, {
        'SEG-1': 'undetermined-enforcer-unknown',
        'SEG-2': 'undetermined-enforcer-unknown',
        'SEG-3': 'undetermined-enforcer-unknown',
      }),
    ],
    limit: 'That an enforcer is present is read; that it enforces was not tested.',
  },
  {
    id: 'enforces-nothing',
    what: 'everything, under a network plug-in that enforces no policy',
    recognised: 'the plug-in, its flags and settings',
    kinds: [],
    changes: [
      ...changes('fail', PCI, {
        '1.3.1': 'fail-nothing-enforces',
        '1.4.1': 'fail-policies-switched-off',
      }),
      ...changes('fail', CIS, { '5.3.1': 'fail-flannel' }),
    ],
  },
  {
    id: 'direction-not-enforced',
    what: 'what leaves pods, under a network plug-in that enforces ingress only',
    recognised: 'the plug-in and its version',
    kinds: ['no-policy', 'not-enforced'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-plug-in-knows-no-egress' }),
  },
  {
    id: 'kind-not-enforced',
    what: 'what policies deny of a kind, or of a switched-off kind, that the network plug-in does not enforce',
    recognised: 'the plug-in, its version and settings; the policies count as absent everywhere',
    kinds: ['not-enforced'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-kind-not-enforced' }),
  },
  {
    id: 'no-policy',
    what: 'everything in a direction in which no policy isolates a pod',
    recognised: 'no policy that selects the pod isolates the direction',
    kinds: ['no-policy'],
    changes: [
      ...changes('fail', PCI, {
        '1.3.1': 'fail-egress-only-policy',
        '1.3.2': 'fail-ingress-only-policy',
      }),
      ...changes('fail', SEG, {
        'SEG-1': 'fail-egress-only-policy',
        'SEG-2': 'fail-ingress-only-policy',
        'SEG-3': 'fail-direction-without-policy',
      }),
    ],
  },
  {
    id: 'default-allow',
    what: 'what policies that select a pod leave undecided and a default or a profile then allows',
    recognised: 'enableDefaultDeny of Cilium, profiles of Calico, passes of administrators',
    kinds: ['default-allow'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-policy-leaves-the-rest-open' }),
  },
  {
    id: 'no-owner',
    what: 'a pod without owner under Amazon VPC CNI, which may leave it out',
    recognised: 'metadata.ownerReferences and the plug-in',
    kinds: ['no-owner'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-pod-without-owner' }),
  },
  {
    id: 'further-network',
    what: 'a pod on further networks (Multus), of which no policy that is read speaks',
    recognised: 'the annotation k8s.v1.cni.cncf.io/networks',
    kinds: ['further-network'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-further-network' }),
  },
  {
    id: 'mesh-proxy',
    what: 'traffic that annotations let pass the proxy of a mesh by',
    recognised: 'annotations of Istio that exclude ports, addresses or interfaces',
    kinds: ['mesh-proxy'],
    changes: changes('fail', SEG, { 'SEG-3': 'fail-proxy-passed-by' }),
    limit:
      'A mesh decides at the destination and about TCP: what it denies is no limit to what leaves a pod.',
  },
  {
    id: 'address-of-pods',
    what: 'an address block that may mean pods, which network plug-ins read differently',
    recognised: 'blocks that hold addresses of pods, under a plug-in of which it is not known',
    kinds: [],
    changes: changes('undetermined', PCI, { '1.4.1': 'undetermined-address-block-may-mean-pods' }),
  },
  {
    id: 'forged-address',
    what: 'a packet with the address of another pod, which rules by address then let pass',
    recognised:
      'capabilities of containers, host networks, and whether the plug-in drops such packets',
    kinds: [],
    changes: [
      ...changes('fail', PCI, { '1.4.3': 'fail-net-admin-under-flannel' }),
      ...changes('undetermined', PCI, { '1.4.3': 'undetermined-plug-in-not-known' }),
    ],
  },
  {
    id: 'policy-writers',
    what: 'whatever those who may write policies let pass, until somebody looks',
    recognised:
      'rights to write objects of every policy API, or to get that right, held against the list of who may',
    kinds: [],
    changes: changes('fail', PCI, { '1.2.8': 'fail-not-listed' }),
    limit:
      'Who may label pods or namespaces chooses which policies select them; that is said with each rule, and not judged.',
  },
]
