import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { daysBetween } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'
import { Fault } from '../core/fault.ts'
import { isJsonObject } from '../core/json.ts'
import { looseItems, looseMember, looseText, meaning } from '../core/meaning.ts'
import type { Loose, Tell } from '../core/meaning.ts'
import { readTextFile } from '../core/text-file.ts'
import { validate } from '../core/validate.ts'
import { parseYamlDocument } from '../core/yaml.ts'
import type { ClusterReader, Estate, EstateMember } from '../model/estate.ts'
import { contextNames } from './kubeconfig.ts'

/** Days after which somebody must compare the list of clusters with reality again: once a quarter. */
export const CONFIRMATION_DAYS = 92

/** Names of clusters and of their namespaces (RFC 1123, section 2.1). */
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

const clusterName = z.string().regex(DNS_LABEL, 'not a DNS label: a-z, 0-9 and -, at most 63')
const day = z.iso.date('not a day, such as 2026-11-02')
const said = z.string().trim().min(1).max(500)

/** How a cluster is read: each entry says exactly one. */
const WAYS = ['kubeconfig', 'inCluster', 'folder'] as const

const memberSchema = z
  .strictObject({
    name: clusterName.describe('names the cluster in reports and in the archive'),
    kubeconfig: said.optional().describe('path of a kubeconfig, relative to this file'),
    context: said.optional().describe('context of the kubeconfig; its current one when absent'),
    inCluster: z.literal(true).optional().describe('the cluster that exhibit runs in'),
    folder: said.optional().describe('folder of manifests or dumps, relative to this file'),
    allowExec: z.boolean().optional().describe('whether credential plugins may be started'),
    configMaps: z.boolean().optional().describe('whether cilium-config and kube-proxy are read'),
    platformNamespaces: z.array(said).optional(),
    platform: z
      .enum(['eks', 'gke', 'aks', 'openshift', 'self-managed'])
      .optional()
      .describe(
        'who runs its control plane, which decides what benchmarks apply; absent: as its version and nodes show',
      ),
    policyApisRemoved: z
      .array(z.strictObject({ api: said, at: day, approvedBy: said, reason: said }))
      .optional()
      .describe(
        'policy APIs that it had and has no more: until an entry says so, one that is gone is a gap',
      ),
  })
  .check(
    meaning((entry, tell) => {
      const given = (key: string) => looseMember(entry, key) !== undefined
      if (isJsonObject(entry) && WAYS.filter(given).length !== 1)
        tell([], `needs exactly one of ${WAYS.join(', ')}`)
      if (given('context') && !given('kubeconfig'))
        tell(['context'], 'a context needs a kubeconfig')
    }),
  )

/** The schema of the estate file. Unknown keys are faults. */
export const estateSchema = z
  .strictObject({
    clusters: z.array(memberSchema).min(1),
    listConfirmed: z
      .strictObject({ by: said, role: said, at: day, comparedWith: said })
      .optional()
      .describe('who compared this list with what; due every 92 days'),
    retired: z
      .array(z.strictObject({ name: clusterName, at: day, approvedBy: said, reason: said }))
      .default([]),
  })
  .check(meaning(tellRepeatedNames))

/** A name stands for one cluster: every place is told of one that stands in several. */
function tellRepeatedNames(estate: Loose, tell: Tell): void {
  const places = (['clusters', 'retired'] as const).flatMap((list) =>
    looseItems(looseMember(estate, list)).map((entry, index) => ({
      name: looseText(looseMember(entry, 'name')),
      path: [list, index, 'name'],
    })),
  )
  const groups = Map.groupBy(places, ({ name }) => name)
  for (const [name, group] of groups)
    if (name !== '' && group.length > 1)
      for (const { path } of group) tell(path, `${name} is listed twice, or also as retired`)
}

/** Whether text may name a cluster, or a namespace of one: a DNS label. */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text)
}

type MemberEntry = z.output<typeof memberSchema>

