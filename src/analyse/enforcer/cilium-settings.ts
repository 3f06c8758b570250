import { objectKeyOf, objectKeyParts } from '../../core/object-key.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject, Labels, ObjectKey, ResourceName } from '../../model/object.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { at, labelsOf, wholeOf } from '../objects/fields.ts'
import { describeObject } from '../names.ts'

/** What one object says of how Cilium treats policies: its ConfigMap for all nodes, a CiliumNodeConfig for some of them. */
export type CiliumSettings = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly nodes: 'all' | 'some'
  readonly values: Labels
}

/** What settings make of Cilium's enforcement. */
export type CiliumEnforcement =
  | {
      readonly kind: 'on'
      readonly ipBlockMatchesPods: boolean | 'unknown'
    }
  | { readonly kind: 'off'; readonly setting: string; readonly evidence: ObjectKey }
  | { readonly kind: 'unknown'; readonly why: string; readonly cause: 'gap' | 'out-of-reach' }

/** Lists that hold settings; where one was asked for and not read, nothing is known of what it would say. */
const LISTS: readonly ResourceName[] = ['configmaps', 'ciliumnodeconfigs.cilium.io']

/** Values with which no policy is enforced (Cilium documentation, cilium-config; `lb-only` up to 1.17). */
const OFF: readonly { readonly key: string; readonly values: ReadonlySet<string> }[] = [
  { key: 'enable-policy', values: new Set(['never']) },
  { key: 'policy-audit-mode', values: new Set(['1', 't', 'true']) },
  { key: 'datapath-mode', values: new Set(['lb-only']) },
]

const BY_ADDRESS = 'policy-cidr-match-mode'

/** Reads Cilium's ConfigMap; undefined for any other. */
export function readCiliumConfig(object: KubeObject): CiliumSettings | undefined {
  if (object.metadata.name !== 'cilium-config') return undefined
  return settingsOf(object, 'all', labelsOf(at(wholeOf(object), 'data')))
}

/** Reads a CiliumNodeConfig. */
export function readCiliumNodeConfig(object: KubeObject): CiliumSettings {
  return settingsOf(object, 'some', labelsOf(at(wholeOf(object), 'spec', 'defaults')))
}

function settingsOf(
  object: KubeObject,
  nodes: CiliumSettings['nodes'],
  values: Labels,
): CiliumSettings {
  const namespace = object.metadata.namespace ?? 'default'
  return { key: objectKeyOf(object), namespace, nodes, values }
}

/** The first of the lists of settings that was asked for and could not be read whole, with the reason; undefined where there is none. */
export function settingsGap({ resources, gaps }: Snapshot): string | undefined {
  const unread = [
    ...gaps,
    ...resources.filter(({ status }) => status !== 'ok' && status !== 'not-served'),
  ].find(({ resource }) => LISTS.includes(resource))
  if (unread === undefined) return undefined
  return `${unread.resource}: ${unread.status} (${unread.reason ?? 'no reason given'})`
}

/**
 * Whether Cilium enforces policies as its settings say; without any, it does, and matches no pod by address: its defaults. A setting that holds on
 * some nodes only makes the answer unknown.
 */
export function ciliumEnforcement(
  settings: readonly CiliumSettings[],
  gap: string | undefined,
): CiliumEnforcement {
  const everywhere = settings.filter(({ nodes }) => nodes === 'all')
  for (const { key, values } of everywhere) {
    const setting = offSetting(values)
    if (setting === undefined) continue
    const other = settings.find((each) => each.nodes === 'some' && mayEnforce(each.values))
    if (other === undefined) return { kind: 'off', setting, evidence: key }
    const why = `${describeObject(key)} sets ${setting}, and ${describeObject(other.key)} otherwise on some nodes`
    return { kind: 'unknown', why, cause: 'out-of-reach' }
  }
  if (gap !== undefined) return { kind: 'unknown', why: `${gap}: settings of Cilium`, cause: 'gap' }
  for (const { key, values } of settings) {
    const vague = [...OFF.map((each) => each.key), BY_ADDRESS].find(
      (name) => values[name] === REDACTED,
    )
    const setting = vague ?? offSetting(values)
    if (setting === undefined) continue
    const why = `${describeObject(key)} sets ${setting}${vague === undefined ? ' on some nodes' : ', redacted'}`
    return { kind: 'unknown', why, cause: 'out-of-reach' }
  }
  const modes = new Set([
    everywhere.some(({ values }) => matchesPods(values)),
    ...settings.flatMap(({ values }) =>
      Object.hasOwn(values, BY_ADDRESS) ? matchesPods(values) : [],
    ),
  ])
  const [mode = false] = modes
  return { kind: 'on', ipBlockMatchesPods: modes.size > 1 ? 'unknown' : mode }
}

/** `enable-policy: never`: the first setting with which policies are not enforced. */
function offSetting(values: Labels): string | undefined {
  const off = OFF.find(({ key, values: words }) => words.has(wordOf(values, key) ?? ''))
  return off === undefined ? undefined : `${off.key}: ${wordOf(values, off.key) ?? ''}`
}

/** Whether nodes are given another word for what may switch policies off. */
function mayEnforce(values: Labels): boolean {
  return OFF.some(
    ({ key, values: words }) => Object.hasOwn(values, key) && !words.has(wordOf(values, key) ?? ''),
  )
}

function matchesPods(values: Labels): boolean {
  return (wordOf(values, BY_ADDRESS) ?? '').split(/[\s,]+/).includes('pods')
}

/** The word of a setting in lower case; undefined where it is not set. */
export function wordOf(values: Labels, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key]?.trim().toLowerCase() : undefined
}

/** Settings in the namespaces in which a network plugin is recognised. */
export function settingsIn(
  settings: readonly CiliumSettings[],
  namespaces: readonly string[],
): readonly CiliumSettings[] {
  return settings
    .filter(({ namespace }) => namespaces.includes(namespace))
    .toSorted((a, b) => (objectKeyParts(a.key).name < objectKeyParts(b.key).name ? -1 : 1))
}
