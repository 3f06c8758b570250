import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import type { Peer, Selector, SelectorRequirement, Untranslated } from '../../model/policy.ts'
import type { Part } from './entities.ts'
import { BY_SETTING, CIDR_GROUP } from './sets.ts'
import { isGiven } from '../fields.ts'
import { readSelector } from '../selector.ts'

const BEFORE =
  'before Cilium 1.20 a cidrGroupSelector that asks for no label matches pods and nodes, too'

/** All addresses; a block of all of them would stand for the world. */
const HALVES = ['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1']

const OWN_SOURCE = /^cidrgroup:/

/**
 * The addresses that `cidrGroupSelector` selects. It is compared with the labels of an address, which has those of all groups that hold it, and none
 * where none does (pkg/policy/types/selector.go, CIDRSelector.Matches): each requirement is met by a group of its own, and one that asks for no label
 * by any address without such a group.
 */
export function selectedGroups(value: JsonValue, pointer: string, faults: Untranslated[]): Peer[] {
  const selector = readSelector(value, pointer, faults)
  if (selector === undefined) return []
  if (selector.some(({ key }) => key.replace(OWN_SOURCE, '').includes(':'))) {
    faults.push({ pointer, why: 'labels of a CIDR group have no other source' })
    return []
  }
  const sets = selector.map((each): Peer => {
    const set = setsWith(positive(each))
    return asksFor(each) ? set : { kind: 'not', peer: set }
  })
  if (selector.some(asksFor)) return [all(sets)]
  return HALVES.map((cidr) =>
    all([{ kind: 'addresses', cidr, except: [], ...BY_SETTING }, ...sets]),
  )
}

/** The addresses of groups that have each of some labels, one peer for each label. */
export function groupsWith(selector: Selector): readonly Peer[] {
  return selector.map(setsWith)
}

/** Whom CIDR rules may mean besides: older versions do not hold selectors of groups back from pods and nodes. */
export function broadGroups(items: readonly JsonValue[]): readonly Part<readonly Peer[]>[] {
  const broad = items.some((item) => {
    const by = isJsonObject(item) ? item.cidrGroupSelector : undefined
    const selector = isGiven(by) ? readSelector(by, '', []) : undefined
    return selector !== undefined && !selector.some(asksFor)
  })
  return broad ? [{ of: [{ kind: 'any' }], conditional: BEFORE }] : []
}

function all(peers: readonly Peer[]): Peer {
  const [only, ...more] = peers
  return only !== undefined && more.length === 0 ? only : { kind: 'all-of', peers }
}

function setsWith({ key, operator, values }: SelectorRequirement): Peer {
  return {
    kind: 'address-sets',
    family: CIDR_GROUP,
    ...BY_SETTING,
    where: {
      kind: 'all',
      of: [{ kind: 'requirement', of: 'pod', key: key.replace(OWN_SOURCE, ''), operator, values }],
    },
  }
}

function positive({ key, operator, values }: SelectorRequirement): SelectorRequirement {
  const asked = operator === 'NotIn' || operator === 'In' ? 'In' : 'Exists'
  return { key, operator: asked, values }
}

function asksFor({ operator }: SelectorRequirement): boolean {
  return operator === 'In' || operator === 'Exists'
}
