import { dirname, resolve } from 'node:path'
import type { Cluster, User } from '@kubernetes/client-node/dist/config_types.js'
import { z } from 'zod'
import { Fault } from '../core/fault.ts'
import { readTextFile } from '../core/text-file.ts'
import { validate } from '../core/validate.ts'
import { parseYamlDocument } from '../core/yaml.ts'
import { execSchema } from './exec-credential.ts'

const text = z.string().nullish()
const flag = z.boolean().nullish()

const clusterSchema = z.looseObject({
  server: z.string().min(1),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': text,
  'proxy-url': text,
  extensions: z.array(z.looseObject({ name: z.string(), extension: z.unknown() })).nullish(),
})

const userSchema = z.looseObject({
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-groups': z.array(z.string()).nullish(),
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  exec: execSchema.nullish(),
  'auth-provider': z.looseObject({ name: z.string() }).nullish(),
})

/** A kubeconfig (kubernetes.io, "Organizing Cluster Access"); unknown keys are left to other tools. */
const kubeconfigSchema = z.looseObject({
  apiVersion: z.literal('v1').nullish(),
  kind: z.literal('Config').nullish(),
  'current-context': text,
  clusters: z.array(z.looseObject({ name: z.string().min(1), cluster: clusterSchema })).nullish(),
  users: z.array(z.looseObject({ name: z.string().min(1), user: userSchema.nullish() })).nullish(),
  contexts: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        context: z.looseObject({ cluster: z.string().min(1), user: text }),
      }),
    )
    .nullish(),
})

type KubeconfigFile = z.infer<typeof kubeconfigSchema>
type Section<T extends 'clusters' | 'users'> = NonNullable<KubeconfigFile[T]>[number]

/** One context of a kubeconfig: the cluster and the user it names, as client-node reads them, and what client-node leaves out. */
export type KubeconfigContext = {
  readonly name: string
  /** absolute path of the kubeconfig; relative paths in it are relative to its folder */
  readonly file: string
  readonly cluster: Cluster
  readonly user: User
  /** re-read while the run lasts; client-node does not know it */
  readonly tokenFile?: string
  readonly impersonateGroups: readonly string[]
  readonly exec?: z.infer<typeof execSchema>
  /** the extension client.authentication.k8s.io/exec of the cluster, handed to credential plugins */
  readonly execConfig?: unknown
}

/** The names of all contexts of a kubeconfig, in its order. Throws Fault `CONFIGURATION` with every fault and its line. */
export function contextNames(path: string): readonly string[] {
  const names = (readFile(path).contexts ?? []).map(({ name }) => name)
  if (names.length > 0) return names
  throw new Fault('CONFIGURATION', `${path} has no contexts`, {
    hint: 'kubectl config get-contexts shows what a kubeconfig offers',
  })
}

/**
 * Reads one context of a kubeconfig, anew for each cluster: a KubeConfig shared between clusters hands the credentials of one to another.
 *
 * Without a name, the file's current context. Throws Fault `CONFIGURATION` when the file cannot be read, is not a kubeconfig, or lacks what is named.
 */
export async function readContext(path: string, name?: string): Promise<KubeconfigContext> {
  const config = readFile(path)
  const wanted = name ?? config['current-context'] ?? ''
  if (wanted === '')
    throw new Fault('CONFIGURATION', `${path} has no current-context`, {
      hint: 'name a context in the estate file',
    })
  const { context } = entryOf(path, 'context', config.contexts, wanted)
  const cluster = entryOf(path, 'cluster', config.clusters, context.cluster)
  const user = context.user
    ? entryOf(path, 'user', config.users, context.user)
    : { name: 'nobody', user: {} }
  return contextOf(wanted, resolve(path), cluster, user)
}

/** The absolute path of a file that a kubeconfig names. */
export function besideKubeconfig(context: KubeconfigContext, path: string): string {
  return resolve(dirname(context.file), path)
}

/**
 * Cluster and user as client-node parses them. Only its parser is loaded: the whole package would cost 85 MB of memory for nothing. Its own
 * `token-file` is left out: it is read once, from the wrong folder.
 */
async function contextOf(
  name: string,
  file: string,
  cluster: Section<'clusters'>,
  user: Section<'users'>,
): Promise<KubeconfigContext> {
  const { newClusters, newUsers } = await import('@kubernetes/client-node/dist/config_types.js')
  const section = { ...user.user, 'token-file': undefined }
  const [parsedCluster] = newClusters([cluster])
  const [parsedUser] = newUsers([{ name: user.name, user: section }])
  if (parsedCluster === undefined || parsedUser === undefined)
    throw new Error('client-node left out what it was given')
  const { tokenFile, exec, 'as-groups': groups } = section
  const extensions = cluster.cluster.extensions ?? []
  const execConfig = extensions.find((entry) => entry.name === EXEC_EXTENSION)?.extension
  return {
    name,
    file,
    cluster: parsedCluster,
    user: parsedUser,
    impersonateGroups: groups ?? [],
    ...(tokenFile ? { tokenFile } : {}),
    ...(exec ? { exec } : {}),
    ...(execConfig === undefined ? {} : { execConfig }),
  }
}

/** Where a cluster section keeps what its credential plugin is told (KEP-541). */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec'

function readFile(path: string): KubeconfigFile {
  const document = parseYamlDocument(readTextFile(path, 'kubeconfig'), path, 'kubeconfig')
  return validate(kubeconfigSchema, document, path)
}

function entryOf<T extends { readonly name: string }>(
  path: string,
  what: string,
  entries: readonly T[] | null | undefined,
  name: string,
): T {
  const found = (entries ?? []).find((entry) => entry.name === name)
  if (found !== undefined) return found
  const known = (entries ?? []).map((entry) => JSON.stringify(entry.name)).join(', ')
  throw new Fault('CONFIGURATION', `${path} has no ${what} ${JSON.stringify(name)}`, {
    hint: known === '' ? `add the ${what} to it` : `it has ${known}`,
  })
}
