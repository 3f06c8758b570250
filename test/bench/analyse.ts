/**
 * How long the analysis of a large cluster takes: 10,000 pods with 1,000 policies, and ten times both. Prints milliseconds of processor
 * time and the peak memory; exits 1 when none of three tries keeps the bounds.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Measured } from './analyse-once.ts'

/** A cluster, and what its analysis may take at most: model, tables and all rows of answers. */
const SIZES = [
  { pods: 10_000, policies: 1_000, namespaces: 100, milliseconds: 2_000, megabytes: 300 },
  { pods: 100_000, policies: 10_000, namespaces: 1_000, milliseconds: 12_000, megabytes: 700 },
]
const TRIES = 3

const run = promisify(execFile)

/** One analysis in a process of its own; true when it keeps the bounds. */
async function analyseOnce(size: (typeof SIZES)[number]): Promise<boolean> {
  const script = join(import.meta.dirname, 'analyse-once.ts')
  const sizes = [size.pods, size.policies, size.namespaces].map(String)
  const { stdout } = await run(process.execPath, [script, ...sizes])
  const measured = JSON.parse(stdout) as Measured
  const total = measured.index + measured.analyse
  process.stdout.write(
    `analyse: ${size.pods} pods, ${size.policies} policies, ${measured.classes} classes: ` +
      `${total.toFixed(0)} ms CPU (at most ${size.milliseconds}; ` +
      `model ${measured.index.toFixed(0)}, tables and rows ${measured.analyse.toFixed(0)}), ` +
      `segmentation of ${measured.queryPairs} pairs ${measured.query.toFixed(0)} ms, ` +
      `${measured.megabytes.toFixed(0)} MB (at most ${size.megabytes})\n`,
  )
  return total <= size.milliseconds && measured.megabytes <= size.megabytes
}

for (const size of SIZES) {
  let kept = false
  for (let number = 0; number < TRIES && !kept; number++) kept = await analyseOnce(size)
  if (!kept) process.exitCode = 1
}
