import type { ManifestKind } from '../model/manifest.ts'
import { FOLDERS, folderOf } from './layout.ts'
import { idIn } from './run-id.ts'
import type { Store } from './store.ts'

/** One run folder that no log entry records: its writer was stopped before the commit. It is never reused. */
export type Uncommitted = {
  readonly kind: ManifestKind
  readonly id: string
  readonly path: string
}

/**
 * The run folders that the log does not record, given the ids it does; sorted by kind and id. What bears a name that no writer gives is not among
 * them.
 */
export async function* uncommitted(
  store: Store,
  committed: ReadonlySet<string>,
): AsyncIterable<Uncommitted> {
  for (const kind of ['report', 'run'] as const) {
    for await (const { name } of store.names(FOLDERS[kind])) {
      const id = idIn(kind, name)
      if (id !== undefined && !committed.has(id)) yield { kind, id, path: folderOf(kind, id) }
    }
  }
}
