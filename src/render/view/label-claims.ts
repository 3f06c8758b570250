import type { LabelClaim } from '../../model/evaluation.ts'
import type { ClusterView } from '../report-schema.ts'
import { prose, visible } from '../text.ts'

/** Labels that do not say what the scope file says, in the order given; objects of which the same is said stand together. */
export function labelClaimsView(claims: readonly LabelClaim[]): ClusterView['labelClaims'] {
  return [...Map.groupBy(claims, sentence)].map(([says, of]) => ({
    says: prose(says),
    objects: of.map(({ object }) => visible(object)),
  }))
}

function sentence({ kind, key, value = '', declared }: LabelClaim): string {
  const scope =
    declared === 'unclassified'
      ? 'the scope file does not name it'
      : `the scope file says ${declared}`
  switch (kind) {
    case 'another-class':
      return `claimed by the object, not counted: label ${key}=${value}, ${scope}`
    case 'no-class':
      return `claimed by the object, not counted: label ${key}=${value}, a value that the scope file gives no class; ${scope}`
    case 'redacted':
      return `not compared: label ${key} is redacted; ${scope}`
    case 'not-read':
      return `not compared: label ${key} is not known, the object was not read; ${scope}`
  }
}
