import { objectKeyParts } from '../core/object-key.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { Grant } from '../model/rights.ts'
import { counted, someOf } from './answers.ts'
import { describeHolder } from './rights-holders.ts'

/** A right, as its text, together with one way to it. */
export type Holding = { readonly right: string; readonly grant: Grant }

/** `get secrets in the whole cluster, through ops`: what holdings come to, the widest of them first. */
export function describeHoldings(holdings: readonly Holding[]): string {
  const everywhere = holdings.filter(({ grant }) => grant.namespace === undefined)
  const shown = everywhere.length > 0 ? everywhere : holdings
  const rights = [...new Set(shown.map(({ right }) => right))]
  const places = [...new Set(holdings.flatMap(({ grant }) => grant.namespace ?? []))]
  const where =
    everywhere.length > 0
      ? 'in the whole cluster'
      : `in ${counted(places.length, 'namespace')} (${someOf(places)})`
  return `${someOf(rights)} ${where}, through ${someOf(bindingsOf(shown))}`
}

function bindingsOf(holdings: readonly Holding[]): readonly string[] {
  const names = holdings.map(({ grant: { binding } }) => {
    const { kind, name } = objectKeyParts(binding.key)
    return `${kind} ${name}`
  })
  return [...new Set(names)]
}

/** Who is bound where, and by which rules the rights are held; each once. */
export function holdingsEvidence(holdings: readonly Holding[]): readonly Evidence[] {
  const found = new Map<string, Evidence>()
  for (const { right, grant } of holdings) {
    const { binding, pointer, subject, rule } = grant
    const holder = { object: binding.key, pointer, value: describeHolder(subject) }
    const granting = { object: rule.object, pointer: rule.pointer, value: right }
    for (const each of [holder, granting])
      found.set(`${each.object} ${each.pointer} ${each.value}`, each)
  }
  return [...found.values()]
}
