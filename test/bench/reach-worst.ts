/**
 * Clusters that are made to be hard (netpol.md, worst cases), one in a process of its own: `reach-worst.ts labels|blocks|ports`. Prints time,
 * memory, and how often a naive evaluator disagrees, as JSON.
 */
import { analyse } from '../../src/analyse/reachability.ts'
import { indexCluster } from '../../src/analyse/cluster.ts'
import { ask } from '../analyse/ask.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { naiveVerdict } from '../analyse/naive-verdict.ts'
import { networkPolicy, namespace, pod } from '../analyse/builders.ts'
import { generatedSnapshot } from './estate.ts'

/** What was measured; milliseconds of processor time of all threads. */
export type WorstMeasured = {
  readonly what: string
  readonly classes: number
  readonly cells: number
  readonly sets: number
  readonly milliseconds: number
  readonly megabytes: number
  readonly asked: number
  readonly allowed: number
  readonly wrong: number
}

/** A cluster of one namespace per so many pods and policies. */
type Worst = {
  readonly what: string
  readonly pods: number
  readonly policies: number
  readonly namespaces: number
  readonly specOf: (number: number, random: Random) => JsonObject
  /** ports worth asking for */
  readonly ports: readonly number[]
}

/** A whole number below a bound. */
type Random = (bound: number) => number

/** The same numbers in every run (a linear congruential generator). */
function randomFrom(seed: number): Random {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const NAME_LABEL = 'statefulset.kubernetes.io/pod-name'
const QUESTIONS = 300

const CASES: Readonly<Record<string, Worst>> = {
  labels: {
    what: '100,000 pods that policies select by their own names',
    pods: 100_000,
    policies: 10_000,
    namespaces: 1_000,
    ports: [80, 81],
    specOf: (number, random) => {
      const named = () => ({ podSelector: { matchLabels: { [NAME_LABEL]: `pod-${random(100)}` } } })
      return {
        podSelector: number % 2 === 0 ? {} : named().podSelector,
        ingress: [
          { from: [named(), named(), named()], ports: [{ port: 80 }] },
          {
            from: [
              {
                namespaceSelector: {},
                podSelector: { matchLabels: { [NAME_LABEL]: `pod-${random(100)}` } },
              },
            ],
            ports: [{ port: 81 }],
          },
        ],
      }
    },
  },
  blocks: {
    what: '4,000 overlapping address blocks that also match pods',
    pods: 10_000,
    policies: 800,
    namespaces: 200,
    ports: [80, 443],
    specOf: (_, random) => {
      const block = () => {
        const prefix = 12 + random(18)
        const cidr = `10.${random(4)}.${random(256)}.${random(256)}/${prefix}`
        return { ipBlock: { cidr } }
      }
      return {
        podSelector: { matchLabels: { app: `app-${random(4)}` } },
        ingress: [
          { from: [block(), block()], ports: [{ port: 80 }] },
          { from: [block()], ports: [{ port: 443 }] },
        ],
        egress: [{ to: [block(), { ipBlock: { cidr: '10.0.0.0/8' } }] }],
        policyTypes: ['Ingress', 'Egress'],
      }
    },
  },
  ports: {
    what: '10,000 policies with ten ranges of ports each, many on one pod',
    pods: 20_000,
    policies: 10_000,
    namespaces: 100,
    ports: [1_000, 2_000, 20_000, 40_000],
    specOf: (_, random) => ({
      podSelector: { matchLabels: { app: `app-${random(4)}` } },
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: `app-${random(4)}` } } }],
          ports: Array.from({ length: 10 }, () => {
            const port = 1 + random(65_000)
            return { port, endPort: port + random(500) }
          }),
        },
      ],
    }),
  },
}

function objectsOf({ pods, policies, namespaces, specOf }: Worst): readonly KubeObject[] {
  const random = randomFrom(20261127)
  const homes = Array.from({ length: namespaces }, (_, at) => `team-${String(at).padStart(4, '0')}`)
  const homeOf = (number: number) => homes[number % namespaces] ?? ''
  return [
    ...homes.map((name) => namespace(name)),
    ...Array.from({ length: pods }, (_, at) => {
      const name = `pod-${Math.floor(at / namespaces)}`
      const labels = { app: `app-${Math.floor(at / namespaces) % 4}`, [NAME_LABEL]: name }
      const ip = `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`
      return pod(homeOf(at), name, { labels, ips: [ip], owner: 'StatefulSet/app' })
    }),
    ...Array.from({ length: policies }, (_, at) =>
      networkPolicy(homeOf(at), `policy-${at}`, specOf(at, random)),
    ),
  ]
}

async function* streamed(objects: Iterable<KubeObject>): AsyncGenerator<KubeObject> {
  await Promise.resolve()
  yield* objects
}

async function measured(worst: Worst): Promise<WorstMeasured> {
  const objects = objectsOf(worst)
  const start = process.cpuUsage()
  const cluster = await indexCluster(generatedSnapshot(), streamed(objects), {
    platformNamespaces: [],
  })
  const reachability = analyse(cluster, { podsByAddress: true })
  const { endpoints } = reachability
  const [first] = endpoints
  if (first === undefined) throw new Error('a cluster without endpoints')
  for (const each of endpoints) {
    reachability.between(each, first)
    reachability.between(first, each)
  }
  const { user, system } = process.cpuUsage(start)
  const counts = { asked: 0, allowed: 0, wrong: 0 }
  const pods = objects.filter(({ kind }) => kind === 'Pod')
  const others = objects.filter(({ kind }) => kind !== 'Pod')
  const random = randomFrom(7)
  const podAt = (at: number): KubeObject => pods[at] ?? (first as never)
  for (let number = 0; number < QUESTIONS; number++) {
    const to = random(worst.pods)
    const neighbour = (to + worst.namespaces * random(worst.pods / worst.namespaces)) % worst.pods
    const from = number % 4 === 0 ? random(worst.pods) : neighbour
    const [source, destination] = [podAt(from), podAt(to)]
    const port = worst.ports[number % worst.ports.length] ?? 80
    const question = { from: { pod: source }, to: { pod: destination }, protocol: 'TCP', port }
    const homes = new Set([source, destination].map(({ metadata }) => metadata.namespace))
    // A NetworkPolicy speaks for pods of its own namespace only; without the others the naive evaluator is done in seconds.
    const near = others.filter(
      ({ kind, metadata }) => kind !== 'NetworkPolicy' || homes.has(metadata.namespace),
    )
    const expected = naiveVerdict([...near, source, destination], question, true)
    const answer = ask(reachability, {
      from: objectKeyOf(source),
      to: objectKeyOf(destination),
      protocol: 'TCP',
      port,
    })
    counts.asked++
    if (expected === 'allowed') counts.allowed++
    if (answer?.verdict !== expected) counts.wrong++
  }
  return {
    what: worst.what,
    classes: reachability.podClasses.length,
    cells: reachability.addressCells.length,
    sets: reachability.engine.sets.count(),
    milliseconds: (user + system) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
    ...counts,
  }
}

const worst = CASES[process.argv[2] ?? '']
if (worst === undefined) throw new Error('usage: reach-worst.ts labels|blocks|ports')
process.stdout.write(`${JSON.stringify(await measured(worst))}\n`)
