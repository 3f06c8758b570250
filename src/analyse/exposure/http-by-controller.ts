import { isJsonObject } from '../../core/json.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { PlainHttp } from '../../model/cluster.ts'
import type { Labels } from '../../model/object.ts'

/** How a host of an Ingress is answered. The API itself speaks of TLS alone, never of plain HTTP beside it. */
export type HttpEntrance = {
  /** whether TLS is spoken */
  readonly tls: boolean
  /** what becomes of plain HTTP beside it; means nothing where no TLS is spoken and none is stated */
  readonly plain: PlainHttp
}

/** What a controller is asked of one host. */
export type HttpQuestion = {
  readonly annotations: Labels
  /** whether `spec.tls` names the host */
  readonly tls: boolean
  /** whether the class refers to parameters of the controller's own */
  readonly parameters: boolean
}

type Answer = (asked: HttpQuestion) => HttpEntrance

/**
 * What known controllers do, by their names in known-controllers.ts, each with what says so. A controller that is not here, or whose settings
 * elsewhere decide, is unknown. Values that redaction took away are unknown, too; where the name of an annotation is enough, it is enough.
 */
export const HTTP_BY_CONTROLLER: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  // docs/user-guide/nginx-configuration/annotations.md, "Server-side HTTPS enforcement through redirect", and configmap.md, ssl-redirect
  [
    'ingress-nginx',
    bySwitch(
      ['nginx.ingress.kubernetes.io/force-ssl-redirect'],
      ['nginx.ingress.kubernetes.io/ssl-redirect'],
    ),
  ],
  // nginx/documentation content/nic/configuration: annotation nginx.org/ssl-redirect, ConfigMap key ssl-redirect
  [
    'NGINX Ingress Controller',
    bySwitch([], ['nginx.org/ssl-redirect', 'ingress.kubernetes.io/ssl-redirect']),
  ],
  // haproxytech/kubernetes-ingress documentation/README.md: three prefixes, also a key of its ConfigMap
  [
    'HAProxy Kubernetes Ingress',
    bySwitch(
      [],
      [
        'haproxy.org/ssl-redirect',
        'haproxy.com/ssl-redirect',
        'ingress.kubernetes.io/ssl-redirect',
      ],
    ),
  ],
  // haproxy-ingress.github.io docs, configuration keys, ssl-redirect: global, or by Ingress
  [
    'HAProxy Ingress',
    bySwitch([], ['haproxy-ingress.github.io/ssl-redirect', 'ingress.kubernetes.io/ssl-redirect']),
  ],
  // cilium/cilium operator/pkg/ingress/annotations (enabled and disabled are read as well); --enforce-ingress-https where it is not set
  ['Cilium', bySwitch([], ['ingress.cilium.io/force-https'])],
  ['Traefik', traefik],
  ['Contour', contour],
  ['Kong', kong],
  ['Istio', istio],
  ['the OpenShift router', openshift],
  ['AWS Load Balancer Controller', aws],
  ['Google Cloud load balancing', google],
  ['Azure Application Gateway', azure],
])

/** Annotations that turn a redirect on (the first list: whatever the others say), or on and off; the first that is set counts. Where none is, a setting of the controller decides. */
function bySwitch(forced: readonly string[], names: readonly string[]): Answer {
  return ({ annotations, tls }) => {
    for (const name of [...forced, ...names]) {
      const value = annotations[name]
      if (value === REDACTED) return unknown(tls, `${name} was redacted`)
      if (isOn(value)) return { tls, plain: redirected(`${name} is "true"`) }
      if (isOff(value) && names.includes(name)) return { tls, plain: served(`${name} is "false"`) }
    }
    const said = `${names[0] ?? ''} is not set, and the setting of the controller is not read`
    return unknown(tls, said)
  }
}

/** pkg/provider/kubernetes/ingress: `spec.tls` gives certificates; a router with TLS takes HTTPS alone, one without takes what its entry points let in. */
function traefik({ annotations, tls }: HttpQuestion): HttpEntrance {
  const name = 'traefik.ingress.kubernetes.io/router.tls'
  if (annotations[name] === REDACTED) return unknown(tls, `${name} was redacted`)
  if (isOn(annotations[name])) return { tls: true, plain: none(`${name} is "true"`) }
  const said = `${name} is not "true", and the settings of entry points are not read`
  return unknown(tls, said)
}

/** projectcontour.io, Annotations Reference. */
function contour({ annotations, tls }: HttpQuestion): HttpEntrance {
  const [allow, force] = [
    'kubernetes.io/ingress.allow-http',
    'ingress.kubernetes.io/force-ssl-redirect',
  ]
  if (annotations[allow] === 'false') return { tls, plain: none(`${allow} is "false"`) }
  if (annotations[force] === 'true') return { tls, plain: redirected(`${force} is "true"`) }
  if (annotations[force] === REDACTED) return unknown(tls, `${force} was redacted`)
  return {
    tls,
    plain: served(`Contour serves it where neither ${allow} nor ${force} says otherwise`),
  }
}

/** Kong/kubernetes-ingress-controller, annotations: routes take http and https unless told; a route for https alone redirects or refuses. */
function kong({ annotations, tls }: HttpQuestion): HttpEntrance {
  const [protocols, force] = ['konghq.com/protocols', 'ingress.kubernetes.io/force-ssl-redirect']
  const said = annotations[protocols]
  if (isOn(annotations[force])) return { tls, plain: redirected(`${force} is "true"`) }
  for (const name of [protocols, force])
    if (annotations[name] === REDACTED) return unknown(tls, `${name} was redacted`)
  if (annotations['konghq.com/override'] !== undefined)
    return unknown(tls, 'the KongIngress that konghq.com/override names is not read')
  if (said === undefined)
    return { tls, plain: served(`Kong serves it where ${protocols} does not say otherwise`) }
  return said.split(',').some((each) => /^(http|grpc)$/.test(each.trim()))
    ? { tls, plain: served(`${protocols} has plain HTTP`) }
    : { tls, plain: redirected(`${protocols} has HTTPS alone`) }
}

