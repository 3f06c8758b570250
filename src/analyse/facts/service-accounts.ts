import { objectKeyOf } from '../../core/object-key.ts'
import type { ServiceAccount } from '../../model/service-accounts.ts'
import { at, flagOf, itemsOf, pointerOf, textOf, wholeOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
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
        tokenSecrets: tokenSecretsOf(wholeOf(object), object.metadata.name),
      })
    },
    done: () => found.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}

/** Letters and digits that Kubernetes makes the ends of names of (apimachinery, pkg/util/rand). */
const RANDOM_END = /^[bcdfghjklmnpqrstvwxz2456789]{5}$/

/** `<account>-token-<five>`: how Kubernetes named a token that it made for a service account before 1.24. */
function tokenSecretsOf(object: Field, account: string): ServiceAccount['tokenSecrets'] {
  const start = `${account}-token-`
  return itemsOf(at(object, 'secrets')).flatMap((each) => {
    const field = at(each, 'name')
    const name = textOf(field) ?? ''
    const isToken = name.startsWith(start) && RANDOM_END.test(name.slice(start.length))
    return isToken ? [{ name, pointer: pointerOf(field) }] : []
  })
}
