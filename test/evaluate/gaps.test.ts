import { expect } from 'chai'
import { CONFIG_MAPS, KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import type { ControlOutcome } from '../../src/model/evaluation.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { casesOf, objectsOf, organisationOfCase, snapshotChangesOf } from '../controls/cases.ts'
import type { Case } from '../controls/cases.ts'
import { NAMESPACED } from '../../src/evaluate/namespaced.ts'
import { evaluated } from './builders.ts'
import type { SnapshotChanges } from './builders.ts'

/** The roll-up order: what stands first is worse. */
const WORST_FIRST: readonly ControlOutcome[] = [
  'fail',
  'undetermined',
  'needs-sign-off',
  'waived',
  'signed-off',
  'pass',
  'not-applicable',
]

/** The readers of which a cluster has objects. */
function readersOf(objects: readonly KubeObject[]) {
  return [CONFIG_MAPS, ...KIND_READERS].filter((reader) =>
    objects.some((object) => isOf(reader, object)),
  )
}

function isOf(reader: (typeof KIND_READERS)[number], { apiVersion, kind }: KubeObject): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return reader.group === group && reader.kind === kind
}

/** The worst outcome of every control. */
async function outcomes(each: Case, objects: readonly KubeObject[], changes: SnapshotChanges) {
  const { controls } = await evaluated(objects, organisationOfCase(each), changes)
  return new Map(
    controls.map(({ framework, control, outcome }) => [`${framework} ${control}`, outcome]),
  )
}

/** What is better with the gap than without, though a gap shows nothing: only `undetermined` may follow from it. */
function improved(
  before: ReadonlyMap<string, ControlOutcome>,
  after: ReadonlyMap<string, ControlOutcome>,
): readonly string[] {
  return [...before].flatMap(([control, was]) => {
    const now = after.get(control) ?? 'pass'
    const better = WORST_FIRST.indexOf(now) > WORST_FIRST.indexOf(was)
    return better && now !== 'undetermined' ? [`${control}: ${was} -> ${now}`] : []
  })
}

/** What gaps in each kind that a case has objects of improve, whole lists and halves of them, and how many were tried. */
async function gapsIn(each: Case) {
  const objects = objectsOf(each)
  const changes = snapshotChangesOf(each)
  const before = await outcomes(each, objects, changes)
  const found: string[] = []
  let tried = 0
  for (const reader of readersOf(objects)) {
    const resource = resourceName(reader)
    const others = objects.filter((object) => !isOf(reader, object))
    const mine = objects.filter((object) => isOf(reader, object))
    const gap = { resource, status: 'inconsistent', reason: 'cut off' } as const
    const gaps = [...(changes.gaps ?? []), gap]
    for (const part of [[], mine.slice(0, mine.length / 2), mine.slice(mine.length / 2)]) {
      const after = await outcomes(each, [...others, ...part], { ...changes, gaps })
      tried++
      const place = `${each.name} without ${resource}`
      found.push(...improved(before, after).map((what) => `${place}: ${what}`))
    }
  }
  return { found, tried }
}

describe('a gap in any kind improves no result of any control', () => {
  let tried = 0
  const byControl = Map.groupBy(casesOf(), ({ framework, control }) => `${framework} ${control}`)
  for (const [control, cases] of byControl)
    it(`over the clusters of the cases of ${control}`, async () => {
      for (const each of cases) {
        const gaps = await gapsIn(each)
        tried += gaps.tried
        expect(gaps.found).to.deep.equal([])
      }
    }).timeout(300_000)

  after(() => {
    expect(tried).to.be.above(1000)
  })
})

describe('the list of namespaced resources', () => {
  it('is that of the registry of readers', () => {
    const read = KIND_READERS.filter(({ namespaced }) => namespaced).map(resourceName)
    expect(NAMESPACED).to.deep.equal(read)
  })
})
