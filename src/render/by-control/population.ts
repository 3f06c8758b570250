import { subjectWords } from '../../core/object-key.ts'
import type { SignedParent } from '../../model/parent.ts'
import type { PeriodReport } from '../period/schema.ts'
import type { ControlView } from '../report-schema.ts'
import { csvOf } from '../csv.ts'
import { several, type Cell, type Table } from '../tables/table.ts'
import type { ControlOfRun } from './control-pdf.ts'

/** How the items were selected: a check looks at all that there are. */
const WHOLE = 'all items: no sample was drawn'

/** The runs of a period by the numbers that pages of its controls name, as CSV; each row names the signed report. */
export function runsOfPeriod({ runs }: PeriodReport, { report }: SignedParent): Uint8Array {
  return csvOf({
    name: 'Runs',
    columns: ['number', 'run', 'slot', 'SHA256SUMS of the run', 'log entry', ...NAMED_REPORT],
    rows: function* () {
      for (const { number, id, slot, sumsDigest, entry } of runs)
        yield [number, id, slot ?? '', sumsDigest, entry, ...namedReport(report)]
    },
  })
}

const NAMED_REPORT = [
  ...['signed report', 'SHA256SUMS of the report'],
  ...['log entry of the report', 'digest of its entry'],
]

function namedReport(report: SignedParent['report']): readonly Cell[] {
  return report === undefined
    ? []
    : [report.id, report.sumsDigest, report.entry, report.entryDigest]
}

/**
 * The population of one control, item by item, as CSV; each row names what is signed.
 *
 * @param reference what the references of its rows begin with: that of the signed report
 */
export function populationOfControl(
  of: ControlOfRun,
  reference: string = of.report.reference,
): Uint8Array {
  return csvOf(populationTable(of, reference))
}

function populationTable({ framework, control, parent }: ControlOfRun, reference: string): Table {
  const { report } = parent
  return {
    name: 'Population',
    columns: [
      ...['reference', 'type', 'item', 'selection method', 'sampled', 'total'],
      ...['cluster', 'check', 'result', 'reason', 'evidence'],
      ...['signed run', 'SHA256SUMS of the run', 'log entry', 'digest of the entry'],
      ...(report === undefined ? [] : NAMED_REPORT),
    ],
    rows: function* () {
      const named = [
        ...[parent.run, parent.sumsDigest, parent.entry, parent.entryDigest],
        ...namedReport(report),
      ]
      let number = 0
      for (const part of control.clusters)
        for (const row of rowsOf(part))
          yield [`${reference}/${framework.id}/${control.id}/${++number}`, ...row, ...named]
    },
  }
}

type Part = ControlView['clusters'][number]
type Subject = Part['subjects'][number]

/** A cluster without any subject has a row of its own: that there are none, or that nobody knows. */
function rowsOf({ cluster, word, reason, counts, subjects }: Part): readonly (readonly Cell[])[] {
  if (subjects.length === 0) {
    const [how, total] = counts === undefined ? ['not read: not known', ''] : [WHOLE, 0]
    return [['Cluster', cluster, how, 0, total, cluster, '', word, reason, '']]
  }
  const total = subjects.length
  return subjects.map((each) => [
    ...[typeOf(each.subject), subjectWords(each.subject), WHOLE, total, total, cluster],
    ...[`${each.check} version ${each.checkVersion}`, each.word, each.reason],
    several([...new Set(each.evidence.map(namedBy))]),
  ])
}

/** The number of an observation; where the signed report has none for it, the object and the place in it. */
function namedBy({ number, object, pointer }: Subject['evidence'][number]): string {
  if (number !== '') return number
  return pointer === '' ? object : `${object} ${pointer}`
}

/** The kind in `cluster/namespace/Kind/name`; the subject of the cluster itself has none. */
function typeOf(subject: string): string {
  const kind = subject.split('/')[2] ?? ''
  return kind === '' ? 'Cluster' : kind
}
