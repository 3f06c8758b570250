import { isJsonObject } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject, Labels } from '../model/object.ts'
import type { AddressSet, Untranslated } from '../model/policy.ts'
import { CIDR_GROUP } from './cilium-sets.ts'
import { readCidr } from './cidr.ts'
import { listOrNothing } from './fields.ts'

/** A CiliumCIDRGroup as a set of addresses. */
export function readCidrGroup(object: KubeObject): AddressSet {
  const faults: Untranslated[] = []
  const spec = object.spec ?? {}
  if (!isJsonObject(spec)) faults.push({ pointer: '/spec', why: 'a specification is an object' })
  const at = '/spec/externalCIDRs'
  const cidrs = isJsonObject(spec) ? listOrNothing(spec.externalCIDRs, at, faults) : []
  const blocks = (cidrs ?? []).flatMap((item, index) => {
    const cidr = readCidr(item, pointerTo(at, index), faults)
    return cidr === undefined ? [] : [{ cidr, except: [] }]
  })
  return {
    source: objectKeyOf(object),
    family: CIDR_GROUP,
    name: object.metadata.name,
    labels: labelsOf(object),
    blocks,
    untranslated: faults,
  }
}

function labelsOf({ metadata }: KubeObject): Labels {
  return Object.fromEntries(
    Object.entries(metadata.labels ?? {}).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  )
}
