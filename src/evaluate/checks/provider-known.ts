import type { Check } from '../../model/check.ts'
import type { PlatformName } from '../../model/cluster.ts'
import { nodeEvidence, pass, undetermined } from '../answers.ts'
import { clusterSubject } from '../subject.ts'

/** Who runs the control plane, for people. */
const SAID: Readonly<Record<Exclude<PlatformName, 'unknown'>, string>> = {
  eks: 'Amazon EKS: the provider runs the control plane',
  gke: 'Google Kubernetes Engine: the provider runs the control plane',
  aks: 'Azure Kubernetes Service: the provider runs the control plane',
  openshift: 'OpenShift: whether a provider runs it is not seen',
  'self-managed':
    'no managed platform is recognised: the organisation seems to run the control plane itself',
}

/** Which provider runs the control plane of a cluster, so that a list of responsibilities must speak of it. */
export const providerKnown: Check = {
  id: 'provider-known',
  version: 2,
  title: 'Who runs the control plane of each cluster is known',
  logic:
    'The platform is told by the versions of server and kubelets and by labels of nodes, or stated in the estate file; pods of the control plane in kube-system contradict a managed one, and so may nodes, which leaves it unknown; the basis is printed. Who answers for which requirement is for a person to say.',
  reads: ['nodes', 'pods'],
  needs: [],
  parameters: {},
  evaluate({ cluster }) {
    const subject = clusterSubject(cluster.name)
    const { name, basis } = cluster.platform
    const seen = [...cluster.nodes.values()].slice(0, 1).map(nodeEvidence)
    return name === 'unknown'
      ? [
          undetermined(
            subject,
            'out-of-reach',
            `who runs the control plane is not known: ${basis}`,
            seen,
          ),
        ]
      : [pass(subject, `${SAID[name]} (${basis})`, seen)]
  },
}
