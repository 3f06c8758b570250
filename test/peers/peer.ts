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

/** Whether each of the packets may pass in an estate of these objects. */
export type Peer = (
  objects: readonly KubeObject[],
  questions: readonly PeerQuestion[],
) => Promise<readonly boolean[]>

/** A program that links another implementation: each JSON value in has one out, until it is stopped. */
type Program = {
  readonly exchange: (asked: unknown) => Promise<unknown>
  readonly stop: () => void
}

const HOW =
  'set EXHIBIT_PEERS to a folder with the programs: ' +
  'EXHIBIT_PEERS="$(.ci/build-policy-peers.sh)" npm run test:peers'

/** The program of a peer in the folder that the environment names. */
function findPeer(name: string, env: NodeJS.ProcessEnv = process.env): Found<string> {
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
export function describePeer(name: string, body: (peer: Peer) => void): void {
  describeProgram(name, (exchange) =>
    body(async (objects, questions) => {
      const answer = await exchange({ objects, questions })
      const { allowed, error } = answer as { allowed: boolean[]; error?: string }
      if (error !== undefined) throw new Error(`${name}: ${error}`)
      return allowed
    }),
  )
}

/** The same for a program that is asked something else. */
export function describeProgram(name: string, body: (exchange: Program['exchange']) => void): void {
  const title = `reachability against ${name}`
  const found = findPeer(name)
  if (found.kind === 'missing') {
    it(`${title} is not compared: ${found.how}`)
    return
  }
  describe(title, () => {
    let program: Program | undefined
    before(() => {
      program = startProgram(found.location)
    })
    after(() => program?.stop())
    body(async (asked) => {
      if (program === undefined) throw new Error(`${name} was not started`)
      return program.exchange(asked)
    })
  })
}

function startProgram(path: string): Program {
  const child = spawn(path, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    exchange: async (asked) => {
      child.stdin.write(`${JSON.stringify(asked)}\n`)
      const line = await lines.next()
      if (line.done === true) throw new Error(`${path} ended`)
      return JSON.parse(line.value) as unknown
    },
    stop: () => void child.kill(),
  }
}
