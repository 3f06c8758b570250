/**
 * A year of runs of ten clusters, made fast: two runs are real, and every other day is one of them under an id and a slot of its own, sealed and committed as
 * any run is.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { commit } from '../../src/archive/commit.ts'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { MANIFEST, SUMS, SUMS_SIGNATURE, folderOf } from '../../src/archive/layout.ts'
import { readEntries } from '../../src/archive/log.ts'
import { parseManifest, recordBytes } from '../../src/archive/records.ts'
import { runIdOf } from '../../src/archive/run-id.ts'
import { seal } from '../../src/archive/seal.ts'
import type { Store } from '../../src/archive/store.ts'
import { systemClock } from '../../src/core/clock.ts'
import { digestOf } from '../../src/core/digest.ts'
import type { EntryReference } from '../../src/model/manifest.ts'
import { KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import type { RunEntry } from '../../src/model/log-entry.ts'
import type { Signer } from '../../src/model/signer.ts'
import { loadFileSigner } from '../../src/sign/file-signer.ts'
import { localKeyFiles } from '../../src/sign/local-keys.ts'

/** The year that is reported. */
export const YEAR = '2025'
/** The command, from this folder. */
export const CLI = '../../dist/cli.js'
const [DAYS, CLUSTERS, TEAMS] = [365, 10, 12]
/** Days after which the other of the two real runs is repeated: what differs between them changes that often. */
const CHANGES_EACH = 30

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments}
schedule: {cron: '0 2 * * *'}
frameworks: [pci-dss-4.0.1, exhibit-segmentation]
`
const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - {id: all, class: out-of-scope, subjects: {namespaces: ["team-*"]}, justification: no account data, owner: Owner}
`

const slotOf = (day: number): string =>
  `${new Date(Date.UTC(Number(YEAR), 0, 1 + day, 2)).toISOString().slice(0, 19)}Z`
const clusterNames = Array.from({ length: CLUSTERS }, (_, index) => `prod-${index}`)

function namespaceOf(team: number): string {
  const name = `team-${team}`
  return `apiVersion: v1
kind: Namespace
metadata: {name: ${name}, uid: uid-of-${name}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ${name}, uid: pod-of-${name}, labels: {app: web}}
spec: {containers: [{name: web, image: "registry.example/web:1", ports: [{containerPort: 8080}]}]}
status: {podIP: 10.0.${team}.1, podIPs: [{ip: 10.0.${team}.1}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: ${name}, uid: policy-of-${name}}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
`
}

const DEBUG = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: debug, namespace: team-1, uid: debug}
spec: {podSelector: {}, ingress: [{}]}
`

/** Makes the archive in `folder`, beside exhibit.yaml and all that it names. */
export async function yearArchive(folder: string): Promise<void> {
  install(folder)
  const archive = join(folder, 'archive')
  const store = directoryStore(archive)
  await realRun(folder, 0)
  write(folder, 'prod-1/debug.yaml', DEBUG)
  await realRun(folder, CHANGES_EACH)
  const real = await readEntries(store)
  let previous = referenceTo(real.at(-1)?.entry)
  const signer = await loadFileSigner(localKeyFiles(join(folder, 'keys')), systemClock.now())
  const work = join(folder, 'work')
  for (let day = 0; day < DAYS; day += 1) {
    if (day === 0 || day === CHANGES_EACH) continue
    const which = Math.floor(day / CHANGES_EACH) % 2
    const like = real[which]?.entry.runId ?? ''
    previous = await repeat({ store, signer, work, like, previous }, day, which)
    rmSync(work, { recursive: true })
  }
}

function referenceTo(entry: RunEntry | undefined): EntryReference {
  if (entry === undefined) throw new Error('nothing was committed')
  return { number: entry.number, digest: digestOf(recordBytes(entry)) }
}

function install(folder: string): void {
  const namespaces = Array.from({ length: TEAMS }, (_, team) => namespaceOf(team)).join('')
  const objects = `apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system, uid: CLUSTER}\n---\n`
  for (const name of clusterNames)
    write(folder, `${name}/objects.yaml`, objects.replace('CLUSTER', name) + namespaces)
  const clusters = clusterNames.map((name) => `  - {name: ${name}, folder: ${name}}\n`).join('')
  const confirmed = `listConfirmed: {by: Platform team, role: Platform owner, at: ${YEAR}-01-01, comparedWith: cloud inventory}`
  write(folder, 'estate.yaml', `${confirmed}\nclusters:\n${clusters}`)
  write(folder, 'scope.yaml', SCOPE)
  write(folder, 'flows.yaml', 'format: flows/v1\nflows: []\n')
  write(folder, 'waivers.yaml', 'format: waivers/v1\nwaivers: []\n')
  write(folder, 'exhibit.yaml', CONFIGURATION)
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text, { mode: 0o600 })
}

/** A run of the command itself. */
async function realRun(folder: string, day: number): Promise<void> {
  const kinds = KIND_READERS.map(resourceName).join(', ')
  for (const name of clusterNames)
    write(
      folder,
      `${name}/collected.yaml`,
      `takenAt: ${slotOf(day)}\nhow: a bench\nkinds: [${kinds}]\n`,
    )
  const args = [join(import.meta.dirname, CLI), 'run', '--no-pdf', '--slot', slotOf(day)]
  await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 })
}

type Template = {
  readonly store: Store
  readonly signer: Signer
  readonly work: string
  /** id of the run that is repeated */
  readonly like: string
  /** the newest entry of the log */
  readonly previous: EntryReference
}

/** Commits a run once more, for another day; gives its entry. */
async function repeat(
  { store, signer, work, like, previous }: Template,
  day: number,
  which: number,
): Promise<EntryReference> {
  const source = join(work, '..', 'archive', folderOf('run', like))
  const manifestText = readFileSync(join(source, MANIFEST), 'utf8')
  const { startedAt } = parseManifest(Buffer.from(manifestText), MANIFEST)
  const id = runIdOf(startedAt, day.toString(16).padStart(8, '0'))
  const own = (text: string) =>
    text.replaceAll(like, id).replaceAll(slotOf(which * CHANGES_EACH), slotOf(day))
  cpSync(source, work, { recursive: true })
  for (const name of [MANIFEST, SUMS, SUMS_SIGNATURE]) rmSync(join(work, name))
  for (const path of await readdir(work, { recursive: true }))
    if (path.endsWith('.json')) {
      const file = join(work, path)
      writeFileSync(file, own(readFileSync(file, 'utf8')))
    }
  const draft = parseManifest(Buffer.from(own(manifestText)), MANIFEST)
  const at = systemClock.now()
  const sealed = await seal({ folder: work, draft: { ...draft, previous }, signer, at })
  const outcome = await commit(store, sealed)
  if (outcome.kind !== 'committed') throw new Error(`day ${day} was not committed`)
  return referenceTo(outcome.entry)
}
