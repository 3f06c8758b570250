import { REDACTED } from '../../core/redacted.ts'
import { redirected, served, unknown } from './http-answers.ts'
import type { HttpEntrance, HttpQuestion } from './http-answers.ts'

const PROTOCOLS = 'konghq.com/protocols'
const FORCE = 'ingress.kubernetes.io/force-ssl-redirect'
const OVERRIDE = 'konghq.com/override'

/** internal/util/protocol.go, ValidateProtocol: one word that is not here, and the list is ignored. */
const VALID = new Set([
  '',
  'http',
  'https',
  'grpc',
  'grpcs',
  'ws',
  'wss',
  'tls',
  'tcp',
  'tls_passthrough',
])
const PLAIN = new Set(['http', 'grpc', 'ws'])

/** What a list of protocols comes to; `ignored`: the same as none. */
type Listed = 'ignored' | 'plain' | 'secure' | 'unclear'

/**
 * Kong/kubernetes-ingress-controller internal/dataplane/kongstate/route.go: routes take http and https unless told; a route for https alone redirects
 * or refuses. The list of protocols is read after the redirect, and takes its place.
 */
export function kong({ annotations, tls }: HttpQuestion): HttpEntrance {
  const said = annotations[PROTOCOLS]
  if (said === REDACTED) return unknown(tls, `${PROTOCOLS} was redacted`)
  const listed = listedIn(said, annotations[FORCE] === 'true')
  if (listed === 'plain') return { tls, plain: served(`${PROTOCOLS} has a protocol without TLS`) }
  if (listed === 'secure') return { tls, plain: redirected(`${PROTOCOLS} has HTTPS alone`) }
  if (listed === 'unclear') return unknown(tls, `what Kong makes of ${PROTOCOLS} is not known`)
  if (annotations[FORCE] === REDACTED) return unknown(tls, `${FORCE} was redacted`)
  if (annotations[FORCE] === 'true') return { tls, plain: redirected(`${FORCE} is "true"`) }
  if (annotations[OVERRIDE] !== undefined)
    return unknown(tls, `the KongIngress that ${OVERRIDE} names is not read`)
  const why = `Kong serves it where neither ${PROTOCOLS} nor ${FORCE} says otherwise in words that it takes`
  return { tls, plain: served(why) }
}

function listedIn(said: string | undefined, forced: boolean): Listed {
  if (said === undefined || said === '') return 'ignored'
  const words = said.split(',')
  const trimmed = words.map((word) => word.trim())
  if (!trimmed.every((word) => VALID.has(word))) return 'ignored'
  // releases differ in whether they take the space away, without which the word is not valid and the redirect counts
  const spaced = words.some((word, index) => word !== trimmed[index])
  if (trimmed.some((word) => PLAIN.has(word))) return spaced && forced ? 'unclear' : 'plain'
  // https and grpcs together become http and https
  const alike = new Set(words).size === 1
  return alike && (words[0] === 'https' || words[0] === 'grpcs') ? 'secure' : 'unclear'
}
