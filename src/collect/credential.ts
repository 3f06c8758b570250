import { readFileSync } from 'node:fs'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/fault.ts'
import { CollectionFailure } from './failure.ts'

/** What one request is sent with. Never logged, never stored. */
export type Credential = {
  readonly headers: Readonly<Record<string, string | string[]>>
  /** client certificate and its key, PEM; both or none */
  readonly certificate?: string
  readonly key?: string
}

/** Where the credential of one cluster comes from. One source per cluster: a shared one would hand a token of one cluster to another. */
export type CredentialSource = {
  /** The credential for the next request. Rejects with CollectionFailure when there is none. */
  current(): Promise<Credential>
  /** Forgets what was given, since the server refused it; true when the next one may differ. */
  renew(): boolean
}

/** How long a token file is trusted before it is read again, in milliseconds: kubelet rotates bound tokens, client-go re-reads as often. */
const TOKEN_FILE_MILLISECONDS = 60_000

/** No token is longer; a larger file is a mistake. */
const MAX_TOKEN_BYTES = 1024 * 1024

/** A source of one credential that never changes. */
export function staticCredential(credential: Credential): CredentialSource {
  return { current: () => Promise.resolve(credential), renew: () => false }
}

/** A source that reads a bearer token from a file, again every 60 seconds and after each refusal. Extra headers stay as they are. */
export function tokenFileCredential(
  path: string,
  base: Credential,
  clock: Clock,
): CredentialSource {
  let known: { readonly credential: Credential; readonly at: number } | undefined
  const read = () => {
    known = { credential: withToken(base, readToken(path)), at: clock.milliseconds() }
    return known.credential
  }
  return {
    current: () =>
      new Promise((resolve) => {
        const fresh =
          known !== undefined && clock.milliseconds() - known.at < TOKEN_FILE_MILLISECONDS
        resolve(fresh && known !== undefined ? known.credential : read())
      }),
    renew: () => {
      known = undefined
      return true
    },
  }
}

/** A credential with a bearer token added. */
export function withToken(base: Credential, token: string): Credential {
  return { ...base, headers: { ...base.headers, authorization: `Bearer ${token}` } }
}

/** The text of a credential file, blanks around it cut. Throws CollectionFailure `unauthorised` naming the file, never what is in it. */
export function readToken(path: string): string {
  const token = readCredentialFile(path).trim()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new CollectionFailure('unauthorised', `${path} holds no token`, {
    hint: 'a token is one line of printable ASCII',
  })
}

/** The text of a certificate, key or token file. Throws CollectionFailure `unauthorised` when it cannot be read or is larger than 1 MiB. */
export function readCredentialFile(path: string): string {
  try {
    const bytes = readFileSync(path)
    if (bytes.length <= MAX_TOKEN_BYTES) return bytes.toString()
  } catch (error) {
    throw new CollectionFailure('unauthorised', `cannot read ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: 'check the path in the kubeconfig and its permissions',
    })
  }
  throw new CollectionFailure('unauthorised', `${path} is larger than 1 MiB`)
}
