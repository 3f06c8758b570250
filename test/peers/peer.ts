import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { KubeObject } from '../../src/model/object.ts'
import type { Found } from '../peer/part.ts'

/** One end as a packet shows it: its address, and whose it is. */
export type PeerSide = { readonly pod?: string; readonly ip: string }

/** One packet that a peer is asked about. */
export type PeerQuestion = {
  readonly from: PeerSide
  readonly to: PeerSide
  readonly protocol: string
  readonly port: number
}

/** A program that links another implementation and answers until it is stopped. */
export type Peer = {
  /** Whether each of the packets may pass in an estate of these objects. */
  readonly allows: (
    objects: readonly KubeObject[],
    questions: readonly PeerQuestion[],
  ) => Promise<readonly boolean[]>
  readonly stop: () => void
}

const HOW =
  'set EXHIBIT_PEERS to a folder with the programs: ' +
  'EXHIBIT_PEERS="$(.ci/build-policy-peers.sh)" npm run test:peers'

/** The program of a peer in the folder that the environment names. */
export function findPeer(name: string, env: NodeJS.ProcessEnv = process.env): Found<string> {
  const folder = env.EXHIBIT_PEERS
  if (folder === undefined || folder === '') return { kind: 'missing', how: HOW }
  const path = join(folder, name)
  try {
    accessSync(path, constants.X_OK)
    return { kind: 'found', location: path }
  } catch {
    return { kind: 'missing', how: `${path} is not a program; ${HOW}` }
  }
}

/** A suite that compares with a peer; without its program it is pending, and its title says how to get one. */
export function describePeer(name: string, body: (peer: () => Peer) => void): void {
  const title = `reachability against ${name}`
  const found = findPeer(name)
  if (found.kind === 'missing') {
    it(`${title} is not compared: ${found.how}`)
    return
  }
  describe(title, () => {
    let peer: Peer | undefined
    before(() => {
      peer = startPeer(found.location)
    })
    after(() => peer?.stop())
    body(() => {
      if (peer === undefined) throw new Error(`${name} was not started`)
      return peer
    })
  })
}

function startPeer(program: string): Peer {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    allows: async (objects, questions) => {
      child.stdin.write(`${JSON.stringify({ objects, questions })}\n`)
      const line = await lines.next()
      if (line.done === true) throw new Error(`${program} ended`)
      const { allowed, error } = JSON.parse(line.value) as { allowed: boolean[]; error?: string }
      if (error !== undefined) throw new Error(`${program}: ${error}`)
      return allowed
    },
    stop: () => void child.kill(),
  }
}
