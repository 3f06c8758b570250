import { pointerTo } from '../../core/json-pointer.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type { AddressSet, Untranslated } from '../../model/policy.ts'
import { CIDR_GROUP } from './sets.ts'
import { readCidr } from '../cidr.ts'
import { listOrNothing, readSpec } from '../fields.ts'
import { readLabels } from '../labels.ts'

/** A CiliumCIDRGroup as a set of addresses. */
export function readCidrGroup(object: KubeObject): AddressSet {
  const faults: Untranslated[] = []
  const spec = readSpec(object.spec, ['externalCIDRs'], faults)
  const at = '/spec/externalCIDRs'
  const blocks = (listOrNothing(spec.externalCIDRs, at, faults) ?? []).flatMap((item, index) => {
    const cidr = readCidr(item, pointerTo(at, index), faults)
    return cidr === undefined ? [] : [{ cidr, except: [] }]
  })
  const { labels, complete } = readLabels(object.metadata.labels)
  return {
    source: objectKeyOf(object),
    family: CIDR_GROUP,
    name: object.metadata.name,
    labels,
    ...(complete ? {} : { partlyLabelled: true }),
    blocks,
    untranslated: faults,
  }
}
