import { evaluate } from '../../src/evaluate/evaluate.ts'
import { addressesNamedBy } from '../../src/evaluate/addresses-named.ts'
import type { Catalogue } from '../../src/model/control.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Organisation } from '../../src/model/scope.ts'
import {
  alone,
  casesOf,
  expectationOf,
  objectsOf,
  organisationOfCase,
  snapshotChangesOf,
} from '../controls/cases.ts'
import { FLAG_CASES } from '../controls/component-flag-cases.ts'
import { planeOf } from '../controls/control-plane.ts'
import { analysed, resultOf } from '../evaluate/builders.ts'
import type { SnapshotChanges } from '../evaluate/builders.ts'

/** A question that a test asks of a check: its answer, as far as the test compares it. */
export type Question = {
  readonly name: string
  ask(): string
}

type Estate = {
  readonly objects: readonly KubeObject[]
  readonly organisation: Organisation
  readonly changes?: SnapshotChanges
}

/** The cases of the controls (controls/cases.test.ts) and the table of flags (controls/component-flags.test.ts), with everything but the checks done. */
export async function questions(): Promise<readonly Question[]> {
  const asked: Question[] = []
  for (const each of casesOf()) {
    const estate = {
      objects: objectsOf(each),
      organisation: organisationOfCase(each),
      changes: snapshotChangesOf(each),
    }
    const name = `${each.framework}/${each.control}/${each.name}`
    asked.push(await question(name, estate, each))
  }
  for (const [control, { component, passes, fails, open = [] }] of Object.entries(FLAG_CASES))
    for (const words of [...passes, ...fails, ...open]) {
      const estate = { objects: planeOf(component, words), organisation: { waivers: [] } }
      const place = { framework: 'cis-kubernetes-2.0.1', control }
      asked.push(await question(`${control} ${words.join(' ')}`, estate, place))
    }
  return asked
}

async function question(
  name: string,
  { objects, organisation, changes }: Estate,
  { framework, control }: { readonly framework: string; readonly control: string },
): Promise<Question> {
  const catalogue: Catalogue = alone({ framework, control })
  const { cluster, reachability } = await analysed(
    objects,
    changes,
    organisation.scope,
    addressesNamedBy(organisation),
  )
  const evaluatedAt = cluster.snapshot.takenTo
  const ask = () => {
    const { evaluation } = evaluate(cluster, reachability, organisation, catalogue, { evaluatedAt })
    return expectationOf(resultOf(evaluation, framework, control))
  }
  return { name, ask }
}
