/** Information produced by the entity: what an assessor files about where the evidence comes from, one page for the run and one per cluster. */
import { moments } from '../moment.ts'
import type { ClusterView, Report } from '../report-schema.ts'
import { counted, grouped, listed } from '../text.ts'

/** A term with what is said of it, one or several items. */
export type IpeFact = {
  readonly name: string
  readonly items: readonly string[]
  /** the items are digests */
  readonly digest?: true
}

/** The page of one cluster. */
export type IpeSheet = Pick<
  ClusterView,
  'name' | 'anchor' | 'listsAnchor' | 'word' | 'reconciliation'
> & {
  readonly sheetAnchor: string
  readonly facts: readonly IpeFact[]
  /** lists with objects; `version` only where lists have different ones */
  readonly lists: readonly {
    readonly resource: string
    readonly count: number
    readonly version: string
  }[]
  /** lists that were read and are empty */
  readonly empty: number
  readonly errors: readonly string[]
}

/** What stands once for all clusters, and the sheets of those that are expected. */
export type IpeView = {
  readonly facts: readonly IpeFact[]
  readonly method: readonly IpeFact[]
  /** files of the organisation */
  readonly files: Report['inputs']
  /** files of the catalogue */
  readonly catalogueFiles: number
  readonly sheets: readonly IpeSheet[]
}

/** A report of one run without its results, as other reports hold it, too. */
export type RunReport = Omit<Report, 'frameworks' | 'format'>

/** Lines of rights that stand on a sheet; annex A has all. */
const MOST_RULES = 3

/** Where the files of the catalogue lie among the inputs of a run. */
const CATALOGUE = 'inputs/catalogue/'

/** The sheets of a report of one run, from what the report says and nothing else. */
export function ipeView(report: RunReport): IpeView {
  const clusters = report.clusters.filter(({ status }) => status !== 'retired')
  const own = report.inputs.filter(({ name }) => !name.startsWith(CATALOGUE))
  return {
    facts: runFacts(report),
    method: methodFacts(clusters),
    files: own,
    catalogueFiles: report.inputs.length - own.length,
    sheets: clusters.map(sheetOf),
  }
}

function fact(name: string, ...items: readonly string[]): IpeFact {
  return { name, items }
}

/** One whose words are ours, and so of known length. */
function ownFact(name: string, said: string): IpeFact {
  return { name, items: [said] }
}

function runFacts(report: RunReport): readonly IpeFact[] {
  const { asOf, previous, browser, image } = report
  return [
    fact('Entity', report.entity),
    fact('Run', report.runId),
    fact('Started and finished', `${report.startedAt} to ${report.finishedAt}`),
    fact('As of', asOf === undefined ? 'no cluster was read' : moments(asOf, report.timeZone)),
    fact(
      'Asked for by',
      `${report.trigger}${report.slot === undefined ? '' : `, slot ${report.slot}`}, attempt ${report.attempt}`,
    ),
    fact('Clusters', report.population.sentence, report.population.confirmation),
    fact(
      'Made by',
      `${report.tool}${browser === undefined ? '' : `, printed by Chromium ${browser}`}`,
    ),
    fact('Image', image ?? 'not stated: no environment named one'),
    { ...ownFact('Catalogue of controls', report.catalogue), digest: true },
    {
      ...ownFact(
        'Entry before',
        previous === undefined
          ? 'none: this is the first of the archive'
          : `number ${previous.number}, ${previous.digest}`,
      ),
      digest: true,
    },
  ]
}

/** How clusters are read: the same for all of them. What only holds for some stands on their sheets. */
function methodFacts(clusters: readonly ClusterView[]): readonly IpeFact[] {
  const replaced = clusters.flatMap(({ redactions }) => redactions)
  return [
    ownFact(
      'Requests',
      'GET alone for lists, versions and what a server serves; POST only for the two reviews in which an account asks about itself (SelfSubjectReview, SelfSubjectRulesReview). Nothing is changed in a cluster. Each path stands in annex A.',
    ),
    ownFact(
      'Selection',
      'Each list whole, over all namespaces, without selectors of labels or fields; ConfigMaps only where the estate asks for them, two of kube-system by their names and published keys alone.',
    ),
    ownFact(
      'Left out',
      'Secrets, Events and every kind that annex A does not name; of status, what no check reads. Clusters that the list above does not expect.',
    ),
    ownFact(
      'Replaced before writing',
      replaced.length === 0
        ? 'no value: none had to be'
        : 'values that may hold secrets, each by the word [redacted]; counted by reason on each sheet, each with its place in redactions.ndjson.gz',
    ),
    ownFact(
      'After reading',
      'No person edits what was read: objects are written once, named by their digests, evaluated by the checks of the catalogue, and signed. exhibit verify --deep counts and digests all of them again.',
    ),
  ]
}

