import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import { fail, pass, podEvidence, someOf } from '../answers.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether the images of what is in scope can be told apart by their names: the inventory that a snapshot holds. */
export const imagesNamed: Check = {
  id: 'images-named',
  version: 1,
  title: 'Images of workloads in scope are named by a version or a digest',
  logic:
    'Each workload that is not declared out of scope is listed with the images of its containers. It fails where one of them is named by no tag and no digest, or by the tag latest, so that nobody can tell which software it is. A tag passes and is shown: it can be given to another image; a digest cannot.',
  reads: WORKLOADS,
  needs: ['scope'],
  parameters: {},
  evaluate: (input) =>
    input.workloads
      .filter((each) => each.class !== 'out-of-scope')
      .map((workload) => answer(input, workload)),
}

function answer({ cluster }: CheckInput, workload: ScopedWorkload): CheckAnswer {
  const subject = workloadSubject(cluster.name, workload)
  const evidence = workload.pods.slice(0, 1).map(podEvidence)
  const images = [...new Set(workload.pods.flatMap((pod) => pod.images))].sort()
  const nameless = images.filter((image) => versionOf(image) === 'none')
  if (nameless.length > 0)
    return fail(subject, `no version is named by ${someOf(nameless)}`, evidence)
  const byTag = images.filter((image) => versionOf(image) === 'tag')
  const said = byTag.length === 0 ? 'by digest' : `by a tag alone: ${someOf(byTag)}`
  return pass(subject, images.length === 0 ? 'no container names an image' : said, evidence)
}

/** By what an image reference `registry:5000/name:tag@sha256:...` tells the software: the digest, a tag that is not the default, or nothing. */
function versionOf(image: string): 'digest' | 'tag' | 'none' {
  if (image.includes('@')) return 'digest'
  const name = image.slice(image.lastIndexOf('/') + 1)
  const cut = name.indexOf(':')
  const tag = cut < 0 ? '' : name.slice(cut + 1)
  return tag === '' || tag === 'latest' ? 'none' : 'tag'
}