/** istio/istio pilot/pkg/config/kube/ingress/conversion.go: a server on port 80 beside those with TLS, whatever is stated. */
function istio({ tls }: HttpQuestion): HttpEntrance {
  return { tls, plain: served('Istio serves every Ingress on port 80, too') }
}

/** openshift/route-controller-manager pkg/route/ingress: what is served are Routes made from it, which may be set by themselves. */
function openshift({ tls }: HttpQuestion): HttpEntrance {
  const said = 'what is served are the Routes made from it, which are looked at by themselves'
  return { tls, plain: none(said) }
}

const LISTEN = 'alb.ingress.kubernetes.io/listen-ports'
const CERTIFICATE = 'alb.ingress.kubernetes.io/certificate-arn'
const REDIRECT = 'alb.ingress.kubernetes.io/ssl-redirect'
const GROUP = 'alb.ingress.kubernetes.io/group.name'

/** kubernetes-sigs/aws-load-balancer-controller pkg/ingress/model_build_listener.go: `spec.tls` opens no listener; a redirect holds for all Ingresses of a group. */
function aws({ annotations, tls, parameters }: HttpQuestion): HttpEntrance {
  const listen = annotations[LISTEN]
  const classParameters = 'parameters of its IngressClass are not read'
  if (listen === undefined) {
    if (annotations[CERTIFICATE] !== undefined)
      return { tls: true, plain: none(`${CERTIFICATE} is set and ${LISTEN} is not: HTTPS alone`) }
    if (parameters) return unknown(tls, classParameters)
    const said = `neither ${LISTEN} nor ${CERTIFICATE} is set: HTTP on port 80 alone`
    return { tls: false, plain: served(said) }
  }
  const protocols = listen === REDACTED ? undefined : protocolsIn(listen)
  if (protocols === undefined) return unknown(tls, `${LISTEN} could not be read`)
  const secure = protocols.has('HTTPS')
  if (!protocols.has('HTTP')) return { tls: secure, plain: none(`${LISTEN} has HTTPS alone`) }
  if (annotations[REDIRECT] !== undefined && secure)
    return { tls: true, plain: redirected(`${REDIRECT} is set`) }
  if (parameters) return unknown(secure, classParameters)
  if (annotations[GROUP] !== undefined)
    return unknown(secure, `another Ingress of its group (${GROUP}) may set ${REDIRECT}`)
  return { tls: secure, plain: served(`${LISTEN} has HTTP, and ${REDIRECT} is not set`) }
}

/** The protocols of a list such as `[{"HTTP": 80}, {"HTTPS": 443}]`; undefined: it is none. */
function protocolsIn(listen: string): ReadonlySet<string> | undefined {
  let items: unknown
  try {
    items = JSON.parse(listen)
  } catch {
    return undefined
  }
  if (!Array.isArray(items) || items.length === 0 || !items.every(isJsonObject)) return undefined
  const found = new Set(items.flatMap((item) => Object.keys(item)))
  return [...found].every((each) => each === 'HTTP' || each === 'HTTPS') ? found : undefined
}

/** kubernetes/ingress-gce pkg/annotations/ingress.go, AllowHTTP: true unless it says false; certificates may be named beside `spec.tls`. */
function google({ annotations, tls }: HttpQuestion): HttpEntrance {
  const [allow, frontend] = [
    'kubernetes.io/ingress.allow-http',
    'networking.gke.io/v1beta1.FrontendConfig',
  ]
  const certificates = [
    'ingress.gcp.kubernetes.io/pre-shared-cert',
    'networking.gke.io/managed-certificates',
    'networking.gke.io/certmap',
  ]
  const secure = tls || certificates.some((name) => annotations[name] !== undefined)
  if (isOff(annotations[allow])) return { tls: secure, plain: none(`${allow} is "false"`) }
  if (annotations[frontend] !== undefined)
    return unknown(secure, `the FrontendConfig that ${frontend} names is not read`)
  return { tls: secure, plain: served(`${allow} is not "false"`) }
}

/** Azure/application-gateway-kubernetes-ingress pkg/appgw/ingress_rules.go: HTTP only without a certificate, or to redirect. */
function azure({ annotations, tls }: HttpQuestion): HttpEntrance {
  const name = 'appgw.ingress.kubernetes.io/ssl-redirect'
  const certificate = 'appgw.ingress.kubernetes.io/appgw-ssl-certificate'
  const secure = tls || annotations[certificate] !== undefined
  if (isOn(annotations[name])) return { tls: secure, plain: redirected(`${name} is "true"`) }
  const said = 'Azure Application Gateway listens on HTTPS alone where TLS is stated'
  return { tls: secure, plain: none(said) }
}

/** As Go reads truth values, and as Cilium reads them besides. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(1|t|T|TRUE|true|True|enabled)$/.test(value)
}

function isOff(value: string | undefined): boolean {
  return value !== undefined && /^(0|f|F|FALSE|false|False|disabled)$/.test(value)
}

function none(why: string): PlainHttp {
  return { answer: 'none', why }
}

function redirected(why: string): PlainHttp {
  return { answer: 'redirected', why }
}

function served(why: string): PlainHttp {
  return { answer: 'served', why }
}

/** That what decides is not read. */
export function unknown(tls: boolean, why: string): HttpEntrance {
  return { tls, plain: { answer: 'unknown', why } }
}
