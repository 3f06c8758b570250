import { execFile } from 'node:child_process'
import type { ExecFileException } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { millisecondsOf } from '../core/clock.ts'
import { messageOf } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import type { Credential, CredentialSource } from './credential.ts'
import { withToken } from './credential.ts'
import { CollectionFailure } from './failure.ts'
import type { CollectOptions } from './options.ts'

/** The `exec` section of a kubeconfig user (client.authentication.k8s.io, Kubernetes "client-go credential plugins"). */
export const execSchema = z.looseObject({
  apiVersion: z.enum(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.looseObject({ name: z.string().min(1), value: z.string() })).nullish(),
  provideClusterInfo: z.boolean().nullish(),
  interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']).nullish(),
})

/** One credential plugin, and what it is told. */
export type ExecPlugin = {
  readonly spec: z.infer<typeof execSchema>
  /** the kubeconfig that names it; a command with a slash is relative to its folder */
  readonly file: string
  /** the cluster as `spec.cluster` of ExecCredential has it; given only where the plugin asks for it */
  readonly cluster: Readonly<Record<string, unknown>>
}

const answerSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.looseObject({
    expirationTimestamp: z.string().nullish(),
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
  }),
})

type Answer = z.infer<typeof answerSchema>['status']

/** A credential is taken as expired this long before it is, in milliseconds. */
const MARGIN_MILLISECONDS = 60_000
const PLUGIN_TIMEOUT_MILLISECONDS = 60_000
const MAX_PLUGIN_OUTPUT = 1024 * 1024

/**
 * A source that runs a credential plugin, once for all requests until its credential is about to expire or is refused.
 *
 * Only after the estate or a flag allowed it: the plugin is any program that a kubeconfig names.
 */
export function execCredential(
  plugin: ExecPlugin,
  base: Credential,
  options: CollectOptions,
): CredentialSource {
  let running: Promise<Answer> | undefined
  const usable = (answer: Answer) => {
    const end = answer.expirationTimestamp
    if (end === undefined || end === null) return true
    const now = millisecondsOf(options.clock.now())
    return millisecondsOf(end) - MARGIN_MILLISECONDS > now
  }
  return {
    current: async () => {
      const before = running
      const stale = before === undefined || !usable(await before)
      // whoever waits beside us may have started it already
      if (stale && running === before) running = run(plugin, options)
      return credentialOf(plugin, await (running ?? run(plugin, options)), base)
    },
    renew: () => {
      running = undefined
      return true
    },
  }
}

function credentialOf(plugin: ExecPlugin, answer: Answer, base: Credential): Credential {
  const { token, clientCertificateData: certificate, clientKeyData: key } = answer
  const withKey = certificate && key ? { ...base, certificate, key } : base
  if (token) return withToken(withKey, token)
  if (withKey !== base) return withKey
  throw failed(plugin, 'gave neither a token nor a certificate with its key')
}

async function run(plugin: ExecPlugin, options: CollectOptions): Promise<Answer> {
  if (plugin.spec.interactiveMode === 'Always')
    throw failed(plugin, 'asks for a terminal, and there is none')
  const text = await output(plugin, options)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw failed(plugin, 'printed no JSON')
  }
  const answer = answerSchema.safeParse(json)
  if (!answer.success) throw failed(plugin, 'printed no ExecCredential')
  if (answer.data.apiVersion !== plugin.spec.apiVersion)
    throw failed(plugin, `printed an ExecCredential that is not ${plugin.spec.apiVersion}`)
  const { status } = answer.data
  if (status.expirationTimestamp && Number.isNaN(millisecondsOf(status.expirationTimestamp)))
    throw failed(plugin, 'printed an expirationTimestamp that is no time')
  return status
}

function output(plugin: ExecPlugin, options: CollectOptions): Promise<string> {
  const { spec } = plugin
  const command = spec.command.includes('/')
    ? resolve(dirname(plugin.file), spec.command)
    : spec.command
  return new Promise((done, fail) => {
    const child = execFile(
      command,
      spec.args ?? [],
      {
        env: environmentOf(plugin, options),
        timeout: PLUGIN_TIMEOUT_MILLISECONDS,
        maxBuffer: MAX_PLUGIN_OUTPUT,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) done(stdout)
        else {
          options.log.warn(`credential plugin ${spec.command}: ${printable(stderr).slice(0, 500)}`)
          fail(failed(plugin, describeExit(error), error))
        }
      },
    )
    child.stdin?.end()
  })
}

/** What the plugin finds in its environment: ours, its own entries, and KUBERNETES_EXEC_INFO. */
function environmentOf(plugin: ExecPlugin, options: CollectOptions): Record<string, string> {
  const inherited = Object.entries(options.environment).filter(([, value]) => value !== undefined)
  const own = (plugin.spec.env ?? []).map(({ name, value }) => [name, value])
  const info = {
    apiVersion: plugin.spec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(plugin.spec.provideClusterInfo === true ? { cluster: plugin.cluster } : {}),
    },
  }
  return {
    ...(Object.fromEntries([...inherited, ...own]) as Record<string, string>),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  }
}

function describeExit(error: ExecFileException): string {
  if (error.code === 'ENOENT') return 'is not installed'
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than 1 MiB'
  if (error.killed === true) return 'did not end within 60 s'
  return typeof error.code === 'number' ? `ended with code ${error.code}` : messageOf(error)
}

function failed(plugin: ExecPlugin, what: string, cause?: unknown): CollectionFailure {
  return new CollectionFailure('exec', `credential plugin ${plugin.spec.command} ${what}`, {
    cause,
    hint: `try it with kubectl --kubeconfig ${plugin.file}; its messages are in the log`,
  })
}
