import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../../src/core/digest.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import type { OutsideFile } from '../../src/evaluate/organisation/organisation.ts'
import type { Catalogue } from '../../src/model/control.ts'
import type { CheckResult, ControlResult, Evaluation } from '../../src/model/evaluation.ts'
import type { Earlier } from '../../src/model/history.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Organisation } from '../../src/model/scope.ts'
import { CATALOGUE, evaluated,
  evaluatedAfter, organisationOf, resultOf } from '../evaluate/builders.ts'
import type { SnapshotChanges } from '../evaluate/builders.ts'

const ROOT = import.meta.dirname

/**
 * One case of one control: a folder with cluster.yaml, the organisation's files it needs, and expected.json; with before.yaml, what the run of the day before saw, and with
 * between.yaml what another saw between both; with earlier.yaml, why its first run knows of none before it.
 */
export type Case = {
  readonly framework: string
  readonly control: string
  readonly name: string
  readonly folder: string
}

/** All cases, sorted by folder. */
export function casesOf(): readonly Case[] {
  return folders(ROOT).flatMap((framework) =>
    folders(join(ROOT, framework)).flatMap((control) =>
      folders(join(ROOT, framework, control)).map((name) => ({
        framework,
        control,
        name,
        folder: join(ROOT, framework, control, name),
      })),
    ),
  )
}

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** The objects of a case's cluster.yaml. */
export function objectsOf({ folder }: Case): readonly KubeObject[] {
  const path = join(folder, 'cluster.yaml')
  return parseYaml(readFileSync(path, 'utf8'), path).map(({ value }) => value as KubeObject)
}

/** The organisation's files of a case. */
export function organisationOfCase(each: Case): Organisation {
  return organisationOf(
    {
      ...fileOf(each, 'scope'),
      ...fileOf(each, 'flows'),
    ...fileOf(each, 'changes'),
      ...fileOf(each, 'waivers'),
      ...fileOf(each, 'approvers'),
    },
    outsideFiles(each),
  )
}

/** The outside evidence of a case: folder `outside` with statements.yaml and the files that it attaches. */
function outsideFiles({ folder }: Case): readonly OutsideFile[] | undefined {
  const outside = join(folder, 'outside')
  if (!existsSync(outside)) return undefined
  const read = (name: string) => readFileSync(join(outside, name), 'utf8')
  return [
    {
      path: 'statements.yaml',
      text: read('statements.yaml'),
      attached: (name) =>
        existsSync(join(outside, name))
          ? { text: read(name), digest: digestOf(read(name)) }
          : { why: 'it is not beside the statement' },
    },
  ]
}

/** What `snapshot.yaml` says is wrong with the snapshot of a case. A case without nodes is of the platform that its benchmark is for, as if the estate file said so. */
export function snapshotChangesOf(each: Case): SnapshotChanges {
  const changes = fileOf(each, 'snapshot').snapshot
  const [document] = changes === undefined ? [] : parseYaml(changes, 'snapshot.yaml')
  const { platform } = CATALOGUE.frameworks.find(({ id }) => id === each.framework) ?? {}
  const bare = platform !== undefined && !objectsOf(each).some(({ kind }) => kind === 'Node')
  return { ...(bare ? { platform } : {}), ...((document?.value ?? {}) as SnapshotChanges) }
}

/** The control's result in a case. */
export async function resultOfCase(each: Case): Promise<ControlResult> {
  const changes = snapshotChangesOf(each)
  const [objects, organisation] = [objectsOf(each), organisationOfCase(each)]
  const evaluation =
    (await evaluatedAfterBefore(each, objects, organisation)) ??
    (await evaluated(objects, organisation, changes, alone(each)))
  return resultOf(evaluation, each.framework, each.control)
}

/** What the earlier runs of a case saw, the oldest first: before.yaml, and between.yaml where there is one; empty where there was no run. */
export function objectsBefore(each: Case): readonly (readonly KubeObject[])[] {
  const { before, between } = { ...fileOf(each, 'before'), ...fileOf(each, 'between') }
  return [before, between]
    .filter((text) => text !== undefined)
    .map((text) => parseYaml(text, each.folder).map(({ value }) => value as KubeObject))
}

/** A run of a case, so many before its last one, which is that of 23 November. */
export function runOf(runsAfter: number): { readonly run: string; readonly takenTo: string } {
  const day = 23 - runsAfter
  return { run: `RUN-${day}`, takenTo: `2026-11-${day}T02:00:00Z` }
}

/** What the first run of a case holds the cluster against; undefined where the case is evaluated outside of runs. */
export function earliestOf(each: Case): Earlier | undefined {
  const { earlier, before } = { ...fileOf(each, 'earlier'), ...fileOf(each, 'before') }
  const [said] = earlier === undefined ? [] : parseYaml(earlier, each.folder)
  if (said !== undefined) return said.value as Earlier
  return before === undefined ? undefined : { kind: 'none', why: 'the first run' }
}

/** The last of several runs, one a day; undefined outside of runs. */
async function evaluatedAfterBefore(
  each: Case,
  objects: readonly KubeObject[],
  organisation: Organisation,
): Promise<Evaluation | undefined> {
  const before = objectsBefore(each)
  let earlier = earliestOf(each)
  if (earlier === undefined) return undefined
  const catalogue = alone(each)
  for (const [at, seen] of before.entries()) {
    const run = runOf(before.length - at)
    const { memory } = await evaluatedAfter(earlier, seen, organisation, run, catalogue)
    earlier = { kind: 'known', run: run.run, memory }
  }
  const last = { ...runOf(0), ...snapshotChangesOf(each) }
  return (await evaluatedAfter(earlier, objects, organisation, last, catalogue)).evaluation
}

/** The catalogue with one control only: what others would say takes no part in a case, and no time. */
export function alone({ framework, control }: Pick<Case, 'framework' | 'control'>): Catalogue {
  const frameworks = CATALOGUE.frameworks
    .filter(({ id }) => id === framework)
    .map((each) => ({ ...each, controls: each.controls.filter(({ id }) => id === control) }))
  return { ...CATALOGUE, frameworks }
}

function fileOf<K extends string>({ folder }: Case, name: K): Partial<Record<K, string>> {
  const path = join(folder, `${name}.yaml`)
  return existsSync(path) ? ({ [name]: readFileSync(path, 'utf8') } as Record<K, string>) : {}
}

/** What a case expects, as text: outcome, reason, counts, and each subject with its verdict, reason, evidence and example path. */
export function expectationOf(result: ControlResult): string {
  const { outcome, reason, counts, results } = result
  return `${JSON.stringify({ outcome, reason, counts, results: results.map(line) }, undefined, 2)}\n`
}

function line({ check, subject, verdict, cause, reason, evidence, example, waiver, outside }: CheckResult) {
  return {
    check,
    subject,
    verdict,
    ...(cause === undefined ? {} : { cause }),
    reason,
    ...(waiver === undefined ? {} : { waiver }),
    ...(outside === undefined ? {} : { outside }),
    ...(evidence.length === 0
      ? {}
      : { evidence: evidence.map(({ object, pointer, value }) => `${object} ${pointer} ${value}`) }),
    ...(example === undefined
      ? {}
      : {
          example: [
            `${example.source} -> ${example.destination} ${example.protocol} ${example.port ?? ''} ${example.verdict}`,
            `egress: ${example.egress.because}`,
            `ingress: ${example.ingress.because}`,
          ],
        }),
  }
}
