import { expect } from 'chai'
import fc from 'fast-check'
import { analyse } from '../../src/analyse/reachability.ts'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { DecidingRule, Reachability, SideExplanation } from '../../src/model/reachability.ts'
import { clusterOf } from './builders.ts'
import type { RandomEstate } from './estates.ts'
import type { NaiveQuestion } from './naive.ts'
import { addresses, endpointsOf, ESTATES, explained } from './oracle.ts'

const RUNS = 12

/** What rules may do in a definite answer. */
const EFFECTS: Record<string, readonly DecidingRule['effect'][]> = {
  allowed: ['allows', 'passes', 'silent'],
  denied: ['denies', 'isolates', 'passes'],
}

const KINDS = [
  'addresses',
  'applies',
  'condition',
  'enforcement',
  'labels',
  'later-tier',
  'names',
  'nodes',
  'not-understood',
  'order',
  'placement',
  'protocol',
  'services',
  'several',
  'translation',
  'tunnel',
  'unread',
]

for (const [name, estates] of Object.entries(ESTATES)) {
  describe(`explanations of random questions about random estates, ${name}`, () => {
    it('name what is there, say what fits the verdict, and give the reason where there is none', () =>
      fc.assert(fc.asyncProperty(estates, areSound), { numRuns: RUNS }))
  })
}

async function areSound({ objects, podsByAddress, platform = [], questions }: RandomEstate) {
  const cluster = await clusterOf(objects, {}, { platformNamespaces: platform })
  const reachability = analyse(cluster, { podsByAddress, splitAt: addresses(questions) })
  const byKey = new Map(objects.map((each) => [objectKeyOf(each), each]))
  for (const question of questions) {
    const { egress, ingress } = explained(reachability, question)
    const isSelected = selectedBy(reachability, question)
    for (const side of [egress, ingress]) {
      const faults = [
        ...placeFaults(side, byKey, isSelected(side.direction)),
        ...verdictFaults(side),
        ...orderFaults(side, cluster),
        ...countFaults(side, byKey),
      ]
      if (faults.length > 0) expect.fail(JSON.stringify({ faults, side, question }, undefined, 1))
    }
  }
}

function selectedBy(reachability: Reachability, question: NaiveQuestion) {
  const [source, destination] = endpointsOf(reachability, question)
  return (direction: SideExplanation['direction']): boolean => {
    const own = direction === 'egress' ? source : destination
    return reachability.isolation(own, direction).policies.length > 0
  }
}

/** Whatever is named exists; where a policy selects the side, something is named. */
function placeFaults(
  { rules, doubts = [] }: SideExplanation,
  byKey: ReadonlyMap<string, KubeObject>,
  selected: boolean,
): string[] {
  const places = [...rules, ...doubts.flatMap((each) => ('policy' in each ? [each] : []))]
  const absent = places.filter(({ policy, pointer }) => {
    const object = byKey.get(policy)
    if (object === undefined) return true
    return pointer === '' ? object.spec !== undefined : valueAt(object, pointer) === undefined
  })
  return [
    ...absent.map(({ policy, pointer }) => `${policy}#${pointer} is not there`),
    ...(selected && rules.length === 0 ? ['no object is named'] : []),
  ]
}

function verdictFaults({ verdict, rules, because, doubts }: SideExplanation): string[] {
  const fitting = EFFECTS[verdict]
  const wrong = fitting === undefined ? [] : rules.filter(({ effect }) => !fitting.includes(effect))
  const unknown = doubts?.filter(({ kind }) => !KINDS.includes(kind)) ?? []
  const open = verdict === 'indeterminate'
  return [
    ...wrong.map(({ effect }) => `${verdict}, and a rule ${effect}`),
    ...(because === '' || because.includes('()') ? ['no reason'] : []),
    ...(open === (doubts ?? []).length > 0 ? [] : ['reasons for doubt do not fit the verdict']),
    ...(open || !/\bmay\b|not certain|not known/.test(because)
      ? []
      : ['a definite answer in doubt']),
    ...unknown.map(({ kind }) => `no kind of doubt: ${kind}`),
  ]
}

/** Equal priority is said only of a policy beside which another one stands. */
function orderFaults({ because, doubts = [] }: SideExplanation, { policies }: Cluster): string[] {
  const said = because.includes('equal priority')
  const ordered = doubts.flatMap((each) => (each.kind === 'order' ? [each.policy] : []))
  const alone = ordered.filter((source) => {
    const own = policies.filter((each) => each.source === source)
    return !own.some(({ tier, priority }) =>
      policies.some(
        (each) =>
          each.source !== source && each.tier.order === tier.order && each.priority === priority,
      ),
    )
  })
  return [
    ...alone.map((source) => `${source} has no equal`),
    ...(said === ordered.length > 0 ? [] : ['equal priority is said without reason']),
  ]
}

/** The number of rules of one NetworkPolicy is that of the object. */
function countFaults(
  { because, direction }: SideExplanation,
  byKey: ReadonlyMap<string, KubeObject>,
): string[] {
  const found = /isolated by NetworkPolicy ([^,/]+\/[^,/]+), and (?:none of|its) (\d+) rule/.exec(
    because,
  )
  const object = byKey.get(`networking.k8s.io/v1/NetworkPolicy/${found?.[1] ?? ''}`)
  if (found === null || object === undefined) return []
  const rules = valueAt(object, `/spec/${direction}`)
  const count = Array.isArray(rules) ? rules.length : 0
  return count === Number(found[2]) ? [] : [`${count} rules, not ${found[2] ?? ''}`]
}

/** What a JSON pointer finds; undefined where there is nothing. */
function valueAt(object: KubeObject, pointer: string): JsonValue | undefined {
  const tokens = pointer.split('/').slice(1)
  return tokens.reduce<JsonValue | undefined>(
    (value, token) => memberOf(value, token.replaceAll('~1', '/').replaceAll('~0', '~')),
    object,
  )
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(name)] as JsonValue | undefined
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
