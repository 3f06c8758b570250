import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { isGiven } from '../fields.ts'

/** Where a port rule stands. */
export type PortRulePlace = { readonly ingress: boolean; readonly host: boolean }

const KINDS = ['http', 'dns', 'kafka', 'l7']

/** Whether a port rule has rules of layer 7. */
export function sifts(rule: JsonObject): boolean {
  return KINDS.some((kind) => rulesOf(rule, kind).length > 0)
}

/** Why Cilium might refuse what a port rule says of layer 7 (pkg/policy/api/rule_validation.go, PortRule.sanitize of 1.16 and 1.20). */
export function refusedPorts(rule: JsonObject, place: PortRulePlace): readonly string[] {
  const checks = sifts(rule) ? [...ALWAYS, ...SIFTING] : ALWAYS
  return checks
    .filter(([fits]) => fits(rule, place))
    .map(([, what]) => `Cilium refuses ${what}`)
    .slice(0, 1)
}

type Check = readonly [(rule: JsonObject, place: PortRulePlace) => boolean, string]

const ALWAYS: readonly Check[] = [
  [({ serverNames }) => listOf(serverNames).includes(''), 'an empty server name'],
  [({ listener }, { ingress }) => ingress && isGiven(listener), 'a listener at ingress'],
]

const SIFTING: readonly Check[] = [
  [(_, { host }) => host, 'rules of layer 7 in policies for nodes'],
  [(rule, { ingress }) => ingress && hasNames(rule), 'DNS rules at ingress'],
  [
    ({ serverNames, terminatingTLS }) => listOf(serverNames).length > 0 && !isGiven(terminatingTLS),
    'server names with rules of layer 7 that end no TLS',
  ],
  [({ listener }) => isGiven(listener), 'a listener with rules of layer 7'],
  [
    (rule) => !hasNames(rule) && portsOf(rule).some(({ protocol }) => !isTcp(protocol)),
    'rules of layer 7 for ports that are not of TCP',
  ],
  [(rule) => portsOf(rule).some(isWhole), 'rules of layer 7 on port 0'],
  [(rule) => kindsOf(rule).length > 1, 'rules of more than one protocol of layer 7'],
  [
    (rule) => hasNames(rule) && (portsOf(rule).length === 0 || portsOf(rule).some(isRange)),
    'DNS rules without ports, or on a range of them',
  ],
  [
    (rule) => rulesOf(rule, 'l7').length > 0 && kindsOf(rule)[0] !== 'l7proto',
    'l7 rules of no protocol',
  ],
  [(rule) => !rulesOf(rule, 'http').every(isHttpRule), 'what is no HTTP rule'],
  [(rule) => !rulesOf(rule, 'dns').every(isNameRule), 'what is no DNS rule'],
]

function rulesOf({ rules }: JsonObject, kind: string): readonly JsonValue[] {
  return isJsonObject(rules) ? listOf(rules[kind]) : []
}

function kindsOf({ rules }: JsonObject): readonly string[] {
  const fields = isJsonObject(rules) ? rules : {}
  return ['http', 'dns', 'kafka', 'l7proto'].filter(
    (kind) => isGiven(fields[kind]) && fields[kind] !== '',
  )
}

function hasNames(rule: JsonObject): boolean {
  return rulesOf(rule, 'dns').length > 0
}

function portsOf({ ports }: JsonObject): readonly JsonObject[] {
  return listOf(ports).filter((each) => isJsonObject(each))
}

function isTcp(protocol: JsonValue | undefined): boolean {
  return typeof protocol === 'string' && protocol.toUpperCase() === 'TCP'
}

function isWhole({ port }: JsonObject): boolean {
  return port === '0'
}

function isRange({ port, endPort }: JsonObject): boolean {
  return typeof endPort === 'number' && endPort > Number(port)
}

const ACTIONS = ['', 'LOG', 'ADD', 'DELETE', 'REPLACE']

function isHttpRule(rule: JsonValue): boolean {
  if (!isJsonObject(rule)) return false
  return [rule.path, rule.method].every(isPattern) && listOf(rule.headerMatches).every(isHeader)
}

function isHeader(match: JsonValue): boolean {
  if (!isJsonObject(match)) return false
  const { name, mismatch, secret } = match
  const named = typeof name === 'string' && name !== ''
  const acts = !isGiven(mismatch) || ACTIONS.some((action) => action === mismatch)
  return named && acts && (!isGiven(secret) || (isJsonObject(secret) && Boolean(secret.name)))
}

/** What Go has and JavaScript does not, the other way round, and repetitions that Go limits. */
const OF_ONE_LANGUAGE = /\(\?(?!:)|\\[^\w]?[1-9kpPzZAQECcux]|\{\d{4,}|\{\d+,\d{4,}/

/** Whether a text is surely a regular expression of Go, too. */
function isPattern(value: JsonValue | undefined): boolean {
  if (!isGiven(value)) return true
  if (typeof value !== 'string' || OF_ONE_LANGUAGE.test(value)) return false
  try {
    return new RegExp(value, 'u').source !== ''
  } catch {
    return false
  }
}

function isNameRule(rule: JsonValue): boolean {
  if (!isJsonObject(rule)) return false
  const { matchName, matchPattern } = rule
  const fits = (value: JsonValue | undefined, allowed: RegExp) =>
    !isGiven(value) || (typeof value === 'string' && value.length < 256 && allowed.test(value))
  return fits(matchName, /^[-\w.]*$/) && fits(matchPattern, /^[-\w.*]*$/)
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}
