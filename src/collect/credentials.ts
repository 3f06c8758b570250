import type { User } from '@kubernetes/client-node/dist/config_types.js'
import { messageOf } from '../core/fault.ts'
import {
  readCredentialFile,
  staticCredential,
  tokenFileCredential,
  withToken,
} from './credential.ts'
import type { Credential, CredentialSource } from './credential.ts'
import { execCredential } from './exec-credential.ts'
import { CollectionFailure } from './failure.ts'
import { besideKubeconfig } from './kubeconfig.ts'
import type { KubeconfigContext } from './kubeconfig.ts'
import type { CollectOptions } from './options.ts'

/**
 * The credential source of one kubeconfig context: client certificate and impersonation always; then token file, token, plugin, OpenID Connect or
 * password, the first that is there.
 *
 * Throws CollectionFailure `unauthorised` for a context without any, and `exec` for a plugin that nobody allowed.
 */
export function credentialsOf(
  context: KubeconfigContext,
  allowExec: boolean,
  options: CollectOptions,
): CredentialSource {
  const { user, tokenFile } = context
  const base = { headers: impersonation(context), ...clientCertificate(context) }
  if (tokenFile !== undefined)
    return tokenFileCredential(besideKubeconfig(context, tokenFile), base, options.clock)
  if (user.token) return staticCredential(withToken(base, user.token))
  if (context.exec !== undefined) return pluginCredential(context, base, allowExec, options)
  if (user.authProvider) return providerCredential(context, base)
  if (user.username) return staticCredential(withPassword(base, user))
  if (base.certificate !== undefined) return staticCredential(base)
  throw new CollectionFailure('unauthorised', `context ${context.name} has no credential`, {
    hint: 'exhibit init cluster prints a kubeconfig with one',
  })
}

function pluginCredential(
  context: KubeconfigContext,
  base: Credential,
  allowExec: boolean,
  options: CollectOptions,
): CredentialSource {
  const { exec: spec, file } = context
  if (spec === undefined) throw new Error('a context without a plugin')
  if (!allowExec)
    throw new CollectionFailure('exec', `credential plugin ${spec.command} is not allowed`, {
      hint: 'set allowExec: true for this cluster in the estate file, or give --allow-exec',
    })
  return execCredential({ spec, file, cluster: pluginCluster(context) }, base, options)
}

/** The cluster as ExecCredential's spec.cluster (client.authentication.k8s.io/v1 Cluster). */
function pluginCluster(context: KubeconfigContext): Record<string, unknown> {
  const { cluster } = context
  const ca = certificateAuthority(context)
  return {
    server: cluster.server,
    ...(cluster.tlsServerName ? { 'tls-server-name': cluster.tlsServerName } : {}),
    ...(cluster.skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(cluster.proxyUrl ? { 'proxy-url': cluster.proxyUrl } : {}),
    ...(context.execConfig === undefined ? {} : { config: context.execConfig }),
  }
}

/** OpenID Connect, the one auth-provider that kubectl still has: client-node refreshes the token, with a KubeConfig of its own. */
function providerCredential(context: KubeconfigContext, base: Credential): CredentialSource {
  const { user, cluster } = context
  const name = (user.authProvider as { readonly name: string }).name
  if (name !== 'oidc')
    throw new CollectionFailure('unauthorised', `auth-provider ${name} is not supported`, {
      hint: 'use the credential plugin (exec) of your provider',
    })
  return {
    current: async () => {
      const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
      const config = new KubeConfig()
      config.loadFromClusterAndUser({ ...cluster, proxyUrl: '' }, user)
      const sent: { headers: Record<string, string> } = { headers: {} }
      await config.applyToHTTPSOptions(sent).catch((error: unknown) => {
        throw new CollectionFailure('unauthorised', `OpenID Connect: ${messageOf(error)}`)
      })
      const authorization = sent.headers.Authorization
      if (authorization === undefined)
        throw new CollectionFailure('unauthorised', 'OpenID Connect gave no token', {
          hint: 'log in again with kubectl',
        })
      return { ...base, headers: { ...base.headers, authorization } }
    },
    renew: () => false,
  }
}

/** The CA certificates of a context as PEM; absent: the roots that Node brings. */
export function certificateAuthority(context: KubeconfigContext): string | undefined {
  const { caData, caFile } = context.cluster
  return pem(context, caData, caFile)
}

function clientCertificate(context: KubeconfigContext): Pick<Credential, 'certificate' | 'key'> {
  const { certData, certFile, keyData, keyFile } = context.user
  const certificate = pem(context, certData, certFile)
  const key = pem(context, keyData, keyFile)
  if (certificate === undefined && key === undefined) return {}
  if (certificate !== undefined && key !== undefined) return { certificate, key }
  const missing = key === undefined ? 'key' : 'certificate'
  throw new CollectionFailure('unauthorised', `context ${context.name} has no client ${missing}`, {
    hint: 'a client certificate and its key go together',
  })
}

/** Data goes before the file, as in client-go. */
function pem(context: KubeconfigContext, data?: string, file?: string): string | undefined {
  if (data) return Buffer.from(data, 'base64').toString()
  return file ? readCredentialFile(besideKubeconfig(context, file)) : undefined
}

function impersonation(context: KubeconfigContext): Record<string, string | string[]> {
  const { impersonateUser } = context.user
  if (!impersonateUser) return {}
  const groups = context.impersonateGroups
  return {
    'impersonate-user': impersonateUser,
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
  }
}

function withPassword(base: Credential, user: User): Credential {
  const basic = Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64')
  return { ...base, headers: { ...base.headers, authorization: `Basic ${basic}` } }
}
