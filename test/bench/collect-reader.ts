/**
 * One reading in a process of its own: `collect-reader.ts bare|exhibit URL CA-FILE FOLDER` prints objects, CPU seconds and peak memory as JSON. `exhibit` writes the snapshot into
 * the folder, as the stage `collect` does.
 */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import { join } from 'node:path'
import type { Context } from '../../src/commands/context.ts'
import { collectClusters } from '../../src/commands/stages/collect-clusters.ts'
import { systemClock } from '../../src/core/clock.ts'
import { silentLog } from '../../src/core/log.ts'
import { peakMegabytes } from '../../src/core/peak-memory.ts'
import { memberFor } from '../collect/collecting.ts'

const inflate = promisify(gunzip)

/** What one reading cost. */
export type Reading = { readonly objects: number; readonly cpu: number; readonly megabytes: number }

/** The least that reading a paged list can be: one keep-alive connection, gzip, JSON.parse. */
async function bare(url: string, ca: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, ca })
  let objects = 0
  let next: string | undefined = ''
  while (next !== undefined) {
    const path = `/api/v1/pods?limit=500${next === '' ? '' : `&continue=${next}`}`
    const text = (await inflate(await get(`${url}${path}`, agent))).toString()
    const page = JSON.parse(text) as { items: object[]; metadata: { continue?: string } }
    objects += page.items.length
    next = page.metadata.continue
  }
  agent.destroy()
  return objects
}

function get(url: string, agent: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const context: Context = {
  cwd: process.cwd(),
  env: {},
  stdout: () => undefined,
  drained: () => Promise.resolve(),
  stderr: () => undefined,
  clock: systemClock,
  log: silentLog,
  terminal: false,
  colour: false,
  packageRoot: join(import.meta.dirname, '../..'),
  signal: new AbortController().signal,
}

/** The code that the stage `collect` runs, in the same way. */
async function exhibit(url: string, ca: string, folder: string): Promise<number> {
  const estate = { file: '', members: [memberFor({ url, ca })], retired: [] }
  const snapshots = await collectClusters(folder, estate, { previousClusters: {} }, context)
  const [snapshot] = snapshots
  if (snapshot?.status !== 'complete') throw new Error(`read as ${snapshot?.status ?? 'nothing'}`)
  return snapshot.resources.find(({ resource }) => resource === 'pods')?.count ?? 0
}

const [kind, url = '', caFile = '', folder = ''] = process.argv.slice(2)
const read = kind === 'bare' ? bare : exhibit
const before = process.cpuUsage()
const objects = await read(url, readFileSync(caFile, 'utf8'), folder)
const { user, system } = process.cpuUsage(before)
const reading: Reading = {
  objects,
  cpu: (user + system) / 1e6,
  megabytes: peakMegabytes(),
}
process.stdout.write(`${JSON.stringify(reading)}\n`)
