import { evaluate } from '../../src/evaluate/evaluate.ts'
import { addressesNamedBy } from '../../src/evaluate/addresses-named.ts'
import type { Catalogue } from '../../src/model/control.ts'
import type { ClusterMemory } from '../../src/model/history.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Organisation } from '../../src/model/scope.ts'
import {
  FIRST_RUN,
  NOTHING_EARLIER,
  SECOND_RUN,
  alone,
  casesOf,
  expectationOf,
  objectsBefore,
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
  /** what a run saw the day before; absent: there was none */
  readonly before?: readonly KubeObject[] | undefined
}

/** The cases of the controls (controls/cases.test.ts) and the table of flags (controls/component-flags.test.ts), with everything but the checks done. */
export async function questions(): Promise<readonly Question[]> {
  const asked: Question[] = []
  for (const each of casesOf()) {
    const estate = {
      objects: objectsOf(each),
      organisation: organisationOfCase(each),
      changes: snapshotChangesOf(each),
      before: objectsBefore(each),
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
  { objects, organisation, changes, before }: Estate,
  { framework, control }: { readonly framework: string; readonly control: string },
): Promise<Question> {
  const catalogue: Catalogue = alone({ framework, control })
  const splitAt = addressesNamedBy(organisation)
  const read = (seen: readonly KubeObject[], of?: SnapshotChanges) =>
    analysed(seen, of, organisation.scope, splitAt)
  const second = before === undefined ? {} : SECOND_RUN
  const { cluster, reachability } = await read(objects, { ...second, ...changes })
  const earlier = before === undefined ? undefined : await read(before, FIRST_RUN)
  const evaluatedAt = cluster.snapshot.takenTo
  const ask = () => {
    const memory = earlier === undefined ? undefined : memoryOf(earlier, organisation, catalogue)
    const history =
      memory === undefined
        ? {}
        : {
            history: {
              run: SECOND_RUN.run,
              earlier: { kind: 'known', run: FIRST_RUN.run, memory } as const,
            },
          }
    const occasion = { evaluatedAt, ...history }
    const { evaluation } = evaluate(cluster, reachability, organisation, catalogue, occasion)
    return expectationOf(resultOf(evaluation, framework, control))
  }
  return { name, ask }
}

type Analysed = Awaited<ReturnType<typeof analysed>>

/** What the run of the day before remembers. */
function memoryOf(
  { cluster, reachability }: Analysed,
  organisation: Organisation,
  catalogue: Catalogue,
): ClusterMemory | undefined {
  return evaluate(cluster, reachability, organisation, catalogue, {
    evaluatedAt: cluster.snapshot.takenTo,
    history: { run: FIRST_RUN.run, earlier: NOTHING_EARLIER },
  }).memory
}
