import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { printable } from '../core/log.ts'
import type { ResourceRef } from '../model/object.ts'
import type { ClusterIdentity, CollectionAccount } from '../model/snapshot.ts'
import type { Connection } from './connection.ts'
import { CollectionFailure } from './failure.ts'
import { parseAnswer } from './json-page.ts'
import { listFault } from './list-page.ts'
import { requestJson } from './request.ts'
import { reachesFurther } from './rules.ts'

/** What a cluster says of itself before its lists are read. */
export type Greeting = {
  readonly identity: ClusterIdentity
  readonly account: CollectionAccount
  /** what page one says of the account, one sentence each */
  readonly notes: readonly string[]
  /** the resourceVersion that all lists are asked for; absent where namespaces cannot be listed */
  readonly anchor?: string
}

/** Lines of rules that are recorded, and characters of one; what is left out is counted or said. */
const MAX_RULES = 1000
const MAX_RULE = 1000

/** The list that sets the anchor and gives the cluster's UID: verb list is enough for it. */
const KUBE_SYSTEM = '/api/v1/namespaces?fieldSelector=metadata.name%3Dkube-system&limit=1'

const NAMESPACES: ResourceRef = {
  group: '',
  version: 'v1',
  resource: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
}

/** Who was reached, as whom, and the version of the one consistent picture. What the server refuses to say is absent. */
export async function greet(connection: Connection): Promise<Greeting> {
  const answer = (await unlessRefused(connection, 'GET', KUBE_SYSTEM)) ?? {}
  const list = listFault(answer, NAMESPACES) === undefined ? answer : {}
  const version = (await unlessRefused(connection, 'GET', '/version')) ?? {}
  const uid = uidOf(list)
  const anchor = text(child(list, 'metadata').resourceVersion)
  const account = await accountOf(connection)
  return {
    identity: {
      ...(uid === '' ? {} : { uid }),
      ...connection.marks,
      ...(text(version.gitVersion) === '' ? {} : { version: line(version.gitVersion) }),
    },
    ...account,
    ...(/^\d+$/.test(anchor) ? { anchor } : {}),
  }
}

function uidOf(list: JsonObject): string {
  const [first] = objects(list.items)
  const metadata = first === undefined ? {} : child(first, 'metadata')
  return metadata.name === 'kube-system' ? line(metadata.uid) : ''
}

/** SelfSubjectReview (KEP-3325) and SelfSubjectRulesReview (authorization.k8s.io/v1): every authenticated account may ask about itself. */
async function accountOf(connection: Connection): Promise<Pick<Greeting, 'account' | 'notes'>> {
  const user = child(child(await selfReview(connection), 'status'), 'userInfo')
  const answer = await review(connection, 'authorization.k8s.io/v1', 'SelfSubjectRulesReview', {
    namespace: 'default',
  })
  const status = answer === undefined ? undefined : child(answer, 'status')
  const account = {
    user: line(user.username) || 'unknown',
    groups: strings(user.groups).map(printable).sort(),
    ...(status === undefined ? {} : { rules: rulesOf(status) }),
  }
  return {
    account,
    notes: objects(status?.resourceRules).some(isMoreThanReading) ? [TOO_MUCH] : [],
  }
}

const TOO_MUCH =
  'the account that read the cluster may also change it, or read Secrets; verb list on the published resources is enough'

function isMoreThanReading({ verbs, apiGroups, resources }: JsonObject): boolean {
  return reachesFurther(strings(verbs), strings(apiGroups), strings(resources))
}

async function selfReview(connection: Connection): Promise<JsonObject> {
  for (const version of ['v1', 'v1beta1']) {
    const answer = await review(
      connection,
      `authentication.k8s.io/${version}`,
      'SelfSubjectReview',
      {},
    )
    if (answer !== undefined) return answer
  }
  return {}
}

/** The server's answer to a review; undefined where it refuses, or answers something else. */
async function review(
  connection: Connection,
  apiVersion: string,
  kind: string,
  spec: JsonObject,
): Promise<JsonObject | undefined> {
  const path = `/apis/${apiVersion}/${kind.toLowerCase()}s`
  const body = JSON.stringify({ apiVersion, kind, spec })
  const answer = await unlessRefused(connection, 'POST', path, body)
  return answer?.kind === kind ? answer : undefined
}

/** Rules as lines, `list pods,services in ""`, sorted; incomplete answers say so. */
function rulesOf(status: JsonObject): string[] {
  const resources = objects(status.resourceRules).map((rule) => {
    const names = strings(rule.resourceNames)
    const groups = strings(rule.apiGroups).map((group) => (group === '' ? 'core' : group))
    const named = names.length === 0 ? '' : ` named ${names.join(',')}`
    return `${joined(rule.verbs)} ${joined(rule.resources)} in ${groups.join(',')}${named}`
  })
  const paths = objects(status.nonResourceRules).map(
    (rule) => `${joined(rule.verbs)} ${joined(rule.nonResourceURLs)}`,
  )
  const incomplete = status.incomplete === true ? ['the server says that there are more'] : []
  const lines = [...new Set([...resources, ...paths, ...incomplete])]
    .map((rule) => shortened(printable(rule)))
    .sort()
  if (lines.length <= MAX_RULES) return lines
  const kept = lines.slice(0, MAX_RULES)
  return [...kept, `${lines.length - MAX_RULES} more rules are not listed here`].sort()
}

function shortened(rule: string): string {
  return rule.length <= MAX_RULE ? rule : `${rule.slice(0, MAX_RULE)} (and more, cut here)`
}

/** An answer, or nothing where this one request is refused; what ends the whole cluster is thrown. */
async function unlessRefused(
  connection: Connection,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<JsonObject | undefined> {
  try {
    const outgoing = { method, path, accept: 'application/json' }
    return await requestJson(
      connection,
      body === undefined ? outgoing : { ...outgoing, body },
      (bytes) => parseAnswer(bytes, 'the answer'),
    )
  } catch (error) {
    if (!(error instanceof CollectionFailure) || connection.signal.aborted) throw error
    connection.options.log.warn(`cannot ask ${path}: ${error.reason}`)
    return undefined
  }
}

function child(value: JsonObject, name: string): JsonObject {
  const found = value[name]
  return isJsonObject(found) ? found : {}
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function joined(value: JsonValue | undefined): string {
  return strings(value).join(',')
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function line(value: JsonValue | undefined): string {
  return printable(text(value)).slice(0, 300)
}
