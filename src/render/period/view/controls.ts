import type { Control, Framework } from '../../../model/control.ts'
import type { ControlPeriod, PeriodSource, SegmentWord } from '../../../model/period.ts'
import type { FrameworkView } from '../../report-schema.ts'
import { prose, visible } from '../../text.ts'
import { METHOD_WORDS, OUTCOMES } from '../../words.ts'
import { anchorOf } from '../../view/anchor.ts'
import type { PeriodControl, PeriodFramework, PeriodPart } from '../schema.ts'
import { SEGMENT_WORDS, segmentWord, shortSegmentWord } from '../words.ts'
import { lettersOf, worstLetters, type Places } from './letters.ts'
import type { RunNumbers } from './points.ts'
import { clustersSentence, segmentView } from './segments.ts'
import { silenceOf } from './silence.ts'
import { trendOf } from './trend.ts'
import type { Columns } from './columns.ts'

/** What the views of controls need besides the controls. */
export type ControlContext = {
  readonly source: PeriodSource
  readonly numbers: RunNumbers
  readonly columns: Columns
  readonly places: Places
  /** frameworks with the open results of the newest run, by id */
  readonly newest: ReadonlyMap<string, FrameworkView>
}

/** What a framework is called; one that the newest catalogue no longer has is known by its id alone. */
type Named = Pick<Framework, 'id' | 'title' | 'version' | 'publisher' | 'noun' | 'notice'> & {
  readonly controls: readonly Control[]
}

/** All frameworks with the controls of the period: in the order of the newest catalogue, then those that it no longer has. */
export function periodFrameworks(context: ControlContext): readonly PeriodFramework[] {
  const { source } = context
  const byFramework = Map.groupBy(source.controls, ({ framework }) => framework)
  const known = source.newest?.catalogue.frameworks ?? []
  const gone = [...byFramework.keys()].filter((id) => known.every((one) => one.id !== id))
  return [...known, ...gone.map(nameless)].flatMap((framework) => {
    const controls = byFramework.get(framework.id) ?? []
    return controls.length === 0 ? [] : [frameworkView(framework, controls, context)]
  })
}

function nameless(id: string): Named {
  return {
    ...{
      id,
      title: id,
      version: '',
      publisher: 'a publisher that the newest catalogue does not name',
    },
    ...{
      noun: 'control',
      notice: 'The newest catalogue of the period no longer has it.',
      controls: [],
    },
  }
}

function frameworkView(
  framework: Named,
  periods: readonly ControlPeriod[],
  context: ControlContext,
): PeriodFramework {
  const letters = new Map(periods.map((one) => [one, lettersOf(one, context.places)]))
  const grouped = Map.groupBy(periods, ({ control }) => control)
  const controls = ordered(grouped, framework).map((all) =>
    controlView(framework, all, letters, context),
  )
  return {
    id: visible(framework.id),
    anchor: anchorOf('framework', framework.id),
    title: prose(framework.title),
    version: visible(framework.version),
    publisher: prose(framework.publisher),
    noun: framework.noun,
    nouns: framework.noun === 'criterion' ? 'criteria' : `${framework.noun}s`,
    notice: prose(framework.notice),
    total: controls.length,
    segmented: controls.filter(({ segmented }) => segmented).length,
    tallies: SEGMENT_WORDS.map((word) => ({
      word,
      text: shortSegmentWord(word),
      count: controls.filter((one) => one.word === word).length,
    })),
    trend: trendOf([...letters.values()], context.columns),
    ...silenceOf(controls),
    controls,
  }
}

/** In the order of the newest catalogue; what it no longer has comes last. */
function ordered(
  grouped: ReadonlyMap<string, readonly ControlPeriod[]>,
  { controls }: Named,
): readonly (readonly ControlPeriod[])[] {
  const ids = new Set([...controls.map(({ id }) => id), ...grouped.keys()])
  return [...ids].flatMap((id) => {
    const all = grouped.get(id)
    return all === undefined ? [] : [all]
  })
}

function controlView(
  framework: Named,
  all: readonly ControlPeriod[],
  letters: ReadonlyMap<ControlPeriod, string>,
  context: ControlContext,
): PeriodControl {
  const [first] = all
  const id = first?.control ?? ''
  const parts = [...partsOf(framework, all, context), ...withoutAny(framework, all, context)]
  const word = worstWord(parts)
  const rows = all.map((one) => ({ cluster: one.cluster, letters: letters.get(one) ?? '' }))
  return {
    id: visible(id),
    anchor: anchorOf('control', framework.id, id),
    name: `${framework.noun} ${visible(id)}`,
    title: prose(first?.title ?? ''),
    ...definition(framework.controls.find((one) => one.id === id)),
    word,
    wordText: segmentWord(word, framework.noun),
    sentence:
      parts.length === 1 && parts[0]?.clusters.length === 1
        ? parts[0].sentence
        : clustersSentence(parts, SEGMENT_WORDS, framework.noun),
    segmented: all.some(({ segments }) => segments.length > 1),
    ...slotCounts(all),
    letters: worstLetters(rows.map((row) => row.letters)),
    parts,
    strip: Array.from(
      Map.groupBy(rows, (row) => row.letters),
      ([same, inIt]) => ({ clusters: inIt.map(({ cluster }) => visible(cluster)), letters: same }),
    ),
    ...newestOf(framework.id, id, context),
  }
}

