import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import { describeUnread } from '../../core/unread-lists.ts'
import type { RunSheets, SnapshotSheet } from '../../model/period.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** What a run says of where its evidence comes from, from the records of its snapshots; what earlier runs said alike is not held twice. */
export class Sheets {
  readonly #known = new Map<string, unknown>()

  of(run: string, image: string | undefined, snapshots: readonly Snapshot[]): RunSheets {
    return {
      run,
      ...(image === undefined ? {} : { image: this.#shared(image) }),
      clusters: snapshots
        .filter(({ status }) => status !== 'retired')
        .map((snapshot) => this.#sheet(snapshot)),
    }
  }

  #sheet(snapshot: Snapshot): SnapshotSheet {
    const { cluster, status, takenFrom, takenTo, clockDifference, objectCount, root } = snapshot
    const account = accountOf(snapshot)
    return {
      ...{ cluster: this.#shared(cluster), status, takenFrom, takenTo, objectCount, root },
      source: this.#shared(snapshot.source),
      identity: this.#shared(snapshot.identity),
      ...(clockDifference === undefined ? {} : { clockDifference }),
      ...(account === undefined ? {} : { account: this.#shared(account) }),
      lists: this.#shared(listsOf(snapshot)),
      unknownPolicyApis: this.#shared(snapshot.unknownPolicyApis),
      replaced: snapshot.redactions.reduce((sum, { count }) => sum + count, 0),
      errors: this.#shared(errorsOf(snapshot)),
    }
  }

  #shared<T>(value: T): T {
    const key = JSON.stringify(value)
    const known = this.#known.get(key)
    if (known !== undefined) return known as T
    this.#known.set(key, value)
    return value
  }
}

function accountOf({ account }: Snapshot): SnapshotSheet['account'] {
  if (account === undefined) return undefined
  const { user, groups, rules } = account
  if (rules === undefined) return { user, groups }
  const digest = digestOf(canonicalJson([...rules]))
  return { user, groups, rights: { lines: rules.length, digest } }
}

function listsOf({ resources }: Snapshot): SnapshotSheet['lists'] {
  const read = resources.filter(({ status }) => status === 'ok').length
  const notServed = resources.filter(({ status }) => status === 'not-served').length
  const { length: total } = resources
  return { total, read, notServed, unread: total - read - notServed }
}

/** Where no list was read at all, why not says everything. */
function errorsOf({ gaps, reasons, notes, resources }: Snapshot): readonly string[] {
  const isRead = resources.some(({ status }) => status === 'ok')
  return [...(isRead && gaps.length > 0 ? describeUnread(gaps) : reasons), ...notes]
}
