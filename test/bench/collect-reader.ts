/** One reading in a process of its own: `collect-reader.ts bare|exhibit URL CA-FILE` prints objects, CPU seconds and peak memory as JSON. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import { collectCluster } from '../../src/collect/collect-cluster.ts'
import { memberFor, testOptions } from '../collect/collecting.ts'

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

async function exhibit(url: string, ca: string): Promise<number> {
  let objects = 0
  for await (const event of collectCluster(memberFor({ url, ca }), testOptions()))
    if (event.kind === 'objects' && event.resource === 'pods') objects += event.objects.length
  return objects
}

const [kind, url = '', caFile = ''] = process.argv.slice(2)
const read = kind === 'bare' ? bare : exhibit
const before = process.cpuUsage()
const objects = await read(url, readFileSync(caFile, 'utf8'))
const { user, system } = process.cpuUsage(before)
const reading: Reading = {
  objects,
  cpu: (user + system) / 1e6,
  megabytes: process.resourceUsage().maxRSS / 1024,
}
process.stdout.write(`${JSON.stringify(reading)}\n`)
