/** Entries of a scope file that can never decide, or that leave open which of two does. */
import { parseCidr } from '../../core/ip-address.ts'
import type { IpRange } from '../../core/ip-address.ts'
import { looseItems, looseMember, looseText } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { covers } from './covers.ts'

/** Tells each entry of a scope file that one above it leaves nothing to, or that says of the same what another says otherwise. */
export function tellOverlaps(value: Loose, tell: Tell): void {
  tellUnreachable(value, tell)
  tellUnreachableNodes(value, tell)
  tellSharedNamespaces(value, tell)
  tellSharedAddresses(value, tell)
}

/** A rule whose subjects one above it has already, all of them, can never decide. */
function tellUnreachable(value: Loose, tell: Tell): void {
  const rules = looseItems(looseMember(value, 'rules')).map((each) => looseMember(each, 'subjects'))
  for (const [index, each] of rules.entries()) {
    const above = rules.slice(0, index).findIndex((other) => covers(other, each))
    if (above < 0) continue
    const isSame = JSON.stringify(rules[above]) === JSON.stringify(each)
    const how = isSame ? 'the same as' : 'covered by'
    tell(['rules', index, 'subjects'], `${how} rules[${above}], which decides first`)
  }
}

function tellUnreachableNodes(value: Loose, tell: Tell): void {
  const lines = looseItems(looseMember(value, 'nodes'))
  for (const [index, each] of lines.entries()) {
    const above = lines.slice(0, index).findIndex((other) => covers(other, each))
    if (above >= 0)
      tell(['nodes', index, 'nodes'], `covered by nodes[${above}], which decides first`)
  }
}

/** A namespace is of one tenant: the same pattern twice could be of two. */
function tellSharedNamespaces(value: Loose, tell: Tell): void {
  const seen = new Map<string, string>()
  for (const [index, each] of looseItems(looseMember(value, 'tenants')).entries()) {
    const clusters = JSON.stringify(looseMember(each, 'clusters') ?? '')
    for (const [at, name] of looseItems(looseMember(each, 'namespaces')).entries()) {
      const place = JSON.stringify([clusters, name])
      const above = seen.get(place)
      if (above !== undefined)
        tell(['tenants', index, 'namespaces', at], `the namespaces of tenants[${above}], too`)
      else seen.set(place, String(index))
    }
  }
}

/** An address is of one kind of network: of two that share some it would be of the more trusted. */
function tellSharedAddresses(value: Loose, tell: Tell): void {
  const seen: { readonly kind: string; readonly range: IpRange; readonly place: string }[] = []
  for (const [index, each] of looseItems(looseMember(value, 'networks')).entries()) {
    const kind = looseText(looseMember(each, 'kind'))
    for (const [at, text] of looseItems(looseMember(each, 'cidrs')).entries()) {
      const range = parseCidr(looseText(text))
      if (range === undefined) continue
      const other = seen.find((one) => one.kind !== kind && overlap(one.range, range))
      if (other !== undefined)
        tell(
          ['networks', index, 'cidrs', at],
          `shares addresses with ${other.place}, which is ${other.kind}`,
        )
      seen.push({ kind, range, place: `networks[${index}].cidrs[${at}]` })
    }
  }
}

/** The shortest prefix of a network that somebody may own: the private blocks 10.0.0.0/8 (RFC 1918) and fc00::/7 (RFC 4193) are the widest. */
const WIDEST = { 4: 8, 6: 7 } as const

/** Blocks of a trusted or third-party network that take in a good part of the internet, which is untrusted: the outside is what no network names. */
export function tellWideNetworks(value: Loose, tell: Tell): void {
  if (looseMember(value, 'kind') === 'untrusted') return
  for (const [at, text] of looseItems(looseMember(value, 'cidrs')).entries()) {
    const { family } = parseCidr(looseText(text)) ?? {}
    if (family !== undefined && Number(looseText(text).split('/')[1]) < WIDEST[family])
      tell(
        ['cidrs', at],
        `wider than /${WIDEST[family]}, the widest private block: addresses of the internet are untrusted`,
      )
  }
}

function overlap(one: IpRange, other: IpRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last
}
