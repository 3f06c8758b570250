import { speakingOfOthers } from '../../analyse/places/other-protocols.ts'
import { outsideIn, outsideLimits } from '../../analyse/places/outside.ts'
import { blockersOf } from '../../analyse/premises.ts'
import { analyse } from '../../analyse/reachability.ts'
import type { Side } from '../../analyse/places/sides.ts'
import { formatIpAddress, parseIpAddress } from '../../core/ip-address.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Endpoint, Reachability } from '../../model/reachability.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from '../context.ts'
import { ALLOW_EXEC, ARCHIVE, CONFIG, ESTATE, KUBECONFIG } from '../options.ts'
import { stringifyJson } from '../output.ts'
import { closureListing } from './closure.ts'
import { writeConnections } from './connections.ts'
import { coverageListing } from './coverage.ts'
import { bypassNotes, describeBypasses } from './bypass-notes.ts'
import { exposureListing } from './exposure.ts'
import { flowsListing } from './flows.ts'
import { reached } from './input.ts'
import type { Reached } from './input.ts'
import { describeOutside, outsideData, outsidePaths, WORLD } from './outside.ts'
import type { ListFormat } from './list.ts'
import { printedListing } from './listing.ts'
import type { Listing } from './listing.ts'
import { describePairs } from './pairs-text.ts'
import { isDenied, pairAnswers } from './pairs.ts'
import { at, limitsOf } from './places.ts'
import { REMARKED, policiesListing } from './policies.ts'
import { premiseLines, premisesData } from './premises.ts'
import { PROFILE, assumptionsUnder } from './profile.ts'
import { answers } from './questions.ts'
import { wantedOf } from './wanted.ts'
import type { Wanted } from './wanted.ts'

/** `exhibit reach`: who can reach whom, and which rules say so. */
export const reachCommand: CommandSpec = {
  name: 'reach',
  summary: 'tell who can reach whom in one cluster, and which rules decide',
  args: [
    {
      name: '[from]',
      description:
        'namespace/pod, namespace/workload, world, or an address: that of a pod, a node or a Service stands for it',
    },
    { name: '[to]', description: 'the same' },
  ],
  options: [
    CONFIG,
    ARCHIVE,
    ESTATE,
    KUBECONFIG,
    ALLOW_EXEC,
    { flags: '--run <id>', description: 'of an archived run instead of now' },
    {
      flags: '--in <folder>',
      description:
        'of a folder of manifests or dumps, taken as one cluster: the configuration gives scope and platform namespaces, as for every other command; the settings of Cilium and kube-proxy that lie there are read, published keys only',
    },
    {
      flags: '--cluster <name>',
      description:
        'of this cluster, where there are several; with --in, the entry of the estate that the folder is',
    },
    { flags: '--from <place>', description: 'all that a place may reach' },
    { flags: '--to <place>', description: 'all that may reach a place' },
    { flags: '--port <port>', description: 'about one port: 443, UDP/53' },
    {
      flags: '--closure',
      description: 'with --from or --to: over any number of connections, with a shortest chain',
    },
    { flags: '--hops <number>', description: 'with --closure: over at most so many connections' },
    {
      flags: '--explain',
      description:
        'print the deciding rules of both sides, without --port for each range of ports that may pass',
    },
    {
      flags: '--all',
      description:
        'list every connection, by workload; what is undecided counts as passing: table and JSON mark it, CSV does not',
    },
    { flags: '--pods', description: 'with --all: by pod' },
    PROFILE,
    {
      flags: '--policies',
      description: 'list what is dangling, redundant or broad among the policies',
    },
    {
      flags: '--only <kind>',
      description: 'with --policies: only this kind',
      choices: REMARKED,
    },
    {
      flags: '--coverage',
      description: 'list how far policies isolate the pods of each namespace, by direction',
    },
    {
      flags: '--namespace <name>',
      description: 'with --policies, --coverage or --exposure: only this namespace',
    },
    {
      flags: '--flows',
      description:
        'list what is allowed and not approved, and what is approved and not allowed, against the register',
    },
    {
      flags: '--exposure',
      description: 'list everything that opens pods to the outside, with the paths',
    },
    {
      flags: '--questions <file>',
      description:
        'answer the questions of an NDJSON file, in order: {"from": "ns/pod", "to": "ns/pod", "protocol": "TCP", "port": 80}; addresses for pods, a port wherever the protocol has ports',
    },
    {
      flags: '-o, --output <format>',
      description: 'form of the data on stdout; csv not for pairs and questions',
      choices: ['table', 'json', 'csv'],
      fallback: 'table',
    },
  ],
  examples: [
    'exhibit reach shop/web payments/ledger --in ./dumps --explain',
    'exhibit reach --to payments/ledger --run 20261123T020000Z-1a2b3c4d --cluster payments-prod',
    'exhibit reach world payments/api --in ./dumps --explain',
    'exhibit reach --to payments/ledger --closure --in ./dumps --explain',
    'exhibit reach --policies --only redundant --in ./dumps',
    'exhibit reach --coverage --in ./dumps',
    'exhibit reach --flows --in ./dumps --config exhibit.yaml',
    'exhibit reach --all --in ./manifests -o csv',
    'exhibit reach --questions questions.ndjson --in ./manifests -o json',
  ],
  run: async (context, [from, to], options) => {
    const wanted = wantedOf(context, from, to, options)
    const found =
      wanted.kind === 'flows'
        ? await reached(context, options, AS_CHECKS)
        : await reached(context, options)
    for (const blocker of blockersOf(found.cluster)) context.log.warn(blocker)
    if (wanted.kind === 'list') await writeConnections(found.cluster, context, options)
    else context.stdout(print(found, wanted, context, options))
    if (!isDocument(wanted, options))
      for (const line of premiseLines(found.cluster, assumptionsUnder(found.cluster, options)))
        context.log.info(line)
    return 0
  },
}