/**
 * Reads the estate file: all clusters that are expected, and how each is read; members sorted by name, paths absolute.
 *
 * Throws Fault `CONFIGURATION` with every fault, each with file and line. Whether kubeconfigs and folders can be read shows when their cluster is read.
 */
export function readEstate(path: string): Estate {
  const document = parseYamlDocument(readTextFile(path, 'estate file'), path)
  const { clusters, retired, listConfirmed } = validate(estateSchema, document, path)
  return {
    members: clusters.map((entry) => memberOf(entry, dirname(path))).sort(byName),
    retired: [...retired].sort(byName),
    ...(listConfirmed === undefined ? {} : { listConfirmed }),
    file: path,
  }
}

/**
 * The estate that all contexts of a kubeconfig make, without an estate file.
 *
 * Context names become cluster names: other characters than a-z, 0-9 become `-`. Throws Fault `CONFIGURATION` when the file has none, or when two
 * contexts would have one name.
 */
export function fromKubeconfig(path: string, allowExec: boolean): Estate {
  const contexts = contextNames(path)
  const members = contexts.map((context) => ({
    name: asClusterName(context),
    reader: { kind: 'kubeconfig', path: resolve(path), context } as const,
    allowExec,
    configMaps: false,
  }))
  const names = new Set(members.map(({ name }) => name))
  if (names.has('') || names.size < members.length)
    throw new Fault('CONFIGURATION', `contexts of ${path} would have the same cluster name`, {
      hint: 'write an estate file that names each: clusters: [{name, kubeconfig, context}]',
    })
  return { members: members.sort(byName), retired: [], file: path }
}

/**
 * The estate of one folder, taken as a cluster named after it. `configMaps`: as an entry says it; absent: no entry says anything of the folder, and those
 * that may be read are taken where they lie there.
 */
export function fromFolder(path: string, configMaps?: boolean): Estate {
  const place = { kind: 'folder', path: resolve(path) } as const
  const name = asClusterName(basename(place.path)) || 'folder'
  const reader = configMaps === undefined ? { ...place, configMapsToo: true as const } : place
  const member = { name, reader, allowExec: false, configMaps: configMaps === true }
  return { members: [member], retired: [], file: path }
}

/** What page one says of the list of clusters itself, one sentence each; none when it is confirmed and not yet due again. */
export function estateNotes(estate: Estate, now: Instant): readonly string[] {
  const { listConfirmed } = estate
  if (listConfirmed === undefined)
    return ['nobody has confirmed that the list of clusters is whole']
  const days = daysBetween(`${listConfirmed.at}T00:00:00Z`, now)
  if (days < 0) return ['the list of clusters is confirmed for a day that has not come yet']
  if (days <= CONFIRMATION_DAYS) return []
  return [
    `the list of clusters was last confirmed ${days} days ago, on ${listConfirmed.at}; it is due every ${CONFIRMATION_DAYS} days`,
  ]
}

function memberOf(entry: MemberEntry, folder: string): EstateMember {
  const { name, allowExec = false, configMaps = false } = entry
  const { platform, platformNamespaces, policyApisRemoved } = entry
  return {
    name,
    reader: readerOf(entry, folder),
    allowExec,
    configMaps,
    ...(platform === undefined ? {} : { platform }),
    ...(platformNamespaces === undefined ? {} : { platformNamespaces }),
    ...(policyApisRemoved === undefined ? {} : { policyApisRemoved }),
  }
}

function readerOf({ kubeconfig, context, folder }: MemberEntry, base: string): ClusterReader {
  if (folder !== undefined) return { kind: 'folder', path: resolve(base, folder) }
  if (kubeconfig === undefined) return { kind: 'in-cluster' }
  const path = resolve(base, kubeconfig)
  return context === undefined
    ? { kind: 'kubeconfig', path }
    : { kind: 'kubeconfig', path, context }
}

function asClusterName(text: string): string {
  const label = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return label.slice(0, 63).replace(/^-+|-+$/g, '')
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1
}
