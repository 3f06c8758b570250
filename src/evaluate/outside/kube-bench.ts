import { isFault } from '../../core/fault.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import type { Attached, OutsideStatus } from '../../model/outside-evidence.ts'

/** One run gives some 150 results in five parts. */
const MAX_RESULTS = 500

const STATUSES: readonly string[] = ['PASS', 'FAIL', 'WARN', 'INFO'] satisfies OutsideStatus[]

const TARGETS: readonly unknown[] = [
  'master',
  'node',
  'etcd',
  'controlplane',
  'policies',
  'managedservices',
]

/**
 * What kube-bench says, of the JSON that it writes (`--json --outputfile`), with its totals or without (aquasecurity/kube-bench, check/controls.go:
 * OverallControls, Controls, Group, Check). Ids and statuses alone are taken: its texts are those of the benchmark, and what it saw on a node may be secret.
 *
 * Never throws, and says of a file that it refuses where the fault is, not what stands there.
 */
export function readKubeBench(text: string): Attached {
  try {
    return read(parseJson(text, 'it'))
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', why: error.message }
    if (isFault(error) || error instanceof RangeError) return { kind: 'refused', why: 'not JSON' }
    throw error
  }
}

class Refusal extends Error {}

function read(file: JsonValue): Attached {
  const listed = isJsonObject(file) ? file.Controls : file
  if (!Array.isArray(listed)) throw new Refusal('not the output of kube-bench: no list Controls')
  const parts = itemsOf(listed)
  if (parts.length === 0) throw new Refusal('not the output of kube-bench: /Controls has no parts')
  const results = new Map<string, OutsideStatus>()
  const [benchmarks, detected] = [new Set<string>(), new Set<string>()]
  for (const [index, part] of parts.entries()) {
    const at = `/Controls/${index}`
    if (!isJsonObject(part)) throw new Refusal(`${at} is no part`)
    benchmarks.add(benchmarkOf(part, at))
    for (const version of detectedBy(part)) detected.add(version)
    takeResults(part, at, results)
  }
  if (results.size === 0) throw new Refusal('it has no results')
  return {
    kind: 'read',
    benchmarks: [...benchmarks].sort(),
    detected: [...detected].sort(),
    results,
  }
}

function benchmarkOf({ version, node_type: target }: JsonObject, at: string): string {
  if (typeof version !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(version))
    throw new Refusal(`${at}/version is not the name of a benchmark`)
  if (!TARGETS.includes(target)) throw new Refusal(`${at}/node_type is not a target of kube-bench`)
  return version
}

/** The minor version that it saw; what it could not tell, and older versions do not say, is left out. */
function detectedBy({ detected_version: version }: JsonObject): readonly string[] {
  const minor = typeof version === 'string' ? /^v?(1\.[0-9]{1,3})(?![0-9])/.exec(version) : null
  return minor?.[1] === undefined ? [] : [minor[1]]
}

function takeResults(part: JsonObject, at: string, into: Map<string, OutsideStatus>): void {
  for (const [group, tests] of itemsOf(part.tests).entries()) {
    const results = isJsonObject(tests) ? itemsOf(tests.results) : []
    for (const [index, result] of results.entries()) {
      const { control, status } = resultOf(result, `${at}/tests/${group}/results/${index}`)
      if (into.has(control))
        throw new Refusal(`${control} stands twice: a file is of one run on one node`)
      if (into.size === MAX_RESULTS) throw new Refusal(`more than ${MAX_RESULTS} results`)
      into.set(control, status)
    }
  }
}

function resultOf(
  result: JsonValue,
  at: string,
): { readonly control: string; readonly status: OutsideStatus } {
  const { test_number: control, status } = isJsonObject(result) ? result : {}
  if (typeof control !== 'string' || !/^[0-9]{1,3}(?:\.[0-9]{1,4}){1,3}$/.test(control))
    throw new Refusal(`${at}/test_number is not the id of a recommendation`)
  if (!isStatus(status)) throw new Refusal(`${at}/status is not PASS, FAIL, WARN or INFO`)
  return { control, status }
}

function isStatus(value: unknown): value is OutsideStatus {
  return typeof value === 'string' && STATUSES.includes(value)
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}
