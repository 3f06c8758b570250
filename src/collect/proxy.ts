import { environmentProxy, proxyUrl } from '../core/proxy.ts'
import { CollectionFailure } from './failure.ts'
import type { Environment } from './options.ts'

/**
 * The proxy through which a server is reached: the kubeconfig's `proxy-url`, else the one that the environment names. Undefined: none. Throws
 * CollectionFailure `proxy` on a URL that is not http or https.
 */
export function proxyFor(
  server: URL,
  configured: string | undefined,
  environment: Environment,
): URL | undefined {
  const isConfigured = configured !== undefined && configured !== ''
  const text = isConfigured ? configured : environmentProxy(server, environment)
  if (text === undefined) return undefined
  const url = proxyUrl(text)
  if (url !== undefined) return url
  throw new CollectionFailure('proxy', 'the proxy is not an http or https URL', {
    hint: 'check proxy-url and HTTPS_PROXY; SOCKS is not supported',
  })
}
