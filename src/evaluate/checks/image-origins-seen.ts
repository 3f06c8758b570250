import type { Check, CheckInput } from '../../model/check.ts'
import type { ImageVerifier } from '../../model/origins.ts'
import { counted, notApplicable, pass, someOf } from '../answers.ts'
import { WORKLOADS } from '../reads.ts'
import { clusterSubject } from '../subject.ts'

/** What is seen of checks on the origin of images: a fact beside what a person states, never a failure. */
export const imageOriginsSeen: Check = {
  id: 'image-origins-seen',
  version: 1,
  title: 'Something that verifies the origin of images is seen',
  logic:
    'Passes where a rule of Kyverno, an ImageValidatingPolicy or the webhook of the policy controller of Sigstore verifies images and refuses pods; else it says that none is seen. Both say how many images of pods are named by digest. Which images are verified, and by whose keys, is not read; any other webhook does not count.',
  reads: [
    ...WORKLOADS,
    'validatingwebhookconfigurations.admissionregistration.k8s.io',
    'clusterpolicies.kyverno.io',
    'policies.kyverno.io',
    'imagevalidatingpolicies.policies.kyverno.io',
  ],
  needs: [],
  parameters: {},
  evaluate(input) {
    const subject = clusterSubject(input.cluster.name)
    const { imageVerifiers } = input.cluster.facts
    const refusing = imageVerifiers.filter(({ refuses }) => refuses)
    const said = `${verifiersText(imageVerifiers, refusing)}; ${pinnedText(input)}`
    const evidence = imageVerifiers.map(({ key, pointer, name }) => ({
      ...{ object: key, pointer, value: name },
    }))
    return refusing.length === 0
      ? [notApplicable(subject, said, evidence)]
      : [pass(subject, said, evidence)]
  },
}

function verifiersText(all: readonly ImageVerifier[], refusing: readonly ImageVerifier[]): string {
  if (refusing.length > 0) return `verified when pods are made by ${someOf(refusing.map(nameOf))}`
  return all.length === 0
    ? 'nothing known that verifies images is seen'
    : `${someOf(all.map(nameOf))} only reports`
}

function nameOf({ name, limited }: ImageVerifier): string {
  return limited ? `${name} (not for all pods)` : name
}

/** Distinct images of pods and of templates without pods. */
function pinnedText({ cluster }: CheckInput): string {
  const images = new Set(cluster.pods.flatMap((pod) => pod.images))
  const pinned = [...images].filter((each) => each.includes('@sha256:')).length
  return `${pinned} of ${counted(images.size, 'image')} of pods named by digest`
}
