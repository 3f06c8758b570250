import { canonicalJson } from '../../core/canonical-json.ts'
import { hasher, type Digest } from '../../core/digest.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { PrivateKind } from '../../model/excerpt.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** A name that is replaced: its kind, and the name under which it is counted, since a node has several. */
export type PrivateName = { readonly kind: PrivateKind; readonly name: string }

/** What an excerpt must know of the clusters that a report speaks of. */
export type PrivateNames = {
  /** by each way in which it is written */
  readonly names: ReadonlyMap<string, PrivateName>
  /** values of annotations by their key: looked for where the key stands */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>
  /** of all that stays: namespaces, workloads, policies, clusters; one that is private as well is replaced only where its kind is said */
  readonly staying: ReadonlySet<string>
  /** over every object that was seen: no reader of the excerpt can make it */
  readonly secret: Digest
}

/** Kinds whose objects are named as their node. */
const NAMED_AS_NODES = new Set(['Node', 'CSINode', 'CiliumNode', 'NodeMetrics'])
/** Fields of any object that hold names which resolve to an address. */
const HOST_FIELDS =
  /^(host|hosts|hostname|hostnames|externalName|matchName|matchPattern|fqdn|fqdns|dnsNames|domains|serverName|sni)$/
const IMAGE_FIELDS = /^(image|imageID)$/
/** What a name of the cluster's own DNS ends with: it says a Service, which stays. */
const OWN_DNS = /\.(svc|local)$/

/** Collects what an excerpt must replace, object by object; nothing of them is kept but these names. */
export class NamesSeen {
  readonly #names = new Map<string, PrivateName>()
  readonly #values = new Map<string, Set<string>>()
  readonly #staying = new Set<string>()
  /** values of annotations that are told from words */
  readonly #distinct = new Set<string>()
  /** words of the organisation's files, which stay */
  readonly #stated = new Set<string>()
  readonly #hash = hasher()

  constructor() {
    this.#hash.update('exhibit excerpt/v1\n')
  }

