import { REDACTED } from '../../core/redacted.ts'
import { none, redirected, served, unknown } from './http-answers.ts'
import type { HttpEntrance, HttpQuestion } from './http-answers.ts'
import { aws } from './http-of-aws.ts'
import { kong } from './http-of-kong.ts'
import { ciliumWords, goWords, haproxyWords } from './truth-words.ts'
import type { TruthWords } from './truth-words.ts'

type Answer = (asked: HttpQuestion) => HttpEntrance

/**
 * What known controllers do, by their names in known-controllers.ts, each with what says so. A controller that is not here, or whose settings
 * elsewhere decide, is unknown. Values that redaction took away are unknown, too; where the name of an annotation is enough, it is enough. What a
 * controller would not understand is what its default is, and unknown where settings make the default.
 */
export const HTTP_BY_CONTROLLER: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  // docs/user-guide/nginx-configuration/annotations.md, "Server-side HTTPS enforcement through redirect", and configmap.md, ssl-redirect
  [
    'ingress-nginx',
    bySwitch(
      goWords,
      ['nginx.ingress.kubernetes.io/force-ssl-redirect'],
      ['nginx.ingress.kubernetes.io/ssl-redirect'],
    ),
  ],
  // nginx/documentation content/nic/configuration: annotation nginx.org/ssl-redirect, ConfigMap key ssl-redirect
  [
    'NGINX Ingress Controller',
    bySwitch(goWords, [], ['nginx.org/ssl-redirect', 'ingress.kubernetes.io/ssl-redirect']),
  ],
  // haproxytech/kubernetes-ingress documentation/README.md: three prefixes, also a key of its ConfigMap
  [
    'HAProxy Kubernetes Ingress',
    bySwitch(
      haproxyWords,
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
    bySwitch(
      goWords,
      [],
      ['haproxy-ingress.github.io/ssl-redirect', 'ingress.kubernetes.io/ssl-redirect'],
    ),
  ],
  // cilium/cilium operator/pkg/ingress/annotations; --enforce-ingress-https where it is not set
  ['Cilium', bySwitch(ciliumWords, [], ['ingress.cilium.io/force-https'])],
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
function bySwitch(words: TruthWords, forced: readonly string[], names: readonly string[]): Answer {
  return ({ annotations, tls }) => {
    for (const name of [...forced, ...names]) {
      const value = annotations[name]
      if (value === REDACTED) return unknown(tls, `${name} was redacted`)
      const truth = words(value)
      if (truth === true) return { tls, plain: redirected(`${name} is "true"`) }
      if (value === undefined || !names.includes(name)) continue
      return truth === false
        ? { tls, plain: served(`${name} is "false"`) }
        : unknown(
            tls,
            `${name} has a word that its controller does not take, and the setting of the controller is not read`,
          )
    }
    const said = `${names[0] ?? ''} is not set, and the setting of the controller is not read`
    return unknown(tls, said)
  }
}

/** pkg/provider/kubernetes/ingress: `spec.tls` gives certificates; a router with TLS takes HTTPS alone, one without takes what its entry points let in. */
function traefik({ annotations, tls }: HttpQuestion): HttpEntrance {
  const name = 'traefik.ingress.kubernetes.io/router.tls'
  if (annotations[name] === REDACTED) return unknown(tls, `${name} was redacted`)
  if (goWords(annotations[name]) === true) return { tls: true, plain: none(`${name} is "true"`) }
  const said = `${name} is not "true", and the settings of entry points are not read`
  return unknown(tls, said)
}

/** projectcontour.io, Annotations Reference; projectcontour/contour internal/annotation: compared with these very words. */
function contour({ annotations, tls }: HttpQuestion): HttpEntrance {
  const [allow, force] = [
    'kubernetes.io/ingress.allow-http',
    'ingress.kubernetes.io/force-ssl-redirect',
  ]
  if (annotations[allow] === 'false') return { tls, plain: none(`${allow} is "false"`) }
  if (annotations[force] === 'true') return { tls, plain: redirected(`${force} is "true"`) }
  for (const name of [allow, force])
    if (annotations[name] === REDACTED) return unknown(tls, `${name} was redacted`)
  return {
    tls,
    plain: served(`Contour serves it where neither ${allow} nor ${force} says otherwise`),
  }
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

/** kubernetes/ingress-gce pkg/annotations/ingress.go, AllowHTTP: true unless it says false in words of Go; certificates may be named beside `spec.tls`. */
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
  if (annotations[allow] === REDACTED) return unknown(secure, `${allow} was redacted`)
  if (goWords(annotations[allow]) === false)
    return { tls: secure, plain: none(`${allow} is "false"`) }
  if (annotations[frontend] !== undefined)
    return unknown(secure, `the FrontendConfig that ${frontend} names is not read`)
  return { tls: secure, plain: served(`${allow} is not "false"`) }
}

/** Azure/application-gateway-kubernetes-ingress pkg/appgw/ingress_rules.go: HTTP only without a certificate, or to redirect. */
function azure({ annotations, tls }: HttpQuestion): HttpEntrance {
  const name = 'appgw.ingress.kubernetes.io/ssl-redirect'
  const certificate = 'appgw.ingress.kubernetes.io/appgw-ssl-certificate'
  const named = annotations[certificate] ?? ''
  if (!tls && named === REDACTED)
    return unknown(true, `${certificate} was redacted, and may have been empty`)
  const secure = tls || named !== ''
  if (goWords(annotations[name]) === true)
    return { tls: secure, plain: redirected(`${name} is "true"`) }
  const said = 'Azure Application Gateway listens on HTTPS alone where TLS is stated'
  return { tls: secure, plain: none(said) }
}
