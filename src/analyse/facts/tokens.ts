import type { PodGroup, TokenShape } from '../../model/service-accounts.ts'
import { at, flagOf, itemsOf, objectOf, textOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import type { FactReader } from './fact-reader.ts'
import { podGroupsReader } from './pod-groups.ts'
import type { Alikeness } from './pods-alike.ts'

/** Reads which workloads get the token of their service account. */
export function tokensReader(areAlike: Alikeness): FactReader<readonly PodGroup<TokenShape>[]> {
  const shapeOf = (pod: Field, mirror: boolean): TokenShape => {
    const spec = at(pod, 'spec')
    const automount = at(spec, 'automountServiceAccountToken')
    return {
      serviceAccount: accountOf(spec),
      ...(automount.value === undefined ? {} : { automount: flagOf(automount) }),
      volume: itemsOf(at(spec, 'volumes')).some(hasToken),
      mirror,
    }
  }
  return podGroupsReader({ shapeOf }, areAlike)
}

/** `serviceAccount` is the older name of the same field, which the API server keeps equal (core/v1, PodSpec). */
function accountOf(spec: Field): string {
  const name = textOf(at(spec, 'serviceAccountName')) ?? ''
  const older = textOf(at(spec, 'serviceAccount')) ?? ''
  return name || older || 'default'
}

/** Whether a volume projects a token that the API server takes: of no stated audience, or of its own usual one. */
function hasToken(volume: Field): boolean {
  return itemsOf(at(volume, 'projected', 'sources')).some((source) => {
    const token = at(source, 'serviceAccountToken')
    if (token.value === undefined) return false
    objectOf(token)
    const audience = textOf(at(token, 'audience')) ?? ''
    return (
      audience === '' ||
      /^(?:https:\/\/)?kubernetes(?:\.default(?:\.svc(?:\.|$)|$)|$)/.test(audience)
    )
  })
}
