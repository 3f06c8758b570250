import { isInstant } from '../../core/clock.ts'
import { formatIpAddress, parseIpAddress } from '../../core/ip-address.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { Node } from '../../model/cluster.ts'
import type { KubeObject } from '../../model/object.ts'
import { at, flagOf, itemsOf, labelsOf, requiredText, textOf, wholeOf } from './fields.ts'
import type { Field } from './fields.ts'
import { tunnelAddresses } from './tunnel-addresses.ts'

/** A node as its object says. Addresses are canonical and sorted; host names are left out. */
export function readNode(object: KubeObject): Node {
  const node = wholeOf(object)
  const kubeletVersion = textOf(at(node, 'status', 'nodeInfo', 'kubeletVersion'))
  const podRanges = rangesOf(at(node, 'spec'))
  const providerId = textOf(at(node, 'spec', 'providerID'))
  const createdAt = textOf(at(node, 'metadata', 'creationTimestamp'))
  return {
    key: objectKeyOf(object),
    name: object.metadata.name,
    labels: labelsOf(at(node, 'metadata', 'labels')),
    addresses: addressesOf(at(node, 'status', 'addresses')),
    ...tunnelAddresses(labelsOf(at(node, 'metadata', 'annotations')), podRanges),
    podRanges,
    ready: isReady(at(node, 'status', 'conditions')) === true,
    schedulable: !flagOf(at(node, 'spec', 'unschedulable')),
    ...(kubeletVersion === undefined ? {} : { kubeletVersion }),
    ...(providerId === undefined ? {} : { providerId }),
    ...(createdAt !== undefined && isInstant(createdAt) ? { createdAt } : {}),
  }
}

/** Whether the Ready condition among conditions is true; undefined where there is none. */
export function isReady(conditions: Field): boolean | undefined {
  const ready = itemsOf(conditions).find((item) => textOf(at(item, 'type')) === 'Ready')
  return ready === undefined ? undefined : textOf(at(ready, 'status')) === 'True'
}

/** podCIDRs, or the older podCIDR where there is no list. */
function rangesOf(spec: Field): readonly string[] {
  const listed = itemsOf(at(spec, 'podCIDRs'))
  const fields = listed.length > 0 ? listed : [at(spec, 'podCIDR')]
  return fields.flatMap((field) => textOf(field) ?? []).filter((text) => text !== '')
}

function addressesOf(addresses: Field): readonly string[] {
  const found = itemsOf(addresses).flatMap((item) => {
    const address = parseIpAddress(requiredText(at(item, 'address')))
    return address === undefined ? [] : [formatIpAddress(address)]
  })
  return [...new Set(found)].sort()
}
