import type { Evidence } from '../model/evaluation.ts'
import type { Rights, RightsSubject } from '../model/rights.ts'
import { byText } from './answers.ts'
import { subjectOf } from './subject.ts'

/** A user, group or service account that some binding names, with where the first one does. */
export type Holder = { readonly subject: RightsSubject; readonly evidence: Evidence }

/** Everybody that a binding names, each once, sorted by kind, namespace and name. Members of groups are not known to a cluster. */
export function holdersOf(rights: Rights): readonly Holder[] {
  const found = new Map<string, Holder>()
  for (const { key, subjects } of rights.bindings) {
    for (const { pointer, ...subject } of subjects) {
      const name = describeHolder(subject)
      if (!found.has(name))
        found.set(name, { subject, evidence: { object: key, pointer, value: name } })
    }
  }
  return [...found].sort(([one], [other]) => byText(one, other)).map(([, holder]) => holder)
}

/** The group of all service accounts of a namespace, with its name after it. */
const ACCOUNTS_OF = 'system:serviceaccounts:'

/** The namespace of a service account, or of those in a group of them all; undefined: people, and groups of others. */
export function accountNamespace({ kind, name, namespace }: RightsSubject): string | undefined {
  if (kind === 'ServiceAccount') return namespace ?? ''
  return kind === 'Group' && name.startsWith(ACCOUNTS_OF)
    ? name.slice(ACCOUNTS_OF.length)
    : undefined
}

/** `ServiceAccount shop/web`, `Group system:masters`, `User jane`. */
export function describeHolder({ kind, name, namespace }: RightsSubject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}

/** The subject of a check that speaks of who holds rights. */
export function holderSubject(cluster: string, { kind, name, namespace }: RightsSubject): string {
  return subjectOf(cluster, namespace ?? '', kind, name)
}
