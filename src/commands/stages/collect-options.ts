import { DEFAULT_BOUNDS, type CollectBounds, type CollectOptions } from '../../collect/options.ts'
import { silentLog } from '../../core/log.ts'
import type { Context } from '../context.ts'
import { toolVersion } from '../tool.ts'

/** Bounds for asking a cluster a few questions while somebody waits for the answer: a minute in all, and no long retries. */
const QUESTION_BOUNDS: CollectBounds = {
  ...DEFAULT_BOUNDS,
  deadlineSeconds: 60,
  silenceSeconds: 15,
  tries: 2,
  longestWaitSeconds: 5,
}

/** What asking a cluster needs when nothing of it is collected: what it refuses is in the answer, not in the log. */
export function collectOptions(context: Context): CollectOptions {
  return {
    clock: context.clock,
    log: silentLog,
    environment: context.env,
    userAgent: `exhibit/${toolVersion(context.packageRoot)}`,
    bounds: QUESTION_BOUNDS,
    policyApisBefore: [],
    signal: context.signal,
  }
}
