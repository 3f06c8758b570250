import { isJsonObject } from '../../core/json.ts'
import { REDACTED } from '../../core/redacted.ts'
import { none, redirected, served, unknown } from './http-answers.ts'
import type { HttpEntrance, HttpQuestion } from './http-answers.ts'

const LISTEN = 'alb.ingress.kubernetes.io/listen-ports'
const CERTIFICATE = 'alb.ingress.kubernetes.io/certificate-arn'
const REDIRECT = 'alb.ingress.kubernetes.io/ssl-redirect'
const GROUP = 'alb.ingress.kubernetes.io/group.name'
const ACTION = 'alb.ingress.kubernetes.io/actions.'
const CLASS_PARAMETERS = 'parameters of its IngressClass are not read'

type Listener = { readonly protocol: string; readonly port: number }

/**
 * kubernetes-sigs/aws-load-balancer-controller pkg/ingress/model_build_listener.go: `spec.tls` opens no listener; a redirect holds for all Ingresses
 * of a group. An action may be a redirect, too, and takes the rules behind it out (pkg/ingress/rule_optimizer.go).
 */
export function aws(asked: HttpQuestion): HttpEntrance {
  const { annotations, tls, parameters } = asked
  const listen = annotations[LISTEN]
  if (listen === undefined) return byCertificate(asked)
  const listeners = listen === REDACTED ? undefined : listenersIn(listen)
  if (listeners === undefined) return unknown(tls, `${LISTEN} could not be read`)
  const secure = listeners.filter(({ protocol }) => protocol === 'HTTPS').map(({ port }) => port)
  if (secure.length === listeners.length)
    return { tls: true, plain: none(`${LISTEN} has HTTPS alone`) }
  const redirect = annotations[REDIRECT]
  if (secure.length > 0 && redirect !== undefined) {
    return secure.map(String).includes(redirect)
      ? { tls: true, plain: redirected(`${REDIRECT} is set`) }
      : unknown(true, `${REDIRECT} names no port that ${LISTEN} has for HTTPS`)
  }
  if (parameters) return unknown(secure.length > 0, CLASS_PARAMETERS)
  if (annotations[GROUP] !== undefined)
    return unknown(secure.length > 0, `another Ingress of its group (${GROUP}) may set ${REDIRECT}`)
  if (secure.length > 0 && Object.keys(annotations).some((name) => name.startsWith(ACTION)))
    return unknown(true, `what its actions (${ACTION}*) do, which may redirect, is not read`)
  const said = `${LISTEN} has HTTP, and ${REDIRECT} is not set`
  return { tls: secure.length > 0, plain: served(said) }
}

/** Without a list of listeners there is one: for HTTPS where a certificate is named, else for HTTP. */
function byCertificate({ annotations, tls, parameters }: HttpQuestion): HttpEntrance {
  const certificates = annotations[CERTIFICATE] ?? ''
  if (certificates === REDACTED)
    return unknown(true, `${CERTIFICATE} was redacted, and may have been empty`)
  // a list: commas and space alone name none
  if (/[^\s,]/.test(certificates))
    return { tls: true, plain: none(`${CERTIFICATE} is set and ${LISTEN} is not: HTTPS alone`) }
  if (parameters) return unknown(tls, CLASS_PARAMETERS)
  const said = `neither ${LISTEN} nor ${CERTIFICATE} is set: HTTP on port 80 alone`
  return { tls: false, plain: served(said) }
}

/** The listeners of a list such as `[{"HTTP": 80}, {"HTTPS": 443}]`; undefined: it is none that the controller takes. */
function listenersIn(listen: string): readonly Listener[] | undefined {
  let items: unknown
  try {
    items = JSON.parse(listen)
  } catch {
    return undefined
  }
  if (!Array.isArray(items) || !items.every(isJsonObject)) return undefined
  const found: Listener[] = []
  for (const [protocol, port] of items.flatMap((item) => Object.entries(item))) {
    if (protocol !== 'HTTP' && protocol !== 'HTTPS') return undefined
    if (typeof port !== 'number' || !Number.isInteger(port)) return undefined
    found.push({ protocol, port })
  }
  return found.length > 0 ? found : undefined
}
