import type { ReachVerdict } from '../../src/model/reachability.ts'
import { adminOutcomes } from './naive-admin.ts'
import { calicoVerdicts, hasCalico } from './naive-calico.ts'
import { hasHosts, hostVerdicts } from './naive-calico-hosts.ts'
import { ciliumOutcomes, hasCilium } from './naive-cilium.ts'
import { isMeshKnown, isTunnelled, meshTruth } from './naive-istio.ts'
import { byAnyWay } from './naive-waypoints.ts'
import { and, isolation, or } from './naive.ts'
import type { NaiveEnd, NaiveQuestion, Side, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

const VERDICTS = ['denied', 'indeterminate', 'allowed'] as const

/**
 * Answers one question by walking all policies of all APIs for the two concrete ends: slow, plain, and sharing nothing with the engine.
 *
 * Each API is read by its own file (naive.ts for NetworkPolicy, naive-*.ts for the others); here stands only how they meet in a cluster.
 */
export function naiveVerdict(
  objects: readonly Raw[],
  question: NaiveQuestion,
  podsByAddress: boolean | 'unknown',
  platform: readonly string[] = [],
): ReachVerdict {
  const { from, to } = question
  const a = 'pod' in from ? from.pod : undefined
  const b = 'pod' in to ? to.pod : undefined
  if (a !== undefined && b !== undefined && (a === b || isNodeTraffic(a, b))) return 'allowed'
  const direct = (question: NaiveQuestion) =>
    directTruth(objects, question, podsByAddress, platform)
  if (a === undefined || b === undefined || question.protocol !== 'TCP')
    return VERDICTS[direct(question)]
  const between = (from: Raw, to: Raw, port: number) =>
    direct({ ...question, from: { pod: from }, to: { pod: to }, port })
  return VERDICTS[byAnyWay(objects, { from: a, to: b, port: question.port }, platform, between)]
}

/** What passes from one end to the other without a third. */
function directTruth(
  objects: readonly Raw[],
  question: NaiveQuestion,
  podsByAddress: boolean | 'unknown',
  platform: readonly string[],
): Truth {
  const { from, to } = question
  const a = 'pod' in from ? from.pod : undefined
  const b = 'pod' in to ? to.pod : undefined
  let best: Truth = a !== undefined && b !== undefined && mayShareNode(a, b) ? 1 : 0
  for (const [fromIp, toIp] of waysBetween(from, to)) {
    const seen = (sees: (seen: NaiveQuestion) => Truth) =>
      agreed(seenAs(objects, question, platform).map(sees))
    const sideOf = (direction: NaiveEnd['direction'], each: NaiveQuestion): Truth => {
      const [subject, ownIp, other, otherIp] =
        direction === 'Egress' ? [a, fromIp, to, toIp] : [b, toIp, from, fromIp]
      if (subject === undefined) return 2
      const ownIps = addressesOf({ pod: subject })
      const end = { direction, subject, ownIps, other, otherIp, destination: b, question: each }
      return truthOf(outcomesOf(objects, end, ownIp, podsByAddress))
    }
    const out = seen((each) => sideOf('Egress', each))
    const into = seen((each) => sideOf('Ingress', each))
    best = or([best, and([out, into, meshTruth(objects, question, fromIp, platform)])])
  }
  return best
}

/** The question as the network plugin may see it: within a mesh, a tunnel may carry it. */
function seenAs(
  objects: readonly Raw[],
  question: NaiveQuestion,
  platform: readonly string[],
): NaiveQuestion[] {
  const { from, to, protocol } = question
  const pods = 'pod' in from && 'pod' in to && isTunnelled(objects, from.pod, to.pod)
  if (!pods || protocol !== 'TCP') return [question]
  const inside = { ...question, port: 15008 }
  return isMeshKnown(objects, platform) ? [inside] : [question, inside]
}

function agreed(truths: readonly Truth[]): Truth {
  return new Set(truths).size === 1 ? (truths[0] ?? 1) : 1
}

/** One of them is on the network of the node that both run on. */
function isNodeTraffic(a: Raw, b: Raw): boolean {
  if (!a.spec.hostNetwork && !b.spec.hostNetwork) return false
  return a.spec.nodeName !== undefined && a.spec.nodeName === b.spec.nodeName
}

/** One of them is on the network of its node, and where one of them would run is not known. */
function mayShareNode(a: Raw, b: Raw): boolean {
  if (!a.spec.hostNetwork && !b.spec.hostNetwork) return false
  return a.spec.nodeName === undefined || b.spec.nodeName === undefined
}

/** Pairs of addresses of one family; where there is none, every pair. */
function waysBetween(from: Side, to: Side): [string | undefined, string | undefined][] {
  const all: [string | undefined, string | undefined][] = []
  for (const a of addressesOf(from)) for (const b of addressesOf(to)) all.push([a, b])
  const same = all.filter(([a, b]) => a?.includes(':') === b?.includes(':'))
  return same.length > 0 ? same : all
}

function addressesOf(side: Side): (string | undefined)[] {
  if ('ip' in side) return [side.ip]
  const ips = (side.pod.status?.podIPs ?? []).map((each: Raw) => each.ip)
  return ips.length > 0 ? ips : [undefined]
}

type Outcome = 'allow' | 'deny' | 'next'

/** Where it may be Calico or Cilium that enforces, each on its own. Calico puts everything in its tiers; else admin policies come first, then what isolates, then baseline policies, else allowed. */
function outcomesOf(
  objects: readonly Raw[],
  end: NaiveEnd,
  ownIp: string | undefined,
  podsByAddress: boolean | 'unknown',
): ReadonlySet<Outcome> {
  if (hasCalico(objects) && hasCilium(objects)) {
    const calico = objects.filter((each) => !hasCilium([each]))
    const cilium = objects.filter(({ apiVersion }) => !apiVersion.includes('projectcalico.org'))
    return new Set(
      [calico, cilium].flatMap((own) => [...outcomesOf(own, end, ownIp, podsByAddress)]),
    )
  }
  const onNode = end.subject.spec?.hostNetwork === true
  if (hasHosts(objects) && onNode) return hostVerdicts(objects, end)
  if (hasCalico(objects) && !onNode) return calicoVerdicts(objects, end, podsByAddress)
  const found = new Set<Outcome>()
  for (const first of adminOutcomes(objects, 'Admin', end)) {
    if (first !== 'next') found.add(first)
    else
      for (const middle of middleOutcomes(objects, end, ownIp, podsByAddress))
        for (const each of withBaseline(objects, end, middle)) found.add(each)
  }
  return found
}

/** What comes after the policies of the middle. Cilium 1.20 denies for want of a rule only after the Baseline tier. */
function withBaseline(
  objects: readonly Raw[],
  end: NaiveEnd,
  middle: 'isolated' | Outcome,
): ReadonlySet<Outcome> {
  if (middle === 'allow' || middle === 'deny') return new Set([middle])
  const last = adminOutcomes(objects, 'Baseline', end)
  if (middle === 'next') return last
  return new Set(last.has('allow') ? (['allow', 'deny'] as const) : (['deny'] as const))
}

function middleOutcomes(
  objects: readonly Raw[],
  end: NaiveEnd,
  ownIp: string | undefined,
  podsByAddress: boolean | 'unknown',
): ReadonlySet<'isolated' | Outcome> {
  if (hasCilium(objects)) return ciliumOutcomes(objects, end, ownIp)
  if (end.subject.spec?.hostNetwork === true) return new Set(['next'])
  const isolated = isolation(objects, end, podsByAddress)
  return new Set(isolated === undefined ? (['next'] as const) : OUTCOMES[isolated])
}

const OUTCOMES = [['deny'], ['allow', 'deny'], ['allow']] as const

/** What nothing decided is allowed. */
function truthOf(found: ReadonlySet<Outcome>): Truth {
  const denied = found.has('deny')
  if (!denied) return 2
  return found.size === 1 ? 0 : 1
}
