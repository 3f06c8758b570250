import { KIND_READERS, resourceName } from '../../../src/collect/kinds.ts'
import { digestOf } from '../../../src/core/digest.ts'
import type { CatalogueFile } from '../../../src/evaluate/catalogue.ts'
import { inputOf } from '../../../src/evaluate/check-input.ts'
import { askObjects } from '../../../src/evaluate/custom/ask-objects.ts'
import type { AskLimits } from '../../../src/evaluate/custom/ask-objects.ts'
import { checksIn } from '../../../src/evaluate/custom/check-files.ts'
import { evaluate } from '../../../src/evaluate/evaluate.ts'
import type { Catalogue, CheckUse } from '../../../src/model/control.ts'
import type { CustomCheck } from '../../../src/model/custom-check.ts'
import type { ControlResult } from '../../../src/model/evaluation.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { Organisation } from '../../../src/model/scope.ts'
import { analysed } from '../builders.ts'
import type { SnapshotChanges } from '../builders.ts'

const KINDS = new Map(KIND_READERS.map((reader) => [resourceName(reader), reader]))

/** What a test asks: the parts of a check's file, and what surrounds it. */
export type Asking = {
  readonly reads?: string
  readonly assert: string
  /** further lines of the check's file */
  readonly more?: string
  readonly parameters?: CheckUse['parameters']
  readonly organisation?: Organisation
  readonly changes?: SnapshotChanges
  readonly limits?: Partial<AskLimits>
}

/** The check that a test asks. Throws with the faults that it has. */
export function checkAsked({ reads = 'services', assert, more = '' }: Asking): CustomCheck {
  const text = `format: check/v1
id: org.asked
version: 1
title: what a test asks
logic: asked
reads: [${reads}]
assert: ${JSON.stringify(assert)}
message: it is not so
${more}`
  const faults: string[] = []
  const files: readonly CatalogueFile[] = [{ path: 'checks/org.asked.yaml', text }]
  const [check] = checksIn(files, KINDS, faults) ?? []
  if (check === undefined) throw new Error(faults.join('\n'))
  return check
}

/** A catalogue of one framework with one control that uses one check. */
export function catalogueOf(
  check: CustomCheck,
  parameters: CheckUse['parameters'] = {},
): Catalogue {
  const control = {
    ...{ id: 'H-1', framework: 'org.rules', title: 'asked', method: 'automated' as const },
    checks: [{ check: check.id, parameters, supports: [] }],
    ...{ residual: 'nothing', procedures: [], related: [] },
  }
  const framework = {
    ...{ id: 'org.rules', title: 'Rules', version: '1', publisher: 'us', notice: 'ours' },
    noun: 'control' as const,
    controls: [control],
  }
  return {
    frameworks: [framework],
    defaultRights: [],
    customChecks: [check],
    digest: digestOf('catalogue'),
    files: [],
  }
}

/** What one custom check says of objects, as the result of a control. */
export async function asked(
  objects: readonly KubeObject[],
  asking: Asking,
): Promise<ControlResult> {
  const { organisation = { waivers: [] }, changes, parameters, limits } = asking
  const catalogue = catalogueOf(checkAsked(asking), parameters)
  const { cluster, reachability } = await analysed(objects, changes, organisation.scope)
  const input = inputOf(cluster, reachability, organisation)
  const customAnswers = await askObjects(input, catalogue, () => stream(objects), {
    clock: { milliseconds: () => 0 },
    milliseconds: 60_000,
    ...limits,
  })
  const evaluatedAt = cluster.snapshot.takenTo
  const options = { evaluatedAt, customAnswers }
  const { evaluation } = evaluate(cluster, reachability, organisation, catalogue, options)
  const [result] = evaluation.controls
  if (result === undefined) throw new Error('no control')
  return result
}

/** Objects as a stream. */
// eslint-disable-next-line @typescript-eslint/require-await -- objects are read as a stream, and a list is one
async function* stream(objects: readonly KubeObject[]): AsyncIterable<KubeObject> {
  yield* objects
}