  /** What was collected so far. */
  names(): PrivateNames {
    const secret = this.#hash.digest()
    const staying = new Set([...this.#staying].filter((name) => !this.#saysNode(name)))
    const names = new Map(this.#names)
    for (const name of this.#distinct)
      if (!this.#stated.has(name) && !names.has(name))
        names.set(name, { kind: 'annotation-value', name })
    return { names, values: this.#values, staying, secret }
  }

  /** Whether a name has that of a node in it, as those of blocks of addresses do: `node-7-10-244-0-0-24`. */
  #saysNode(name: string): boolean {
    const parts = name.split('-')
    if (parts.length === 1) return false
    return parts.some((_, from) =>
      parts.some((_last, to) => {
        const part = parts.slice(from, to + 1).join('-')
        return isTelling(part) && this.#names.get(part)?.kind === 'node'
      }),
    )
  }

  /** Takes the record of a snapshot: where its server is. */
  snapshot({ cluster, identity, root }: Snapshot): void {
    this.#staying.add(cluster)
    this.#hash.update(`${root}\n`)
    if (identity.server !== undefined) this.#host(hostOf(identity.server))
  }

  /** Takes the organisation's files: nodes and outside names that they speak of. */
  organisation(organisation: Organisation): void {
    const { scope, outside = [] } = organisation
    for (const run of JSON.stringify(organisation).split(/[\s"\\,;()]+/)) this.#stated.add(run)
    for (const { nodes } of [...(scope?.nodes ?? []), ...outside])
      for (const name of nodes) if (isNamed(name)) this.#add(name, { kind: 'node', name })
    for (const name of outsideNames(organisation)) this.#host(name)
    for (const link of linksIn(organisation)) this.#host(hostOf(link))
  }

  /** Takes one object of a snapshot. */
  object(object: KubeObject): void {
    this.#hash.update(`${canonicalJson(object)}\n`)
    const { name, namespace } = object.metadata
    if (isNamedAsNode(object)) this.#node(object)
    else if (!isMirror(object)) this.#staying.add(name)
    if (namespace !== undefined) this.#staying.add(namespace)
    this.#walk(object)
  }

  #node({ metadata, spec, status }: KubeObject): void {
    const { name, labels = {} } = metadata
    const said = isJsonObject(spec) ? spec.providerID : undefined
    const addresses =
      isJsonObject(status) && Array.isArray(status.addresses) ? status.addresses : []
    const written = addresses.flatMap((each) =>
      isJsonObject(each) && typeof each.address === 'string' && /[A-Za-z]/.test(each.address)
        ? [each.address]
        : [],
    )
    const aliases = [name, labels['kubernetes.io/hostname'], ...written]
    const provider = typeof said === 'string' ? [said, said.slice(said.lastIndexOf('/') + 1)] : []
    for (const alias of [...aliases, ...provider])
      if (alias !== undefined && alias !== '') this.#add(alias, { kind: 'node', name })
  }

  #walk(value: JsonValue | undefined): void {
    if (Array.isArray(value)) for (const each of value as JsonValue[]) this.#walk(each)
    if (!isJsonObject(value)) return
    for (const [key, each] of Object.entries(value)) {
      if (key === 'managedFields') continue
      this.#field(key, each)
      this.#walk(each)
    }
  }

  #field(key: string, value: JsonValue | undefined): void {
    if (key === 'annotations' && isJsonObject(value)) this.#annotations(value)
    if (HOST_FIELDS.test(key)) for (const text of textsOf(value)) this.#host(text)
    if (IMAGE_FIELDS.test(key)) for (const text of textsOf(value)) this.#image(text)
    if (key === 'nodeName' && typeof value === 'string' && value !== '')
      this.#add(value, { kind: 'node', name: value })
  }

  #annotations(all: JsonObject): void {
    for (const [key, value] of Object.entries(all)) {
      this.#add(key, { kind: 'annotation', name: key })
      if (typeof value !== 'string' || value === '' || value.includes(REDACTED)) continue
      const known = this.#values.get(key) ?? new Set<string>()
      this.#values.set(key, known.add(value))
      if (isDistinct(value)) this.#distinct.add(value)
    }
  }

  #host(text: string): void {
    if (!text.includes('.') || OWN_DNS.test(text) || /^[\d.:/]+$/.test(text)) return
    this.#add(text, { kind: 'host', name: text })
  }

  /** Also without its digest, without its tag, and the host of its registry. */
  #image(text: string): void {
    const reference = text.replace(/^[a-z-]+:\/\//, '')
    if (reference === '') return
    const image = { kind: 'image', name: reference } as const
    this.#add(reference, image)
    const [named = '', digest] = reference.split('@')
    if (digest !== undefined) this.#add(digest, { kind: 'image', name: digest })
    const repository = named.replace(/:[^/:]*$/, '')
    for (const part of [named, repository])
      if (/[/:.]/.test(part)) this.#add(part, { kind: 'image', name: part })
    const [registry = ''] = repository.split('/')
    if (registry !== repository && /[.:]/.test(registry)) this.#host(registry.replace(/:\d+$/, ''))
  }

  /** The first that says what a name is stays: a node before everything else that has its name. */
  #add(written: string, name: PrivateName): void {
    const known = this.#names.get(written)
    if (known === undefined || (name.kind === 'node' && known.kind !== 'node'))
      this.#names.set(written, name)
  }
}

function isNamedAsNode({ kind, metadata }: KubeObject): boolean {
  if (kind === 'Lease') return metadata.namespace === 'kube-node-lease'
  return NAMED_AS_NODES.has(kind)
}

/** A pod of its node's own is named after it: `kube-apiserver-node-7`. */
function isMirror({ kind, metadata, spec }: KubeObject): boolean {
  const node = kind === 'Pod' && isJsonObject(spec) ? spec.nodeName : undefined
  return typeof node === 'string' && node !== '' && metadata.name.endsWith(`-${node}`)
}

/** Whether the name of a node is told from words that other names are made of. */
export function isTelling(name: string): boolean {
  return /[\d.]/.test(name) && /[a-z]/i.test(name)
}

function outsideNames({ flows = [] }: Organisation): readonly string[] {
  const sides = flows.flatMap(({ from, to }) => [from, to])
  return sides.flatMap((side) => (side.kind === 'fqdn' ? side.names : []))
}

/** Links to records that the organisation's files name: where they are kept is no matter of a reader outside. */
function linksIn(organisation: Organisation): readonly string[] {
  return JSON.stringify(organisation).match(/\bhttps?:\/\/[^\s"\\<>]+/g) ?? []
}

/** Whether a pattern names anything at all, as `*` does not. */
function isNamed(pattern: string): boolean {
  return /[A-Za-z0-9]/.test(pattern)
}

/** Whether a value of an annotation is told from words and days: it is looked for wherever it stands. */
function isDistinct(value: string): boolean {
  return (
    value.length >= 6 && /[A-Za-z]/.test(value) && /\d/.test(value) && !/^\d{4}-\d\d/.test(value)
  )
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return (value as JsonValue[]).filter((each) => typeof each === 'string')
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname : server
}
