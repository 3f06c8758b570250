import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf, type Digest } from '../../core/digest.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'

/** What finds the digests of the objects that evidence names, while objects pass by. */
export type EvidenceDigests = {
  readonly see: (object: KubeObject) => void
  /** each with the SHA-256 of its canonical line, without its line feed, in the order in which they passed */
  readonly found: readonly { readonly key: ObjectKey; readonly digest: Digest }[]
}

/** For the evidence of one evaluation; without one nothing is named. */
export function evidenceDigests(
  evaluation: Pick<Evaluation, 'controls'> | undefined,
): EvidenceDigests {
  const named = namedBy(evaluation)
  const found: { key: ObjectKey; digest: Digest }[] = []
  return {
    found,
    see: (object) => {
      const key = objectKeyOf(object)
      if (named.has(key)) found.push({ key, digest: digestOf(canonicalJson(object)) })
    },
  }
}

function namedBy(evaluation: Pick<Evaluation, 'controls'> | undefined): ReadonlySet<ObjectKey> {
  const named = new Set<ObjectKey>()
  for (const { results } of evaluation?.controls ?? [])
    for (const { evidence } of results) for (const { object } of evidence) named.add(object)
  return named
}