/** JSON of one piece says itself what it rests on; tables, CSV and a line for each question have no place for it. */
function isDocument({ kind }: Wanted, options: Options): boolean {
  return textOption(options, 'output') === 'json' && kind !== 'questions'
}

/** The register of flows is held against what the checks of it see. */
const AS_CHECKS = {}

function print(
  found: Reached,
  wanted: Exclude<Wanted, { kind: 'list' }>,
  context: Context,
  options: Options,
): string {
  const { cluster } = found
  const format = (textOption(options, 'output') ?? 'table') as ListFormat
  const premises = premisesData(cluster, assumptionsUnder(cluster, options))
  const listed = ({ json, ...listing }: Listing) =>
    printedListing({ ...listing, json: { ...json, ...premises } }, format)
  switch (wanted.kind) {
    case 'questions':
      return answers(cluster, wanted.asked)
        .map((answer) => `${JSON.stringify(answer)}\n`)
        .join('')
    case 'pairs':
      return printPairs(cluster, wanted, premises, options)
    case 'closure':
      return listed(closureOfPlace(found, wanted, options))
    case 'policies': {
      const { notExamined, ...listing } = policiesListing(cluster, analyse(cluster), wanted)
      if (notExamined > 0)
        context.log.warn('policies were not examined for redundancy: too much work', {
          policies: notExamined,
        })
      return listed(listing)
    }
    case 'coverage':
      return listed(coverageListing(analyse(cluster), wanted.namespace))
    case 'flows':
      return listed(flowsListing(found))
    case 'exposure': {
      const explain = flagOption(options, 'explain')
      const listing = exposureListing(cluster, analyse(cluster), wanted.namespace, explain)
      return listed(listing)
    }
  }
}

function printPairs(
  cluster: Cluster,
  wanted: Extract<Wanted, { kind: 'pairs' }>,
  premises: JsonObject,
  options: Options,
): string {
  const { from, to, port } = wanted
  const reachability = analyse(cluster)
  const destinations = at(reachability, to)
  const both = from !== undefined && to !== undefined
  const explain = flagOption(options, 'explain')
  const others = speakingOfOthers(cluster.policies).length > 0
  const asked = { both, explain, others, ...(port === undefined ? {} : { port }) }
  const found = pairAnswers(reachability, at(reachability, from), destinations, asked)
  const shown = both ? found : found.filter((each) => !isDenied(each))
  const outside = outsideOf(cluster, reachability, destinations, wanted)
  const limits = limitsOf(reachability, [from, to])
  if (textOption(options, 'output') === 'json')
    return stringifyJson({
      answers: shown,
      ...(outside === undefined
        ? {}
        : { paths: outsideData(outside.paths), bypasses: outside.notes }),
      ...(limits.length === 0 ? {} : { limits }),
      ...premises,
    })
  const told = explain || (both && port !== undefined)
  const said = limits.map((limit) => `note: ${limit}\n`).join('')
  const answers = `${shown.length === 0 ? 'nothing\n' : describePairs(shown, told)}${said}`
  if (outside === undefined) return answers
  return `${answers}${describeOutside(outside.paths, told)}${describeBypasses(outside.notes)}`
}

/** What opens places to the outside, and what passes by their policies; undefined where neither was asked for. */
function outsideOf(
  cluster: Cluster,
  reachability: Reachability,
  destinations: readonly Side[],
  { from, to, port }: Extract<Wanted, { kind: 'pairs' }>,
) {
  if (to === undefined || (from !== undefined && from !== WORLD)) return undefined
  const endpoints = endpointsOf(destinations)
  return {
    paths: outsidePaths(cluster, reachability, endpoints, port),
    notes: bypassNotes(cluster, reachability, endpoints),
  }
}

function closureOfPlace(
  { cluster, platformNamespaces }: Reached,
  { side, place, maxHops }: Extract<Wanted, { kind: 'closure' }>,
  options: Options,
): Listing {
  const splitAt = isOutside(cluster, place) ? [cidrOf(place)] : []
  const reachability = analyse(cluster, { splitAt })
  const { cells, taken } = outsideIn(reachability)
  const within = { side, platformNamespaces, outside: cells }
  const asked = { ...within, ...(maxHops === undefined ? {} : { maxHops }) }
  const limits = outsideLimits(
    reachability,
    taken.filter((each) => each !== place),
  )
  const explain = flagOption(options, 'explain')
  return closureListing(reachability, at(reachability, place), asked, { explain, limits })
}

/** Whether a place is an address that is no Service's own: nothing comes from that of a Service, so that it stands for no cell of its own. */
function isOutside({ fronts }: Cluster, place: string): boolean {
  const address = parseIpAddress(place)
  if (address === undefined) return false
  const text = formatIpAddress(address)
  return !fronts.some(({ addresses }) =>
    addresses.some((each) => each.own && each.address === text),
  )
}

function cidrOf(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}

/** The endpoints behind places, each once. */
function endpointsOf(sides: readonly Side[]): readonly Endpoint[] {
  return [...new Set(sides.flatMap(({ either }) => either.map(({ endpoint }) => endpoint)))]
}
