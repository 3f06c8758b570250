import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseJson } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { startChild, waitUntil } from '../peer/child.ts'
import type { Child } from '../peer/child.ts'
import { freePorts } from '../peer/ports.ts'
import { ACCOUNTS, accountRoles, tokenFileText } from './accounts.ts'
import type { AccountName } from './accounts.ts'
import { member, text } from './answer.ts'
import { apiClient } from './api-client.ts'
import type { ApiClient, Credentials } from './api-client.ts'
import { applier } from './apply.ts'
import type { Apply } from './apply.ts'
import type { Assets } from './assets.ts'
import { makeCertificates } from './certificates.ts'
import type { Certificates, KeyPair } from './certificates.ts'
import { kubeconfigText } from './kubeconfig.ts'
import type { Context } from './kubeconfig.ts'

/** Who may be written into a kubeconfig: an account with a token, or a client certificate. */
export type Caller = AccountName | 'certificate' | 'expired certificate'

/** A kube-apiserver with an etcd of its own and no controllers, on 127.0.0.1. */
export type RealServer = {
  readonly name: string
  /** `https://127.0.0.1:PORT`. */
  readonly url: string
  /** PEM text. */
  readonly ca: string
  /** Holds everything that the server wrote; removed by `stop`. */
  readonly folder: string
  /** A client as `admin`. */
  readonly admin: ApiClient
  readonly apply: Apply
  readonly context: (caller: Caller) => Context
  /** Writes a kubeconfig with one context, named as the server, and gives its path. */
  readonly kubeconfig: (caller: Caller) => string
  /** A token of a service account that exists, valid for an hour. */
  readonly serviceAccountToken: (namespace: string, name: string) => Promise<string>
  /** Every finished request so far, oldest first (audit.k8s.io/v1 Events at level Metadata). */
  readonly audit: () => readonly JsonObject[]
  /** Ends both programs, whatever state they are in, and removes the folder. A second call does nothing. */
  readonly stop: () => Promise<void>
}

export type ServerOptions = {
  readonly name: string
  readonly assets: Assets
  /** How often etcd forgets old revisions (Go duration); the API server's own default is 5m. */
  readonly compactEvery?: string
  /** Whether old lists are kept in memory beyond what etcd keeps (as servers do by default); false makes them forget at once. */
  readonly keepsLists?: boolean
  /** The rules of the account `reader`; those of accounts.ts when absent. */
  readonly readerRules?: readonly JsonObject[]
}

const AUDIT_POLICY =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n'

/** Starts a server and waits until it is ready and the accounts have their roles. */
export async function startRealServer(options: ServerOptions): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), `exhibit-${options.name}-`))
  const children: Child[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const certificates = makeCertificates(folder)
    const [etcdPort = 0, peerPort = 0, port = 0] = await freePorts(3)
    const etcd = startEtcd(options.assets, folder, etcdPort, peerPort)
    children.push(etcd)
    const api = startApiServer(options, { folder, certificates, etcdPort, port })
    children.push(api)
    const server = describeServer(options.name, { folder, certificates, port, stop })
    await waitUntil('kube-apiserver', api, async () => {
      if (etcd.ended()) throw new Error(`etcd ended:\n${etcd.log()}`)
      return (await server.admin.call({ path: '/readyz' })).status === 200
    })
    await server.apply(accountRoles(options.readerRules))
    return server
  } catch (error) {
    await stop()
    throw error
  }
}

function startEtcd(assets: Assets, folder: string, port: number, peerPort: number): Child {
  const client = `http://127.0.0.1:${port}`
  const peer = `http://127.0.0.1:${peerPort}`
  return startChild(assets.etcd, [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
  ])
}

type Place = {
  readonly folder: string
  readonly certificates: Certificates
  readonly etcdPort: number
  readonly port: number
}

function startApiServer(options: ServerOptions, place: Place): Child {
  const { folder, certificates, etcdPort, port } = place
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  mkdirSync(join(folder, 'certs'))
  return startChild(options.assets.apiServer, [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--etcd-compaction-interval=${options.compactEvery ?? '5m'}`,
    ...(options.keepsLists === false ? ['--feature-gates=ListFromCacheSnapshot=false'] : []),
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certs')}`,
    `--tls-cert-file=${certificates.server.certificate}`,
    `--tls-private-key-file=${certificates.server.key}`,
    `--client-ca-file=${certificates.ca}`,
    `--token-auth-file=${file('tokens.csv', tokenFileText())}`,
    '--authorization-mode=RBAC',
    // No controllers run here: nothing would make the default service accounts that this plug-in waits for.
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    `--service-account-issuer=https://127.0.0.1:${port}`,
    `--service-account-key-file=${certificates.serviceAccountKey}`,
    `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
    `--audit-policy-file=${file('audit-policy.yaml', AUDIT_POLICY)}`,
    `--audit-log-path=${join(folder, 'audit.log')}`,
  ])
}

type Parts = Omit<Place, 'etcdPort'> & { readonly stop: () => Promise<void> }

function describeServer(name: string, parts: Parts): RealServer {
  const { folder, certificates, port } = parts
  const ca = readFileSync(certificates.ca, 'utf8')
  const url = `https://127.0.0.1:${port}`
  const admin = apiClient(port, ca, { token: ACCOUNTS.admin.token })
  const context = (caller: Caller): Context => ({
    name,
    server: url,
    ca,
    credentials: credentialsOf(caller, certificates),
  })
  return {
    name,
    url,
    ca,
    folder,
    admin,
    apply: applier(admin),
    context,
    kubeconfig: (caller) => {
      const path = join(folder, `${caller.replaceAll(' ', '-')}.kubeconfig`)
      writeFileSync(path, kubeconfigText([context(caller)]), { mode: 0o600 })
      return path
    },
    serviceAccountToken: (namespace, account) => requestToken(admin, namespace, account),
    audit: () => readAudit(join(folder, 'audit.log')),
    stop: async () => {
      admin.close()
      await parts.stop()
    },
  }
}

function credentialsOf(caller: Caller, certificates: Certificates): Credentials {
  switch (caller) {
    case 'certificate':
      return readPair(certificates.client)
    case 'expired certificate':
      return readPair(certificates.expired)
    default:
      return { token: ACCOUNTS[caller].token }
  }
}

function readPair({ certificate, key }: KeyPair): Credentials {
  return { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
}

async function requestToken(admin: ApiClient, namespace: string, name: string): Promise<string> {
  const granted = await admin.ask({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })
  return text(member(granted, 'status').token)
}

function readAudit(path: string): readonly JsonObject[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line, 'audit.log') as JsonObject)
}
