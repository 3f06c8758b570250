import type { Evaluation, SegmentationCell } from '../../model/evaluation.ts'
import type { ClusterView, SegmentationView } from '../report-schema.ts'
import { grouped, visible } from '../text.ts'
import { CLASS_WORDS } from '../words.ts'
import { examplePath } from './evidence.ts'

/** Classes in the order of every table and picture. */
const CLASSES = ['cde', 'connected', 'unclassified', 'out-of-scope'] as const

/** Sides of the matrix in the same order, what is outside first. */
const SIDES = ['external', ...CLASSES] as const

/** Workloads and pods per class; classes without any are left out. */
export function classesView(evaluation: Evaluation): ClusterView['classes'] {
  return CLASSES.map((one) => {
    const workloads = evaluation.scope.filter((workload) => workload.class === one)
    return {
      class: one,
      word: CLASS_WORDS[one],
      workloads: workloads.length,
      pods: workloads.reduce((pods, workload) => pods + workload.pods, 0),
    }
  }).filter(({ workloads }) => workloads > 0)
}

/** Every workload with its class and the rule that decided; those of a namespace that agree in both stand together. */
export function workloadsView({ scope }: Evaluation): ClusterView['workloads'] {
  const groups = Map.groupBy(scope, (one) =>
    JSON.stringify([one.namespace, one.class, one.rule ?? '']),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return {
      namespace: visible(first.namespace),
      class: first.class,
      word: CLASS_WORDS[first.class],
      rule: visible(first.rule ?? 'none'),
      members: group.map(({ workload, pods }) => ({ workload: visible(workload), pods })),
    }
  })
}

/** The cells of the segmentation matrix by from, then to, with their answers in words. */
export function segmentationView(evaluation: Evaluation): readonly SegmentationView[] {
  const place = ({ from, to }: SegmentationCell) =>
    SIDES.indexOf(from) * SIDES.length + SIDES.indexOf(to)
  const cells = evaluation.segmentation.toSorted((one, other) => place(one) - place(other))
  return cells.map((cell) => ({
    from: cell.from,
    to: cell.to,
    fromWord: CLASS_WORDS[cell.from],
    toWord: CLASS_WORDS[cell.to],
    pairs: cell.pairs,
    allowed: cell.allowed,
    indeterminate: cell.indeterminate,
    approved: cell.approved,
    answer: answerOf(cell, evaluation),
    ...(cell.example === undefined ? {} : { example: examplePath(cell.example) }),
  }))
}

function answerOf(cell: SegmentationCell, evaluation: Evaluation): string {
  if (cell.pairs === 0) return 'no subjects'
  const pairs = `${pairsExamined(cell, evaluation)} pairs`
  if (evaluation.blockers.length > 0) return `cannot be decided (${pairs} examined)`
  if (cell.allowed === 0 && cell.indeterminate === 0)
    return `no allowed path in the declared configuration (${pairs} examined)`
  const unlisted = cell.allowed - cell.approved
  return [
    ...(cell.allowed === 0
      ? []
      : [
          `${grouped(cell.allowed)} of ${pairs} allowed: ${grouped(cell.approved)} listed, ${grouped(unlisted)} not`,
        ]),
    ...(cell.indeterminate === 0
      ? []
      : [`${grouped(cell.indeterminate)} of ${pairs} cannot be decided, counted as allowed`]),
  ].join('; ')
}

/** `4 x 10` where the classes' workloads give exactly these pairs, else their number. */
function pairsExamined(cell: SegmentationCell, evaluation: Evaluation): string {
  const size = (name: SegmentationCell['from']) =>
    evaluation.scope.filter((workload) => workload.class === name).length
  const [from, to] = [size(cell.from), size(cell.to)]
  return from * to === cell.pairs ? `${grouped(from)} x ${grouped(to)}` : grouped(cell.pairs)
}
