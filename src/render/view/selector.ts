import type { SubjectSelector } from '../../model/scope.ts'
import { visible } from '../text.ts'

/** A selector in words: `namespaces payments, vault; workloads Deployment/*; clusters prod-*`. */
export function selectorWords(selector: SubjectSelector): string {
  const part = (name: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`${name} ${values.join(', ')}`]
  const labels = selector.podLabels?.map(({ key, operator, values }) =>
    `${key} ${operator} ${values.join(', ')}`.trim(),
  )
  const parts = [
    ...part('clusters', selector.clusters),
    ...part('namespaces', selector.namespaces),
    ...part('workloads', selector.workloads),
    ...part('pod labels (mutable by who may edit pods)', labels),
  ]
  return visible(parts.join('; ')) || 'everything'
}
