import type { Framework } from '../model/control.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { CheckAnswer } from '../model/check.ts'
import { undetermined } from './answers.ts'
import { clusterSubject } from './subject.ts'

/**
 * Why a framework says nothing of a cluster: its benchmark is written for other versions of Kubernetes, or the version is not known.
 * Undefined when it applies, and where its range is not held, which its chapter says. A neighbouring benchmark is never taken in its place.
 */
export function outOfRange(framework: Framework, snapshot: Snapshot): CheckAnswer | undefined {
  const range = framework.kubernetes
  if (range === undefined || range === 'not-held') return undefined
  const subject = clusterSubject(snapshot.cluster)
  const written = `benchmark ${framework.version} covers Kubernetes ${range.from} to ${range.to}`
  const { version } = snapshot.identity
  const runs = version === undefined ? undefined : minorOf(version)
  if (runs === undefined)
    return undetermined(subject, 'gap', `${written}; the version of this cluster is not known`)
  if (covers(framework, runs.text)) return undefined
  return undetermined(subject, 'out-of-reach', `${written}; this cluster runs ${runs.text}`)
}

/** Whether a framework is written for a version of Kubernetes; one without a range is for any, and one whose range is not held may be. */
export function covers({ id, kubernetes: range }: Framework, version: string): boolean {
  if (range === undefined || range === 'not-held') return true
  const [from, to, runs] = [minorOf(range.from), minorOf(range.to), minorOf(version)]
  if (from === undefined || to === undefined) throw new Error(`not a range: ${id}`)
  return runs !== undefined && runs.order >= from.order && runs.order <= to.order
}

/** Major and minor of a version (`v1.35.2-eks-113cf36`), as text and as a number to compare by. */
export function minorOf(version: string): { text: string; order: number } | undefined {
  const match = /^v?([0-9]{1,3})\.([0-9]{1,3})(?![0-9])/.exec(version)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return { text: `${major}.${minor}`, order: major * 1000 + minor }
}
