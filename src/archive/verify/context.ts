import type { Instant } from '../../core/clock.ts'
import type { Trust } from '../../model/signer.ts'
import type { Store } from '../store.ts'
import type { Recorder } from './recorder.ts'

/** What every part of a verification works with. */
export type Context = {
  readonly store: Store
  readonly trust: Trust
  /** the time of the check, for the validity of certificates */
  readonly at: Instant
  readonly record: Recorder
}
