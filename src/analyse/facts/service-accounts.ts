import { objectKeyOf } from '../../core/object-key.ts'
import type { ServiceAccount } from '../../model/service-accounts.ts'
import { at, flagOf, wholeOf } from '../objects/fields.ts'
import type { FactReader } from './fact-reader.ts'

/** Reads service accounts. */
export function serviceAccountsReader(): FactReader<readonly ServiceAccount[]> {
  const found: ServiceAccount[] = []
  return {
    kinds: ['/ServiceAccount'],
    take: (object) => {
      const automount = at(wholeOf(object), 'automountServiceAccountToken')
      found.push({
        key: objectKeyOf(object),
        namespace: object.metadata.namespace ?? 'default',
        name: object.metadata.name,
        ...(automount.value === undefined ? {} : { automount: flagOf(automount) }),
      })
    },
    done: () => found.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}
