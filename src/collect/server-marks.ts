import { digestOf } from '../core/digest.ts'
import type { ClusterIdentity } from '../model/snapshot.ts'
import type { Server } from './connection.ts'

/** What connection settings say of a cluster's identity. */
export type ServerMarks = Pick<ClusterIdentity, 'server' | 'caDigest'>

/**
 * The marks of a cluster that its connection settings give before anything is asked: URL without user information, query and fragment, and digest
 * of the CA. They say which server was meant, also where it was not reached. A mark is absent where the settings hold none: no http or https URL,
 * no certificate in the CA.
 */
export function serverMarks({ url, ca }: Server): ServerMarks {
  const der = derOf(ca ?? '')
  return {
    ...(/^https?:$/.test(url.protocol) ? { server: `${url.origin}${pathPrefix(url)}` } : {}),
    ...(der.length === 0 ? {} : { caDigest: digestOf(der) }),
  }
}

/** The path that a server's URL puts before /api, without a slash at its end. */
export function pathPrefix(url: URL): string {
  return url.pathname.replace(/\/+$/, '')
}

/** The DER bytes of all certificates of a PEM text, in order. */
function derOf(pem: string): Buffer {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)
  return Buffer.concat([...blocks].map((match) => Buffer.from(match[1] ?? '', 'base64')))
}
