import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TargetKind } from '../archive/verify/verify-path.ts'
import type { Verification, VerificationCheck } from '../model/verification.ts'
import { verifySnapshot } from '../snapshot/verify.ts'

/**
 * A verification to which the snapshots are added: every root digest computed again from the objects. What does not hold is invalid and names
 * the cluster's folder.
 */
export async function withSnapshots(
  path: string,
  kind: TargetKind,
  verification: Verification,
): Promise<Verification> {
  const folders = snapshotFolders(path, kind)
  const wrong: VerificationCheck[] = []
  for (const folder of folders) {
    for (const reason of await verifySnapshot(join(path, folder))) {
      wrong.push({ path: folder, outcome: 'invalid', reason })
    }
  }
  const reason = `roots of ${folders.length} snapshots computed again from their objects`
  return {
    ...verification,
    outcome: wrong.length > 0 ? 'invalid' : verification.outcome,
    checks: [...verification.checks, ...wrong, { path: 'clusters', outcome: 'noted', reason }],
  }
}

/** The folders that hold a snapshot, relative to the target, sorted. */
function snapshotFolders(path: string, kind: TargetKind): readonly string[] {
  if (kind === 'file') return []
  const runs = kind === 'archive' ? foldersIn(path, 'runs') : ['.']
  return runs.flatMap((run) => foldersIn(path, join(run, 'clusters')))
}

function foldersIn(path: string, folder: string): readonly string[] {
  if (!existsSync(join(path, folder))) return []
  return readdirSync(join(path, folder))
    .sort()
    .map((name) => join(folder, name))
}
