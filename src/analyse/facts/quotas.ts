import { objectKeyOf } from '../../core/object-key.ts'
import type { Quota } from '../../model/quotas.ts'
import { at, itemsOf, objectOf, wholeOf } from '../objects/fields.ts'
import type { FactReader } from './fact-reader.ts'

/** Reads what ResourceQuotas limit. */
export function quotasReader(): FactReader<readonly Quota[]> {
  const found: Quota[] = []
  return {
    kinds: ['/ResourceQuota'],
    take: (object) => {
      const spec = at(wholeOf(object), 'spec')
      const hard = at(spec, 'hard')
      const selector = at(spec, 'scopeSelector', 'matchExpressions')
      found.push({
        key: objectKeyOf(object),
        namespace: object.metadata.namespace ?? 'default',
        limits: hard.value === undefined ? [] : Object.keys(objectOf(hard)).sort(),
        partial: itemsOf(at(spec, 'scopes')).length + itemsOf(selector).length > 0,
      })
    },
    done: () => found.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}
