import { resolve } from 'node:path'
import { certificateAuthority } from '../collect/credentials.ts'
import { CollectionFailure } from '../collect/failure.ts'
import { readContext, type KubeconfigContext } from '../collect/kubeconfig.ts'
import { Fault } from '../core/fault.ts'
import { readTextFile } from '../core/text-file.ts'
import { textOption, type Context, type Options } from './context.ts'
import type { ReaderAuthority, ReaderTarget } from './reader-manifests.ts'

/** How a cluster is reached: all of a reader's target but its name and token. */
export type Reached = Omit<ReaderTarget, 'name' | 'tokenFile'>

/**
 * Where the cluster of `--kubeconfig` and `--context` is, or of `--server` and `--certificate-authority`; flags win over the file.
 *
 * The credential of that context is never taken over. Throws Fault `USAGE` when no server is given, when it is not https, or when the context does
 * not verify its server and no CA is given.
 */
export async function readerTarget(context: Context, options: Options): Promise<Reached> {
  const path = textOption(options, 'kubeconfig')
  const from =
    path === undefined
      ? undefined
      : await readContext(resolve(context.cwd, path), textOption(options, 'context'))
  const authority = authorityOf(from, context, options)
  const server = textOption(options, 'server') ?? from?.cluster.server
  if (server === undefined) {
    throw new Fault('USAGE', 'a kubeconfig needs the address of the API server', {
      hint: 'give --server URL and --certificate-authority FILE, or --kubeconfig FILE',
    })
  }
  checkServer(server)
  const { tlsServerName, proxyUrl } = from?.cluster ?? {}
  return {
    server,
    authority,
    ...(tlsServerName ? { serverName: tlsServerName } : {}),
    ...(proxyUrl ? { proxy: proxyUrl } : {}),
  }
}

function checkServer(server: string): void {
  if (URL.canParse(server) && new URL(server).protocol === 'https:') return
  throw new Fault('USAGE', `the server ${JSON.stringify(server)} is not an https URL`, {
    hint: 'a token is never sent in the clear: give the https address of the API server',
  })
}

function authorityOf(
  from: KubeconfigContext | undefined,
  context: Context,
  options: Options,
): ReaderAuthority {
  const given = textOption(options, 'certificateAuthority')
  if (given !== undefined) return inline(resolve(context.cwd, given))
  if (from === undefined) return { kind: 'machine' }
  const pem = authorityIn(from)
  if (pem !== undefined) return { kind: 'inline', pem }
  if (!from.cluster.skipTLSVerify) return { kind: 'machine' }
  throw new Fault('USAGE', `context ${from.name} does not verify its server`, {
    hint: 'give the CA of the API server with --certificate-authority FILE',
  })
}

function inline(path: string): ReaderAuthority {
  const pem = readTextFile(path, 'certificate authority')
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return { kind: 'inline', pem }
  throw new Fault('CONFIGURATION', `${path} holds no certificate`, {
    hint: 'the CA of the API server as PEM: certificate-authority of a kubeconfig names one',
  })
}

function authorityIn(from: KubeconfigContext): string | undefined {
  try {
    return certificateAuthority(from)
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    throw new Fault('CONFIGURATION', error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    })
  }
}
