import type { Logo } from '../../model/logo.ts'
import type { ComparisonFrame } from '../../render/comparison-html.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'

/** Whose comparison it is, as the later run says it; empty where that is a folder. */
export type ComparedBy = { readonly entity?: string; readonly logo?: Logo }

/** What a comparison is printed with besides what it says; the configuration names the entity before the run does. */
export function comparisonFrame(
  { report, archive }: Configuration,
  { entity, logo }: ComparedBy,
  context: Context,
): ComparisonFrame {
  return {
    entity: report.entity ?? entity ?? archive.origin,
    classification: report.classification,
    ...(logo === undefined ? {} : { logo }),
    ...(report.timeZone === 'UTC' ? {} : { timeZone: report.timeZone }),
    generatedAt: context.clock.now(),
  }
}
