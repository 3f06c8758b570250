import { suggestion } from '../core/nearest.ts'
import type { WantedRight } from '../model/rights.ts'

/** A right as catalogues write it: `get secrets`, `create pods/exec`, `update certificatesigningrequests.certificates.k8s.io/approval`. */
const WRITTEN =
  /^(?<verb>\S+) (?<plural>[^\s./]+)(?:\.(?<group>[^\s/]+))?(?:\/(?<subresource>[^\s/]+))?$/

/** Verbs of requests, and those that only the authorizer knows (kubernetes.io/docs/reference/access-authn-authz/authorization). */
const VERBS: readonly string[] = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
  ...['approve', 'bind', 'escalate', 'impersonate', 'sign', 'use', '*'],
]

/** Resources of the core group, which no custom resource can join, with what impersonation speaks of. */
const CORE: readonly string[] = [
  ...['bindings', 'componentstatuses', 'configmaps', 'endpoints', 'events', 'groups'],
  ...['limitranges', 'namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes'],
  ...['pods', 'podtemplates', 'replicationcontrollers', 'resourcequotas', 'secrets'],
  ...['serviceaccounts', 'services', 'users', '*'],
]

/** Why a text is not a right; undefined where it is one. */
export function rightFault(text: string): string | undefined {
  const parts = WRITTEN.exec(text)?.groups
  if (parts === undefined)
    return `not a right: ${text}; one is written VERB RESOURCE[.GROUP][/SUBRESOURCE]`
  const { verb = '', plural = '', group } = parts
  if (!VERBS.includes(verb)) return `unknown verb ${verb}${suggestion(verb, VERBS)}`
  if (group !== undefined || CORE.includes(plural)) return undefined
  return `unknown resource ${plural} of the core group${suggestion(plural, CORE)}`
}

/** A right from its text `VERB RESOURCE[.GROUP][/SUBRESOURCE]`. Throws where it is none: the catalogue was checked when it was loaded. */
export function wantedRight(text: string): WantedRight {
  const parts = WRITTEN.exec(text)?.groups
  if (parts === undefined) throw new Error(`not a right: ${text}`)
  const { verb = '', plural = '', group = '', subresource } = parts
  return { verb, group, resource: subresource === undefined ? plural : `${plural}/${subresource}` }
}
