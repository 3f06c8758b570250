import type { PeriodFramework } from './schema.ts'

/** Frameworks in the order in which a summary names them: those whose controls are requirements of a standard before benchmarks and our own; else as the report has them. */
export function readingOrder<Framework extends Pick<PeriodFramework, 'noun'>>(
  frameworks: readonly Framework[],
): readonly Framework[] {
  const isFirst = ({ noun }: Framework) => noun === 'requirement'
  return [...frameworks.filter(isFirst), ...frameworks.filter((one) => !isFirst(one))]
}
