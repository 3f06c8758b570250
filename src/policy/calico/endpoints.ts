import { parseIpAddress } from '../../core/ip-address.ts'
import type { JsonObject } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject, Labels, ObjectKey } from '../../model/object.ts'
import type { Untranslated } from '../../model/policy.ts'
import { labelsOf } from './context.ts'
import { readCalicoRules } from './rule.ts'
import type { CalicoRule } from './rule.ts'
import { isGiven, listOrNothing, readSpec, textList } from '../fields.ts'
import { readLabels } from '../labels.ts'
import type { KnownLabels } from '../labels.ts'
import { openRules } from '../open-rules.ts'

/** An interface of a node, or, with `everywhere`, all of them. */
export type HostEndpoint = KnownLabels & {
  readonly source: ObjectKey
  readonly name: string
  readonly node: string
  readonly everywhere: boolean
  readonly addresses: readonly string[]
  readonly profiles: readonly string[]
  readonly namesPorts: boolean
  /** why it is not known what it is */
  readonly unreadable?: Untranslated
}

/** Rules for endpoints that no policy decided about, and labels that they inherit. */
export type CalicoProfile = KnownLabels & {
  readonly source: ObjectKey
  readonly rules: readonly CalicoRule[]
  readonly untranslated: readonly Untranslated[]
}

const FIELDS = ['node', 'interfaceName', 'expectedIPs', 'profiles', 'ports']

/** Host endpoints with the labels that their profiles give them; their own win. */
export function readHosts(
  objects: readonly KubeObject[],
  profiles: ReadonlyMap<string, CalicoProfile>,
): readonly HostEndpoint[] {
  return objects.flatMap((object) =>
    object.kind === 'HostEndpoint' ? [hostOf(object, profiles)] : [],
  )
}

function hostOf(object: KubeObject, profiles: ReadonlyMap<string, CalicoProfile>): HostEndpoint {
  const faults: Untranslated[] = []
  const spec = readSpec(object.spec, FIELDS, faults)
  const node = textAt(spec, 'node', faults)
  if (node === '') faults.push({ pointer: '/spec', why: 'a host endpoint is of a node' })
  const everywhere = textAt(spec, 'interfaceName', faults) === '*'
  const addresses = textsAt(spec, 'expectedIPs', faults).flatMap((text, index) => {
    const cidr = cidrOf(text)
    if (cidr !== undefined) return [cidr]
    faults.push({ pointer: pointerTo('/spec/expectedIPs', index), why: 'not an address' })
    return []
  })
  const names = textsAt(spec, 'profiles', faults)
  const ports = listOrNothing(spec.ports, '/spec/ports', faults) ?? []
  const [unreadable] = faults
  return {
    source: objectKeyOf(object),
    name: object.metadata.name,
    node,
    everywhere,
    ...withInherited(labelsOf(object), names, profiles),
    addresses,
    profiles: names,
    namesPorts: ports.length > 0,
    ...(unreadable === undefined ? {} : { unreadable }),
  }
}

/** Profiles of namespaces and of service accounts, which give labels too: only Calico's own API server lists them. */
const MADE = /^(kns|ksa)[.]/

/** The first profile that gives a label counts: one that was not read whole may give any, before those that follow. */
function withInherited(
  own: KnownLabels,
  names: readonly string[],
  profiles: ReadonlyMap<string, CalicoProfile>,
): KnownLabels {
  const all = names.map((name) => profiles.get(name))
  const first = names.findIndex((name, at) => !givesAllKnown(name, all[at]))
  const given = first < 0 ? all : all.slice(0, first + 1)
  const inherited = given.toReversed().map((profile) => profile?.labels)
  return {
    labels: Object.assign({}, ...inherited, own.labels) as Labels,
    complete: own.complete && first < 0,
  }
}

function givesAllKnown(name: string, profile: CalicoProfile | undefined): boolean {
  return profile === undefined ? !MADE.test(name) : profile.complete
}

/** A text; empty where there is none. */
function textAt(spec: JsonObject, field: string, faults: Untranslated[]): string {
  const value = spec[field]
  if (typeof value === 'string') return value
  if (isGiven(value)) faults.push({ pointer: pointerTo('/spec', field), why: 'a text is expected' })
  return ''
}

function textsAt(spec: JsonObject, field: string, faults: Untranslated[]): readonly string[] {
  const list = textList(spec[field] ?? [])
  if (list !== undefined) return list
  faults.push({ pointer: pointerTo('/spec', field), why: 'a list of text is expected' })
  return []
}

function cidrOf(text: string): string | undefined {
  const address = parseIpAddress(text)
  return address === undefined ? undefined : `${text}/${address.family === 4 ? 32 : 128}`
}

/** Profiles by name. */
export function readProfiles(objects: readonly KubeObject[]): ReadonlyMap<string, CalicoProfile> {
  return new Map(
    objects.flatMap((object) =>
      object.kind === 'Profile' ? [[object.metadata.name, profileOf(object)] as const] : [],
    ),
  )
}

const DIRECTIONS = ['ingress', 'egress'] as const

/** What cannot be read above the rules may be a rule before them all. */
function profileOf(object: KubeObject): CalicoProfile {
  const untranslated: Untranslated[] = []
  const spec = readSpec(object.spec, [...DIRECTIONS, 'labelsToApply'], untranslated)
  const [above] = untranslated
  const open = DIRECTIONS.flatMap((direction) =>
    above === undefined ? [] : openRules(direction, above.pointer, above.why),
  )
  const rules = DIRECTIONS.flatMap((direction) =>
    readCalicoRules(spec[direction], direction, undefined, untranslated),
  )
  const { labels, complete } = readLabels(spec.labelsToApply)
  if (!complete) untranslated.push({ pointer: '/spec/labelsToApply', why: 'labels are texts' })
  return {
    source: objectKeyOf(object),
    rules: [...open.map((rule) => ({ rule })), ...rules],
    labels,
    complete: complete && above === undefined,
    untranslated: untranslated.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1)),
  }
}
