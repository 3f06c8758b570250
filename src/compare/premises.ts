import type { Digest } from '../core/digest.ts'
import type { ComparisonSide } from '../model/comparison.ts'
import type { RetiredCluster } from '../model/estate.ts'

/** What a side was made with: differences here come before any other difference. */
export type Provenance = {
  readonly side: ComparisonSide
  /** name and version of what evaluated it */
  readonly tool: string
  readonly catalogue: Digest
  /** digest of the definition of each control, `framework/control`; undefined where the catalogue cannot be read */
  readonly definitions?: () => ReadonlyMap<string, Digest> | undefined
  /** digest of each input file by its path in a run */
  readonly inputs: Readonly<Record<string, Digest>>
  /** clusters that are no longer expected, by a dated and approved entry of the estate */
  readonly retired: readonly RetiredCluster[]
}

/** The input that decides what is in the CDE. */
const SCOPE = 'inputs/scope.yaml'

/** Differences of population, scope, tool, catalogue and other inputs, one sentence each, in that order. */
export function premises(base: Provenance, head: Provenance): readonly string[] {
  const names = differing(base, head)
  return [
    ...population(base, head),
    ...names.filter((name) => name === SCOPE).map(() => 'the scope differs: inputs/scope.yaml'),
    ...tools(base, head),
    ...names.filter((name) => name !== SCOPE).map((name) => `${name} differs`),
  ]
}

function population(base: Provenance, head: Provenance): readonly string[] {
  const before = new Map(base.side.clusters.map((cluster) => [cluster.name, cluster]))
  const after = new Map(head.side.clusters.map((cluster) => [cluster.name, cluster]))
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    const wentBefore = base.retired.some((entry) => entry.name === name)
    const gone = (after.get(name)?.status ?? 'retired') === 'retired'
    const retired = gone ? head.retired.find((entry) => entry.name === name) : undefined
    if (retired === undefined) return clusterPremise(name, before.get(name), after.get(name))
    if (wentBefore && (before.get(name)?.status ?? 'retired') === 'retired') return []
    const { at, approvedBy, reason } = retired
    return [`cluster ${name} was retired on ${at} (${reason}; listed as approved by ${approvedBy})`]
  })
}

type SideCluster = ComparisonSide['clusters'][number]

function clusterPremise(
  name: string,
  before: SideCluster | undefined,
  after: SideCluster | undefined,
): readonly string[] {
  if (before === undefined) return [`cluster ${name} is expected only in the second`]
  if (after === undefined) return [`cluster ${name} is expected only in the first`]
  const said: string[] = []
  if (before.status !== after.status) {
    said.push(`cluster ${name} was ${before.status} and is ${after.status}`)
  }
  if (before.uid !== undefined && after.uid !== undefined && before.uid !== after.uid) {
    said.push(`cluster ${name} was replaced: another cluster answers under its name`)
  }
  return said
}

function tools(base: Provenance, head: Provenance): readonly string[] {
  const said: string[] = []
  if (base.tool !== head.tool) said.push(`made with ${base.tool} and ${head.tool}`)
  if (base.catalogue !== head.catalogue) said.push('the catalogue of controls differs')
  return said
}

/** Paths of the files of the organisation that differ, the catalogue's left out; sorted. */
export function differing(base: Provenance, head: Provenance): readonly string[] {
  const names = [...new Set([...Object.keys(base.inputs), ...Object.keys(head.inputs)])].sort()
  return names.filter(
    (name) => !name.includes('catalogue') && base.inputs[name] !== head.inputs[name],
  )
}
