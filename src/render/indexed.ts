import type { IndexedFramework } from './control-index.ts'
import { familiesOf } from './control-index.ts'
import { speaks } from './period/pages.ts'
import type { PeriodFramework } from './period/schema.ts'
import { MARK_OF, shortSegmentWord } from './period/words.ts'
import type { FrameworkView } from './report-schema.ts'
import { shortOutcomeWord } from './words.ts'

/** A framework of a run's report as the index knows it. */
export function indexedOf(framework: FrameworkView): IndexedFramework {
  const { id, anchor, title, version, silent, controls } = framework
  return {
    ...{ id, anchor, name: `${title} ${version}`, isSilent: silent !== undefined },
    controls: controls.map((control) => ({
      ...{ id: control.id, anchor: control.anchor, title: control.title },
      ...{ section: control.section, related: control.related },
      ...{ mark: control.outcome, word: shortOutcomeWord(control.outcome) },
      checks: [...new Set(control.checks.map((check) => check.id))],
    })),
  }
}

/** A framework of a period's report as the index knows it: by the worst word over the period in the clusters that were read, and by every check of the period. */
export function indexedPeriod(framework: PeriodFramework): IndexedFramework {
  const { id, anchor, title, version, controls } = framework
  return {
    ...{ id, anchor, name: `${title} ${version}`.trim(), isSilent: !speaks(framework) },
    controls: controls.map((control) => ({
      ...{ id: control.id, anchor: control.anchor, title: control.title },
      ...{ section: control.section, related: control.related },
      ...{ mark: MARK_OF[control.read.word], word: shortSegmentWord(control.read.word) },
      checks: checksOf(control),
    })),
  }
}

/** The checks of all segments without their versions. */
function checksOf({ parts }: PeriodFramework['controls'][number]): readonly string[] {
  const named = parts.flatMap(({ segments }) => segments.flatMap(({ checks }) => checks))
  return [...new Set(named.map((check) => check.split(' ')[0] ?? check))]
}

/** Frameworks with the families that the contents name. */
export function withFamilies<Framework>(
  frameworks: readonly Framework[],
  indexed: readonly IndexedFramework[],
) {
  return frameworks.map((framework, at) => {
    const known = indexed[at]
    return { ...framework, families: known === undefined ? [] : familiesOf(known) }
  })
}
