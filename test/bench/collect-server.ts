/** A generated API server in a process of its own: `collect-server.ts PODS` prints its address and CA as JSON, and ends with its parent. */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { fakeCluster, pods } from '../collect/fake-cluster.ts'
import { pathOf, startFake } from '../collect/fake-server.ts'
import type { Seen } from '../collect/fake-server.ts'
import { realisticPod } from './realistic-pod.ts'

const count = Number(process.argv[2])
const empty = pods(0)
const pages = new Map<string, Buffer>()

/** Pages are made and compressed once, so that the server is never what is measured. */
function page(from: number, limit: number): Buffer {
  const key = `${from}/${limit}`
  const known = pages.get(key)
  if (known !== undefined) return known
  const to = Math.min(from + limit, count)
  const items = Array.from({ length: to - from }, (_, index) => realisticPod(from + index))
  const metadata = { resourceVersion: '700', ...(to < count ? { continue: `700:${to}` } : {}) }
  const text = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items })
  const made = gzipSync(text, { level: 1 })
  pages.set(key, made)
  return made
}

function answerPods(seen: Seen, response: ServerResponse): boolean {
  if (seen.path !== pathOf(empty)) return false
  const from = Number(seen.query.get('continue')?.split(':')[1] ?? 0)
  response.setHeader('content-type', 'application/json')
  response.setHeader('content-encoding', 'gzip')
  response.end(page(from, Number(seen.query.get('limit') ?? count)))
  return true
}

for (let from = 0; from < count; from += 500) page(from, 500)
const server = await startFake(fakeCluster(empty), answerPods)
process.stdout.write(`${JSON.stringify({ url: server.url, ca: server.ca })}\n`)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
