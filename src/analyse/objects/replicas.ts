import { at, textOf } from './fields.ts'
import type { Field } from './fields.ts'

/**
 * How many pods a workload makes at a time: `one` where its object says so, `by-node` one on every node, else `several`. Where no number of replicas
 * is given, or none run, an autoscaler may set it: the pods that will be there are taken as several.
 */
export type PodCount = 'one' | 'by-node' | 'several'

/** The number of pods of a workload that makes them from a template, from its specification. */
export function podCountOf(kind: string, spec: Field): PodCount {
  switch (kind) {
    case 'DaemonSet':
      return 'by-node'
    case 'Job':
      return ofJob(spec)
    case 'CronJob':
      return runsOverlap(spec) ? 'several' : ofJob(at(spec, 'jobTemplate', 'spec'))
    default:
      return at(spec, 'replicas').value === 1 ? 'one' : 'several'
  }
}

/** One at a time is the default; no more run at once than are to be completed (batch/v1, JobSpec). */
function ofJob(spec: Field): PodCount {
  const parallel = at(spec, 'parallelism').value ?? 1
  return parallel === 1 || at(spec, 'completions').value === 1 ? 'one' : 'several'
}

/** Runs may overlap unless that is forbidden (batch/v1, CronJobSpec). */
function runsOverlap(spec: Field): boolean {
  return (textOf(at(spec, 'concurrencyPolicy')) ?? 'Allow') === 'Allow'
}
