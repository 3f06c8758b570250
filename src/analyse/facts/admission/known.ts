/** What is known of a value in pods that have something in common; what is not listed may be anything. */
export type Known =
  /** anything, an error too */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'value'; readonly value: boolean | number | string | null }
  /** a text that is none of these */
  | { readonly kind: 'text'; readonly isNot: readonly string[] }
  /** a whole number that is this or more */
  | { readonly kind: 'least'; readonly least: number }
  /** a member that is not there */
  | { readonly kind: 'absent' }
  /** a member that may be there */
  | { readonly kind: 'maybe'; readonly of: Known }
  /** members that are not listed may be anything */
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Known>> }
  /** holds these items, in no order where there are others; absent: there are no others */
  | { readonly kind: 'list'; readonly holds: readonly Known[]; readonly others?: Known }
  /** what CEL makes of a member that it asks for with `.?` */
  | { readonly kind: 'optional'; readonly of: Known }

export const UNKNOWN: Known = { kind: 'unknown' }

export const ABSENT: Known = { kind: 'absent' }

/** A list of which nothing is known. */
export const ANY_LIST: Known = { kind: 'list', holds: [], others: UNKNOWN }

/** A value that is known whole. */
export function valueOf(value: boolean | number | string | null): Known {
  return { kind: 'value', value }
}

/** An object of which some members are known. */
export function objectWith(members: Readonly<Record<string, Known>>): Known {
  return { kind: 'object', members }
}

/** A list that holds an item, among others. */
export function listWith(item: Known): Known {
  return { kind: 'list', holds: [item], others: UNKNOWN }
}

/** What is known of a member of an object. */
export function memberOf(of: Known, name: string): Known {
  if (of.kind !== 'object' || !Object.hasOwn(of.members, name)) return UNKNOWN
  return of.members[name] ?? UNKNOWN
}
