import { join } from 'node:path'
import type { EstateMember } from '../model/estate.ts'
import { readCredentialFile, tokenFileCredential } from './credential.ts'
import type { CredentialSource } from './credential.ts'
import { certificateAuthority, credentialsOf } from './credentials.ts'
import type { Server } from './connection.ts'
import { CollectionFailure } from './failure.ts'
import { readContext } from './kubeconfig.ts'
import type { CollectOptions } from './options.ts'
import { proxyFor } from './proxy.ts'

/** Where a live cluster is, and with what it is asked. */
export type Target = {
  readonly server: Server
  /** Resolves the credential, apart from the server: which server was meant is known also where nothing can be shown to it. Throws CollectionFailure. */
  readonly credentials: () => CredentialSource
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Resolves an estate entry that is read live. Rejects with CollectionFailure or a configuration Fault when it cannot be used. */
export async function targetOf(member: EstateMember, options: CollectOptions): Promise<Target> {
  const { reader } = member
  if (reader.kind === 'in-cluster') return inCluster(options)
  if (reader.kind === 'folder') throw new Error('a folder is not a live cluster')
  const context = await readContext(reader.path, reader.context)
  const { server, proxyUrl, tlsServerName, skipTLSVerify } = context.cluster
  const url = serverUrl(server)
  const ca = certificateAuthority(context)
  const proxy = proxyFor(url, proxyUrl, options.environment)
  return {
    server: {
      url,
      unverified: skipTLSVerify,
      ...(ca === undefined ? {} : { ca }),
      ...(tlsServerName ? { serverName: tlsServerName } : {}),
      ...(proxy === undefined ? {} : { proxy }),
    },
    credentials: () => credentialsOf(context, member.allowExec, options),
  }
}

/** The pod's own cluster: address from the environment, token and CA from the mounted account (kubernetes.io, "Accessing the API from a Pod"). */
function inCluster(options: CollectOptions): Target {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = options.environment
  if (!host || !port)
    throw new CollectionFailure('configuration', 'this is not a pod of a cluster', {
      hint: 'give the cluster a kubeconfig instead of inCluster',
    })
  const folder = options.serviceAccountFolder ?? SERVICE_ACCOUNT
  const name = host.includes(':') ? `[${host}]` : host
  return {
    server: {
      url: serverUrl(`https://${name}:${port}`),
      ca: readCredentialFile(join(folder, 'ca.crt')),
      unverified: false,
    },
    credentials: () => tokenFileCredential(join(folder, 'token'), { headers: {} }, options.clock),
  }
}

function serverUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new CollectionFailure('configuration', 'the server is not a URL', {
    hint: 'check clusters[].cluster.server in the kubeconfig',
  })
}
