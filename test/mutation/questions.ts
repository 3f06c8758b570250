import { evaluate } from '../../src/evaluate/evaluate.ts'
import { addressesNamedBy } from '../../src/evaluate/addresses-named.ts'
import type { Catalogue } from '../../src/model/control.ts'
import type { Earlier } from '../../src/model/history.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Organisation } from '../../src/model/scope.ts'
import {
  alone,
  casesOf,
  earliestOf,
  expectationOf,
  objectsBefore,
  objectsOf,
  organisationOfCase,
  runOf,
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
  /** what earlier runs saw, one a day; absent: there were none */
  readonly before?: readonly (readonly KubeObject[])[]
  /** what the first run is held against; absent: the question is asked outside of runs */
  readonly earliest?: Earlier | undefined
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
      earliest: earliestOf(each),
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
  { objects, organisation, changes, before = [], earliest }: Estate,
  { framework, control }: { readonly framework: string; readonly control: string },
): Promise<Question> {
  const catalogue: Catalogue = alone({ framework, control })
  const splitAt = addressesNamedBy(organisation)
  const read = (seen: readonly KubeObject[], of?: SnapshotChanges) =>
    analysed(seen, of, organisation.scope, splitAt)
  const last = earliest === undefined ? {} : runOf(0)
  const { cluster, reachability } = await read(objects, { ...last, ...changes })
  const runs: Analysed[] = []
  for (const [at, seen] of before.entries()) runs.push(await read(seen, runOf(before.length - at)))
  const evaluatedAt = cluster.snapshot.takenTo
  const ask = () => {
    const earlier = earliest && earlierOf(earliest, runs, organisation, catalogue)
    const history = earlier === undefined ? {} : { history: { run: runOf(0).run, earlier } }
    const occasion = { evaluatedAt, ...history }
    const { evaluation } = evaluate(cluster, reachability, organisation, catalogue, occasion)
    return expectationOf(resultOf(evaluation, framework, control))
  }
  return { name, ask }
}

type Analysed = Awaited<ReturnType<typeof analysed>>

/** What runs of the days before remember, each held against the one before it. */
function earlierOf(
  earliest: Earlier,
  runs: readonly Analysed[],
  organisation: Organisation,
  catalogue: Catalogue,
): Earlier {
  let earlier = earliest
  for (const [at, { cluster, reachability }] of runs.entries()) {
    const { run } = runOf(runs.length - at)
    const evaluatedAt = cluster.snapshot.takenTo
    const occasion = { evaluatedAt, history: { run, earlier } }
    const { memory } = evaluate(cluster, reachability, organisation, catalogue, occasion)
    if (memory === undefined) throw new Error('a run remembers something')
    earlier = { kind: 'known', run, memory }
  }
  return earlier
}
