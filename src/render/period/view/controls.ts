import type { Control, Framework } from '../../../model/control.ts'
import type { ControlPeriod, PeriodSource } from '../../../model/period.ts'
import type { FrameworkView } from '../../report-schema.ts'
import { prose, visible } from '../../text.ts'
import { METHOD_WORDS, OUTCOMES } from '../../words.ts'
import { anchorOf } from '../../view/anchor.ts'
import type { PeriodControl, PeriodFramework } from '../schema.ts'
import { SEGMENT_WORDS, shortSegmentWord } from '../words.ts'
import { lettersOf, worstLetters, type Places } from './letters.ts'
import { partsOf, partView, withoutAny } from './parts.ts'
import type { RunNumbers } from './points.ts'
import { silenceOf } from './silence.ts'
import { dueIn, slotCounts, type DueIn } from './slots.ts'
import { standing } from './standing.ts'
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

/** The same with what is known of clusters for all controls alike. */
type Known = ControlContext & {
  readonly due: DueIn
  readonly isRead: (cluster: string) => boolean
}

/** What a framework is called; one that the newest catalogue no longer has is known by its id alone. */
type Named = Pick<Framework, 'id' | 'title' | 'version' | 'publisher' | 'noun' | 'notice'> & {
  readonly controls: readonly Control[]
}

/** All frameworks with the controls of the period: in the order of the newest catalogue, then those that it no longer has. */
export function periodFrameworks(given: ControlContext): readonly PeriodFramework[] {
  const { source } = given
  const never = new Set(source.neverRead.map(({ cluster }) => cluster))
  const context = { ...given, due: dueIn(source), isRead: (one: string) => !never.has(one) }
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
  context: Known,
): PeriodFramework {
  const letters = new Map(periods.map((one) => [one, lettersOf(one, context.places)]))
  const grouped = Map.groupBy(periods, ({ control }) => control)
  const controls = ordered(grouped, framework).map((all) =>
    controlView(framework, all, letters, context),
  )
  const read = readPeriods(periods, context)
  const silence = silenceOf(controls)
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
      count: controls.filter((one) => one.read.word === word).length,
    })),
    open: controls.filter(isLeftOpen).length,
    unused: isUnused(controls, silence, context),
    trend: trendOf(
      read.map((one) => ({ cluster: one.cluster, letters: letters.get(one) ?? '' })),
      context.columns,
      context.source.ledger,
    ),
    ...silence,
    controls,
  }
}

/** Of the clusters that some run read; of all, where none was. */
function readPeriods<Period extends { readonly cluster: string }>(
  periods: readonly Period[],
  { isRead }: Known,
): readonly Period[] {
  const read = periods.filter(({ cluster }) => isRead(cluster))
  return read.length === 0 ? periods : read
}

/** Whether clusters that no run read leave a control undetermined that is not so in the others. */
function isLeftOpen({ word, read }: PeriodControl): boolean {
  return word === 'undetermined' && read.word !== word
}

/** Whether a framework is of another kind than every cluster that was read, or another one is used there: it then says nothing of any. */
function isUnused(
  controls: readonly PeriodControl[],
  { silent = [] }: Pick<PeriodFramework, 'silent'>,
  { source }: Known,
): boolean {
  const isSilent = new Set(silent.flatMap(({ clusters }) => clusters))
  const clusters = new Set(controls.flatMap(({ parts }) => parts.flatMap((part) => part.clusters)))
  return (
    source.population.length > 0 &&
    controls.every(({ read }) => read.word === 'not-applicable') &&
    [...clusters].every((one) => isSilent.has(one))
  )
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
  context: Known,
): PeriodControl {
  const [first] = all
  const id = first?.control ?? ''
  const { due, isRead } = context
  const known = new Set(all.map(({ cluster }) => cluster))
  const missing = [...due.keys()].filter((cluster) => !known.has(cluster))
  const parts = [
    ...partsOf(framework.noun, all, context),
    ...withoutAny(framework, missing, context),
  ]
  const rows = all.map((one) => ({ cluster: one.cluster, letters: letters.get(one) ?? '' }))
  const read = new Set(readPeriods(rows, context))
  return {
    id: visible(id),
    anchor: anchorOf('control', framework.id, id),
    name: `${framework.noun} ${visible(id)}`,
    title: prose(first?.title ?? ''),
    ...definition(framework.controls.find((one) => one.id === id)),
    ...standing(parts, framework.noun),
    segmented: all.some(({ segments }) => segments.length > 1),
    ...slotCounts(all, missing, due, isRead),
    letters: worstLetters(rows.filter((row) => read.has(row)).map((row) => row.letters)),
    parts: parts.map(partView),
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
