import { Fault } from '../../core/fault.ts'
import type { ComparedSide } from '../../compare/compare.ts'
import type { FolderSide, RunSide } from './side.ts'
import type { EvaluatedWith } from './evaluated-with.ts'

/** What the user named on one side. */
export type GivenSide = RunSide | FolderSide

/** Both sides, speaking of the same clusters. */
export type ComparedPair = { readonly base: ComparedSide; readonly head: ComparedSide }

/** What else is known of the two sides: the cluster that is asked for, and what is configured, for folders alone. */
export type PairingRequest = {
  readonly cluster: string | undefined
  readonly configured: () => Promise<EvaluatedWith>
}

/** The name of the cluster that two folders are, where nobody gives it one. */
const UNNAMED = 'folder'

/**
 * Gives both sides the same names of clusters, and evaluates folders. A folder is one cluster: beside a run the one with its kube-system UID,
 * or the one that is asked for, and evaluated with what is pinned in that run; beside another folder the same cluster as that, and both with
 * what is configured.
 *
 * Rejects with Fault `USAGE` when a folder is none of the run's clusters, or when the run has no cluster of the name asked for.
 */
export async function pairSides(
  one: GivenSide,
  two: GivenSide,
  request: PairingRequest,
): Promise<ComparedPair> {
  const { cluster } = request
  if (one.kind === 'run' && two.kind === 'run') {
    return { base: only(one, cluster), head: only(two, cluster) }
  }
  const run = [one, two].find((side) => side.kind === 'run')
  const folder = [one, two].find((side) => side.kind === 'folder')
  const known = run === undefined || folder === undefined ? UNNAMED : nameIn(run, folder, request)
  const name = cluster ?? known
  const basis = run === undefined ? await request.configured() : run.pinned()
  const as = (side: GivenSide) => (side.kind === 'run' ? only(side, name) : side.as(name, basis))
  const base = await as(one)
  const head = await as(two)
  const said = basis.says(name, cluster !== undefined)
  return { base: { ...base, notes: [...said, ...base.notes] }, head }
}

/** The side with the one cluster that is asked for; whole when none is. */
function only({ side }: RunSide, name: string | undefined): ComparedSide {
  if (name === undefined) return side
  const { clusters } = side.side
  if (!clusters.some((cluster) => cluster.name === name)) {
    throw new Fault('USAGE', `${side.side.name} has no cluster ${name}`, {
      hint: `it has ${clusters.map((cluster) => cluster.name).join(', ')}`,
    })
  }
  const others = clusters.length - 1
  const note = `only cluster ${name} is compared; ${side.side.name} has ${others} more`
  return {
    ...side,
    side: { ...side.side, clusters: clusters.filter((cluster) => cluster.name === name) },
    retired: side.retired.filter((cluster) => cluster.name === name),
    notes: others === 0 ? side.notes : [...side.notes, note],
    clusters: side.clusters.filter((cluster) => cluster.name === name),
  }
}

function nameIn({ side }: RunSide, folder: FolderSide, { cluster }: PairingRequest): string {
  if (cluster !== undefined) return cluster
  const { name: run, clusters } = side.side
  const [match, ...more] = clusters.filter(({ uid }) => uid !== undefined && uid === folder.uid)
  if (match !== undefined && more.length === 0) return match.name
  const why =
    folder.uid === undefined
      ? 'it does not state the UID of its kube-system'
      : `${more.length + (match === undefined ? 0 : 1)} of its clusters have its kube-system UID`
  throw new Fault(
    'USAGE',
    `which cluster of ${run} the folder ${folder.path} is, is not known: ${why}`,
    {
      hint: `name it with --cluster: ${clusters.map(({ name }) => name).join(', ')}`,
    },
  )
}