function definition(control: Control | undefined) {
  if (control === undefined) return { procedures: [], related: [] }
  const { section, method, procedures, residual, signOff, related } = control
  return {
    ...(section === undefined ? {} : { section: prose(section) }),
    method: METHOD_WORDS[method],
    procedures: procedures.map(visible),
    residual: prose(residual),
    ...(signOff === undefined ? {} : { signOff: prose(signOff.statement) }),
    related: related.map((one) => visible(`${one.framework} ${one.id}`)),
  }
}

/** Clusters with equal segments as one part, in the order of the first of them. */
function partsOf(
  { noun }: Named,
  all: readonly ControlPeriod[],
  { numbers }: ControlContext,
): readonly PeriodPart[] {
  const seen = all.map(({ cluster, segments }) => ({
    cluster,
    segments: segments.map((segment) => segmentView(segment, noun, numbers)),
  }))
  return [...Map.groupBy(seen, ({ segments }) => JSON.stringify(segments)).values()].flatMap(
    (alike) => {
      const [first] = alike
      if (first === undefined) return []
      const { segments } = first
      const word = worstWord(segments)
      return {
        clusters: alike.map(({ cluster }) => visible(cluster)),
        word,
        sentence:
          segments.length === 1
            ? (segments[0]?.sentence ?? '')
            : `${segmentWord(word, noun)}, in ${segments.length} segments that are not joined`,
        segments,
      }
    },
  )
}

/** Clusters that were expected and have no result in any snapshot: nothing can be concluded of them. */
function withoutAny(
  { id, noun }: Named,
  all: readonly ControlPeriod[],
  { source }: ControlContext,
): readonly PeriodPart[] {
  const known = new Set(all.map(({ cluster }) => cluster))
  const missing = source.ledger.rows.filter(
    ({ cluster, cells }) =>
      !known.has(cluster) &&
      cells.some(({ state }) => !['retired', 'not-expected', 'to-come'].includes(state)),
  )
  const words = missing.map(({ cluster }) => ({ cluster, word: unreadWord(cluster, id, source) }))
  return Array.from(
    Map.groupBy(words, ({ word }) => word),
    ([word, inIt]) => ({
      clusters: inIt.map(({ cluster }) => visible(cluster)),
      word,
      sentence: `${word === 'undetermined' ? word : segmentWord(word, noun)}: no snapshot of the period has a result`,
      segments: [],
    }),
  )
}

/** A benchmark of another platform has no subjects in a cluster that was never read; everything else is undetermined there. */
function unreadWord(cluster: string, framework: string, { newest }: PeriodSource): SegmentWord {
  const said = newest?.clusters
    .find(({ name }) => name === cluster)
    ?.unread?.find((one) => one.framework === framework)
  return said?.outcome ?? 'undetermined'
}

function worstWord(all: readonly { readonly word: SegmentWord }[]): SegmentWord {
  return SEGMENT_WORDS.find((word) => all.some((one) => one.word === word)) ?? 'undetermined'
}

function slotCounts(
  all: readonly ControlPeriod[],
): Pick<PeriodControl, 'expected' | 'without' | 'failing' | 'undetermined'> {
  const segments = all.flatMap((one) => one.segments)
  const sum = (of: (segment: (typeof segments)[number]) => number) =>
    segments.reduce((total, segment) => total + of(segment), 0)
  return {
    expected: sum(({ expected }) => expected),
    without: sum(({ without }) => without),
    failing: sum(({ slots }) => slots.fail),
    undetermined: sum(({ slots }) => slots.undetermined),
  }
}

/** What is open in the newest run, cluster by cluster, and what people have stated; a cluster without is left out. */
function newestOf(
  framework: string,
  id: string,
  { newest }: ControlContext,
): Pick<PeriodControl, 'newest' | 'beside'> {
  const control = newest.get(framework)?.controls.find((one) => one.id === visible(id))
  const open: readonly string[] = OUTCOMES.slice(0, 3)
  const clusters = control?.clusters ?? []
  return {
    beside: clusters
      .map(({ cluster, signOffs, waivers }) => ({ cluster, signOffs, waivers }))
      .filter(({ signOffs, waivers }) => signOffs.length + waivers.length > 0),
    newest: clusters.filter(
      ({ outcome, subjects }) => open.includes(outcome) && subjects.length > 0,
    ),
  }
}
