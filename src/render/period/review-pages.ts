import type { PeriodReport } from './schema.ts'

type Review = PeriodReport['reviews'][number]
type InCluster = Review['clusters'][number]

/** A review of which nothing but the result is to be said, clusters with the same result together. */
export type ReviewRow = Omit<Review, 'clusters' | 'open'> & {
  readonly parts: readonly (Pick<InCluster, 'word' | 'open' | 'reason' | 'due'> & {
    readonly clusters: readonly string[]
  })[]
}

/** Reviews as their chapter shows them, both in the order of the catalogue: in full what is bound to a digest or was stated, as rows what is neither. */
export function reviewPages(reviews: PeriodReport['reviews']): {
  readonly bound: readonly Review[]
  readonly rows: readonly ReviewRow[]
} {
  const isBound = ({ clusters }: Review) =>
    clusters.some(
      ({ digests, signOffs, changedSince }) =>
        digests.length + signOffs.length + changedSince.length > 0,
    )
  return {
    bound: reviews.filter(isBound),
    rows: reviews.filter((review) => !isBound(review)).map(rowOf),
  }
}

function rowOf({ framework, id, controlAnchor, title, clusters }: Review): ReviewRow {
  const alike = Map.groupBy(clusters, ({ word, reason, due }) =>
    JSON.stringify([word, reason, due]),
  )
  return {
    ...{ framework, id, controlAnchor, title },
    parts: [...alike.values()].flatMap((all) => {
      const [one] = all
      if (one === undefined) return []
      const { word, open, reason, due } = one
      return [{ clusters: all.map(({ cluster }) => cluster), word, open, reason, due }]
    }),
  }
}
