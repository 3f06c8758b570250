import type { Instant } from '../../core/clock.ts'
import type { LogFields } from '../../core/log.ts'
import type { ToldError } from '../../core/system-fault.ts'
import type { FamilyChoice } from '../../model/control.ts'
import type { PlatformOptions } from './evaluate-cluster.ts'

/** One cluster to evaluate: where everything lies, never the things themselves. */
export type EvaluationTask = {
  /** the run folder, with the inputs that are pinned in it */
  readonly run: string
  /** the cluster's folder in it, where evaluation.json is written */
  readonly folder: string
  /** ids of the frameworks in use; all of the catalogue are pinned */
  readonly frameworks: readonly string[]
  /** as in the catalogue */
  readonly families?: FamilyChoice
  readonly options: PlatformOptions
  readonly evaluatedAt: Instant
  /** id of the run */
  readonly runId: string
  /** the clusters that the estate expects, sorted; absent: the run was asked for some only */
  readonly estate?: readonly string[]
  /** how long it may take: the parent ends it then */
  readonly deadlineSeconds: number
}

/** What the evaluating process says: lines for the log, then how the task ended. */
export type EvaluatorMessage =
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warn'
      readonly message: string
      readonly fields: LogFields
    }
  /** evaluation.json is written */
  | { readonly kind: 'evaluated'; readonly peakMegabytes: number }
  /** disk or file system refused: that is no matter of the cluster */
  | { readonly kind: 'refused'; readonly error: ToldError }
  /** evaluating threw; `stack` where it was no Fault */
  | { readonly kind: 'failed'; readonly why: string; readonly stack?: string }