function sheetOf(cluster: ClusterView): IpeSheet {
  const { name, anchor, listsAnchor, word, reconciliation, resources } = cluster
  const full = resources.filter(({ status, count }) => status === 'ok' && count > 0)
  const versions = new Set(full.map(({ resourceVersion }) => resourceVersion))
  return {
    ...{ name, anchor, listsAnchor, word },
    ...(reconciliation === undefined ? {} : { reconciliation }),
    sheetAnchor: `ipe.${anchor}`,
    facts: clusterFacts(cluster),
    lists: full.map(({ resource, count, resourceVersion }) => ({
      ...{ resource, count },
      version: versions.size > 1 ? resourceVersion : '',
    })),
    empty: cluster.asked.read - full.length,
    errors: errorsOf(cluster),
  }
}

function clusterFacts(cluster: ClusterView): readonly IpeFact[] {
  const { read, source, identity, account, clock, consistency, asked, objectCount } = cluster
  return [
    ownFact('Source', source),
    ...identity.map(({ name, value }) => fact(name, value)),
    fact(
      read ? 'Read from and to' : 'Tried from and to',
      `${cluster.takenFrom} to ${cluster.takenTo}${clock === undefined ? '' : `; ${clock}`}`,
    ),
    ...account.map(({ name, value }) => fact(name, value)),
    ...rightsFacts(cluster),
    fact(
      'Lists asked for',
      `${grouped(asked.total)}: ${grouped(asked.read)} read${asked.pages === 0 ? '' : ` in ${counted(asked.pages, 'page')}`}, ${grouped(asked.notServed)} not served, ${grouped(asked.gaps)} not read`,
    ),
    ...(read ? [fact('Objects', `${grouped(objectCount)}; ${consistency ?? ''}`)] : []),
    ...exclusions(cluster),
    fact('Values replaced', replacedWords(cluster)),
    ...(read
      ? [{ ...ownFact('Digest of the snapshot', cluster.root), digest: true as const }]
      : []),
  ]
}

/** What the server said of its rights, the first lines; a server that refused to say so is told, too. */
function rightsFacts({ rules, account, read }: ClusterView): readonly IpeFact[] {
  if (!account.some(({ name }) => name === 'Groups')) return []
  if (rules.length === 0)
    return [fact('Its rights', read ? 'unknown: the server did not say' : 'unknown')]
  const rest = rules.length - MOST_RULES
  return [
    fact(
      'Its rights',
      ...rules.slice(0, MOST_RULES).map((rule) => `${rule};`),
      ...(rest > 0 ? [`and ${counted(rest, 'more line')} in annex A`] : []),
    ),
  ]
}

function exclusions({ gaps, gapCount, unknownPolicyApis }: ClusterView): readonly IpeFact[] {
  const places = new Set(gaps.map(({ namespace }) => namespace))
  const parts = [
    gapCount === 0
      ? 'nothing that was asked for'
      : `${counted(gapCount, 'list or namespace', 'lists or namespaces')} that could not be read, named below`,
    ...(places.size > 1 ? [`in ${grouped(places.size)} places`] : []),
    ...(unknownPolicyApis.length === 0
      ? []
      : [`policy APIs that are not understood: ${listed(unknownPolicyApis)}`]),
  ]
  return [fact('Left out', parts.join('; '))]
}

function replacedWords({ redactions, read }: ClusterView): string {
  if (redactions.length === 0) return read ? 'none' : 'nothing was read'
  const total = redactions.reduce((sum, { count }) => sum + count, 0)
  return `${grouped(total)}: ${listed(redactions.map(({ why, count }) => `${grouped(count)} ${why}`))}`
}

/** What a server said instead of a list, what ended alike once; of a cluster that was not read why. */
function errorsOf({ reasons, gaps, notes }: ClusterView): readonly string[] {
  const said = gaps.map(({ status, namespace, reason, resources }) => {
    const where = namespace === 'all namespaces' ? '' : ` in namespace ${namespace}`
    return `${grouped(resources.length)} ${status}${where}: ${resources.join(', ')}${reason === '' ? '' : `: ${reason}`}`
  })
  return [...(said.length === 0 ? reasons : said), ...notes]
}
