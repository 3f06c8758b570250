import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { refusedPorts, sifts } from './refused-ports.ts'

/** Settings without which Cilium refuses an object. */
export type NeededSetting =
  | 'enable-icmp-rules'
  | 'enable-l7-proxy'
  | 'enable-node-selector-labels'
  | 'enable-non-default-deny-policies'

/** What may make Cilium refuse an object: what some version does not take, and settings that it needs. */
export type Refusal = {
  readonly doubts: readonly string[]
  readonly needs: readonly NeededSetting[]
}

const SECTIONS = ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const

/**
 * Why Cilium might refuse an object that has this specification, beyond what is no policy at all (pkg/policy/api/rule_validation.go, Rule.Sanitize
 * of 1.20). A refused object does nothing, so that where there is a doubt none of its specifications is certain.
 */
export function refusalOf(spec: JsonValue): Refusal {
  if (!isJsonObject(spec)) return { doubts: [], needs: [] }
  const host = isJsonObject(spec.nodeSelector)
  const rules = SECTIONS.flatMap((section) =>
    itemsOf(spec[section]).map((rule) => ({ section, rule })),
  )
  return {
    doubts: [
      ...(rules.length === 0 ? ['Cilium refuses a specification without rules from 1.17 on'] : []),
      ...rules.flatMap(({ section, rule }) => [
        ...servicesWithPorts(rule),
        ...(section.endsWith('Deny')
          ? []
          : itemsOf(rule.toPorts).flatMap((each) =>
              refusedPorts(each, { ingress: section === 'ingress', host }),
            )),
        ...itemsOf(rule.toPorts).flatMap(tooManyPorts),
      ]),
      ...selectorsOf(
        spec,
        rules.map(({ rule }) => rule),
      ).flatMap(badLabels),
    ],
    needs: neededBy(
      spec,
      rules.map(({ rule }) => rule),
    ),
  }
}

function neededBy(spec: JsonObject, rules: readonly JsonObject[]): readonly NeededSetting[] {
  const some = (field: string) => rules.some((rule) => listOf(rule[field]).length > 0)
  const proxied = rules.some((rule) => itemsOf(rule.toPorts).some(sifts))
  const flags = isJsonObject(spec.enableDefaultDeny) ? spec.enableDefaultDeny : {}
  return [
    ...(some('icmps') ? ['enable-icmp-rules' as const] : []),
    ...(proxied ? ['enable-l7-proxy' as const] : []),
    ...(some('fromNodes') || some('toNodes') ? ['enable-node-selector-labels' as const] : []),
    ...(Object.values(flags).includes(false) ? ['enable-non-default-deny-policies' as const] : []),
  ]
}

function servicesWithPorts({ toServices, toPorts }: JsonObject): readonly string[] {
  return listOf(toServices).length > 0 && listOf(toPorts).length > 0
    ? ['older versions of Cilium refuse toServices with toPorts']
    : []
}

const MOST = 40

function tooManyPorts({ ports }: JsonObject): readonly string[] {
  return listOf(ports).length > MOST ? [`Cilium refuses more than ${MOST} ports in one rule`] : []
}

function selectorsOf(spec: JsonObject, rules: readonly JsonObject[]): readonly JsonObject[] {
  const own = [spec.endpointSelector, spec.nodeSelector].filter((each) => isJsonObject(each))
  return [
    ...own,
    ...rules.flatMap((rule) => [
      ...['fromEndpoints', 'toEndpoints', 'fromNodes', 'toNodes'].flatMap((field) =>
        itemsOf(rule[field]),
      ),
      ...['fromCIDRSet', 'toCIDRSet'].flatMap((field) =>
        itemsOf(rule[field]).flatMap(({ cidrGroupSelector: by }) => (isJsonObject(by) ? [by] : [])),
      ),
    ]),
  ]
}

const NAME = /^(?=.{1,63}$)[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?$/
const PREFIX = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/
const SOURCE = /^[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?$/

function badLabels({ matchLabels, matchExpressions }: JsonObject): readonly string[] {
  const labels = isJsonObject(matchLabels) ? Object.entries(matchLabels) : []
  const expressions = itemsOf(matchExpressions)
  const keys = [...labels.map(([key]) => key), ...expressions.map(({ key }) => key)]
  const values = [
    ...labels.map(([, value]) => value),
    ...expressions.flatMap((each) => listOf(each.values)),
  ]
  const bad =
    keys.some((key) => typeof key === 'string' && !isLabelKey(key)) ||
    values.some((value) => typeof value === 'string' && value !== '' && !NAME.test(value))
  return bad ? ['Cilium refuses a label that no object can have'] : []
}

/** A source is optional (pkg/labels/validation.go, IsValidCiliumLabelKey). */
function isLabelKey(key: string): boolean {
  const [label = '', source, ...more] = key.split(':').reverse()
  if (more.length > 0 || (source !== undefined && !SOURCE.test(source))) return false
  const [name = '', prefix, ...rest] = label.split('/').reverse()
  return rest.length === 0 && NAME.test(name) && (prefix === undefined || PREFIX.test(prefix))
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}

function itemsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return listOf(value).filter((each) => isJsonObject(each))
}
