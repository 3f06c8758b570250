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

/** That nothing listens for plain HTTP. */
export function none(why: string): PlainHttp {
  return { answer: 'none', why }
}

/** That plain HTTP is sent on to HTTPS. */
export function redirected(why: string): PlainHttp {
  return { answer: 'redirected', why }
}

/** That plain HTTP reaches what is behind. */
export function served(why: string): PlainHttp {
  return { answer: 'served', why }
}

/** That what decides is not read. */
export function unknown(tls: boolean, why: string): HttpEntrance {
  return { tls, plain: { answer: 'unknown', why } }
}
