import { BlockList, isIP } from 'node:net'

/**
 * The proxy that the environment names for a server, as it stands there but for a scheme: HTTPS_PROXY unless NO_PROXY names the server. Undefined: none.
 *
 * As Go's net/http reads them: upper case before lower case, `*`, names with their subdomains, addresses, CIDRs, `host:port`; this host itself is
 * never reached through a proxy of the environment.
 */
export function environmentProxy(
  server: URL,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const proxy = environment.HTTPS_PROXY ?? environment.https_proxy ?? ''
  const without = environment.NO_PROXY ?? environment.no_proxy ?? ''
  if (proxy === '' || isExempt(server, without)) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

/** The URL of a proxy; undefined where it is not http or https. */
export function proxyUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
}

/** Whether a server is this host itself: its name or its loopback addresses. */
export function isThisHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || loopback.check(host, family(host))
}

function isExempt(server: URL, without: string): boolean {
  if (isThisHost(server)) return true
  const host = server.hostname.replace(/^\[|\]$/g, '')
  return without
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host, server.port || '443'))
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return inSubnet(entry, host)
  const withPort = /^(.*[^:]):(\d+)$/.exec(entry)
  if (withPort !== null && withPort[2] !== port) return false
  const name = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
}

function inSubnet(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  const version = isIP(network)
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (version === 6 ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family(network))
  return list.check(host, family(host))
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
