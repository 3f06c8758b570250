import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Node } from '../../model/cluster.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { bySubject, fail, namespaceEvidence, pass, undetermined } from '../answers.ts'
import { listOf } from '../baseline.ts'
import { supportOf } from '../kubernetes-support.ts'
import { clusterSubject, objectSubject } from '../subject.ts'
import { minorOf } from '../version-range.ts'

/** Whether the API server and the kubelets run versions of Kubernetes that are still mended, and versions that fit. */
export const kubernetesSupported: Check = {
  id: 'kubernetes-supported',
  version: 1,
  title: 'The API server and all kubelets run versions of Kubernetes that are mended',
  logic:
    'The minor versions of the API server and of each kubelet are held against a dated list of the days until which the Kubernetes project mends them. A kubelet fails, too, that is newer than the API server or more than three minor versions older. Providers may mend older versions for longer, which is not known here.',
  reads: ['namespaces', 'nodes'],
  needs: [],
  parameters: { support: 'list' },
  evaluate(input) {
    const { cluster } = input
    const judge = judgeOf(input)
    const server = minorOf(cluster.snapshot.identity.version ?? '')
    const ofServer =
      server === undefined
        ? undetermined(
            clusterSubject(cluster.name),
            'gap',
            'the version of the API server is not known',
          )
        : judge(clusterSubject(cluster.name), server, serverEvidence(input))
    const ofNodes = [...cluster.nodes.values()].map((node) => {
      const subject = objectSubject(cluster.name, node.key)
      const kubelet = minorOf(node.kubeletVersion ?? '')
      if (kubelet === undefined)
        return undetermined(subject, 'gap', 'the version of its kubelet is not known')
      const skew = skewOf(kubelet, server)
      return skew === undefined
        ? judge(subject, kubelet, kubeletEvidence(node))
        : fail(subject, skew, kubeletEvidence(node))
    })
    return [ofServer, ...ofNodes].sort(bySubject)
  },
}

type Minor = NonNullable<ReturnType<typeof minorOf>>

/** Platforms whose providers mend minor versions for longer than the project, for some customers or all. */
const EXTENDED: readonly string[] = ['eks', 'gke', 'aks', 'openshift']

function judgeOf(input: CheckInput) {
  const supported = supportOf(listOf(input, 'support'))
  const { platform } = input.cluster
  return (subject: string, { text, order }: Minor, evidence: readonly Evidence[]): CheckAnswer => {
    const found = supported(order, input.asOf.slice(0, 10))
    if (found.kind === 'mended')
      return pass(subject, `Kubernetes ${text}, mended until ${found.until}`, evidence)
    if (found.kind === 'newer') {
      const said = `Kubernetes ${text} is newer than the list of versions that is held here`
      return undetermined(subject, 'out-of-reach', said, evidence)
    }
    const ended = found.kind === 'ended' ? ` since ${found.until}` : ' for long'
    const said = `Kubernetes ${text} is no longer mended by its project${ended}`
    if (!EXTENDED.includes(platform.name)) return fail(subject, said, evidence)
    const open = `${said}; whether the provider (${platform.name}) still mends it is not known`
    return undetermined(subject, 'out-of-reach', open, evidence)
  }
}

/** How far a kubelet is from the API server, where that is more than Kubernetes supports (kubernetes.io, "Version Skew Policy": up to three minors older, since 1.28). */
function skewOf(kubelet: Minor, server: Minor | undefined): string | undefined {
  if (server === undefined) return undefined
  if (kubelet.order > server.order)
    return `its kubelet ${kubelet.text} is newer than the API server ${server.text}`
  return server.order - kubelet.order > 3
    ? `its kubelet ${kubelet.text} is more than three minor versions older than the API server ${server.text}`
    : undefined
}

/** The API server tells its version itself, in no object: what stands for the cluster is the namespace of its own parts. */
function serverEvidence({ cluster }: CheckInput): readonly Evidence[] {
  return namespaceEvidence(cluster.namespaces.get('kube-system'))
}

function kubeletEvidence({ key, kubeletVersion = '' }: Node): readonly Evidence[] {
  return [{ object: key, pointer: '/status/nodeInfo/kubeletVersion', value: kubeletVersion }]
}
