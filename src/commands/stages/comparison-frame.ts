import type { ComparisonFrame } from '../../render/comparison-html.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'

/** What a comparison is printed with besides what it says; `entity`: as the later run names it, where the configuration does not. */
export function comparisonFrame(
  { report, archive }: Configuration,
  entity: string | undefined,
  context: Context,
): ComparisonFrame {
  return {
    entity: report.entity ?? entity ?? archive.origin,
    classification: report.classification,
    ...(report.timeZone === 'UTC' ? {} : { timeZone: report.timeZone }),
    generatedAt: context.clock.now(),
  }
}
