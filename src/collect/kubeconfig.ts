import { dirname, resolve } from 'node:path'
import type { Cluster, User } from '@kubernetes/client-node/dist/config_types.js'
import { z } from 'zod'
import { Fault } from '../core/fault.ts'
import { readTextFile } from '../core/text-file.ts'
import { validate } from '../core/validate.ts'
import { parseYamlDocument } from '../core/yaml.ts'
import type { YamlDocument } from '../core/yaml.ts'
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

const notSent = z
  .custom<unknown>((value) => value === undefined || value === null, {
    error: "is not supported: without it the request would be another account's",
  })
  .optional()

const userSchema = z
  .looseObject({
    token: text,
    tokenFile: text,
    username: text,
    password: text,
    as: text,
    'as-groups': z.array(z.string()).nullish(),
    'as-uid': notSent,
    'as-user-extra': notSent,
    'client-certificate': text,
    'client-certificate-data': text,
    'client-key': text,
    'client-key-data': text,
    exec: execSchema.nullish(),
    'auth-provider': z.looseObject({ name: z.string() }).nullish(),
  })
  .refine((user) => (user.as ?? '') !== '' || (user['as-groups'] ?? []).length === 0, {
    message: 'needs as: groups are impersonated only with a user',
    path: ['as-groups'],
  })

const clusterEntry = z.looseObject({ name: z.string(), cluster: clusterSchema })
const userEntry = z.looseObject({ name: z.string(), user: userSchema.nullish() })
const contextEntry = z.looseObject({
  name: z.string(),
  context: z.looseObject({ cluster: z.string().min(1), user: text }),
})

/** Entries of other contexts are other clusters' faults: only that they are lists is asked here. */
const entries = z.array(z.unknown()).nullish()

/** A kubeconfig (kubernetes.io, "Organizing Cluster Access"); unknown keys are left to other tools. */
const kubeconfigSchema = z.looseObject({
  apiVersion: z.literal('v1').nullish(),
  kind: z.literal('Config').nullish(),
  'current-context': text,
  clusters: entries,
  users: entries,
  contexts: entries,
})

/** The names that must be there where every context is read. */
const namedContexts = z.looseObject({
  contexts: z.array(z.looseObject({ name: z.string().min(1) })).nullish(),
})

/** The user of a context that names none. */
const nobody = userEntry.extend({ name: z.string().default('nobody') })

type ClusterEntry = z.infer<typeof clusterEntry>
type UserEntry = z.infer<typeof userEntry>

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

/**
 * The names of all contexts of a kubeconfig, in its order; what they name is checked when each is read. Throws Fault `CONFIGURATION` with every
 * fault and its line.
 */
export function contextNames(path: string): readonly string[] {
  const { document } = readFile(path)
  const { contexts } = validate(namedContexts, document, path)
  const names = (contexts ?? []).map(({ name }) => name)
  if (names.length > 0) return names
  throw new Fault('CONFIGURATION', `${path} has no contexts`, {
    hint: 'kubectl config get-contexts shows what a kubeconfig offers',
  })
}

/**
 * Reads one context of a kubeconfig, anew for each cluster: a KubeConfig shared between clusters hands the credentials of one to another.
 *
 * Without a name, the file's current context. Throws Fault `CONFIGURATION` when the file cannot be read, is not a kubeconfig, or lacks what is named;
 * what is wrong with the entries of other contexts costs this one nothing.
 */
export async function readContext(path: string, name?: string): Promise<KubeconfigContext> {
  const file = readFile(path)
  const { config } = file
  const wanted = name ?? config['current-context'] ?? ''
  if (wanted === '')
    throw new Fault('CONFIGURATION', `${path} has no current-context`, {
      hint: 'name a context in the estate file',
    })
  const { context } = checked(file, { contexts: [wanted, contextEntry] }).contexts
  const { clusters: cluster, users: user } = checked(file, {
    clusters: [context.cluster, clusterEntry],
    users: context.user ? [context.user, userEntry] : [undefined, nobody],
  })
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
  cluster: ClusterEntry,
  user: UserEntry,
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

type KubeconfigFile = {
  readonly path: string
  readonly document: YamlDocument
  readonly config: z.infer<typeof kubeconfigSchema>
}

function readFile(path: string): KubeconfigFile {
  const document = parseYamlDocument(readTextFile(path, 'kubeconfig'), path, 'kubeconfig')
  return { path, document, config: validate(kubeconfigSchema, document, path) }
}

type SectionName = 'contexts' | 'clusters' | 'users'
type Wanted = Readonly<Partial<Record<SectionName, readonly [string | undefined, z.ZodType]>>>
type Checked<T extends Wanted> = {
  [K in keyof T]: T[K] extends readonly [unknown, infer S extends z.ZodType] ? z.infer<S> : never
}

/**
 * Of each section the first entry of a name, checked where it stands in the file; without a name, what the schema makes of nothing. All faults are told
 * at once.
 */
function checked<T extends Wanted>(file: KubeconfigFile, wanted: T): Checked<T> {
  const { path, document } = file
  const sections = Object.entries(wanted) as [
    SectionName,
    readonly [string | undefined, z.ZodType],
  ][]
  const found = sections.map(([section, [name, schema]]) => {
    const index = name === undefined ? undefined : indexOf(file, section, name)
    return { section, index, schema }
  })
  const shape = found.map(({ section, index, schema }) => [
    section,
    index === undefined ? z.unknown() : z.tuple(asTuple(index, schema), z.unknown()),
  ])
  const whole = validate(z.looseObject(Object.fromEntries(shape)), document, path)
  const entryOf = ({ section, index, schema }: (typeof found)[number]) =>
    index === undefined ? schema.parse({}) : (whole[section] as readonly unknown[])[index]
  return Object.fromEntries(found.map((one) => [one.section, entryOf(one)])) as Checked<T>
}

function indexOf({ path, config }: KubeconfigFile, section: SectionName, name: string): number {
  const names = (config[section] ?? []).map(nameOf)
  const index = names.indexOf(name)
  if (index >= 0) return index
  const what = section.slice(0, -'s'.length)
  const known = names.filter((one) => one !== undefined).map((one) => JSON.stringify(one))
  throw new Fault('CONFIGURATION', `${path} has no ${what} ${JSON.stringify(name)}`, {
    hint: known.length === 0 ? `add the ${what} to it` : `it has ${known.join(', ')}`,
  })
}

/** Anything, `index` times, then what is asked for. */
function asTuple(index: number, schema: z.ZodType): [z.ZodType, ...z.ZodType[]] {
  return index === 0 ? [schema] : [z.unknown(), ...asTuple(index - 1, schema)]
}

function nameOf(entry: unknown): string | undefined {
  const name = (entry as { readonly name?: unknown } | null | undefined)?.name
  return typeof name === 'string' ? name : undefined
}
