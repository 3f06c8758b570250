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

describe('a gap', () => {
  it('in any kind improves no result of any control, over the clusters of all cases', async () => {
    const found: string[] = []
    let tried = 0
    for (const each of casesOf()) {
      const objects = objectsOf(each)
      const changes = snapshotChangesOf(each)
      const before = await outcomes(each, objects, changes)
      for (const reader of readersOf(objects)) {
        const resource = resourceName(reader)
        const others = objects.filter((object) => !isOf(reader, object))
        const mine = objects.filter((object) => isOf(reader, object))
        const parts = [[], mine.slice(0, mine.length / 2), mine.slice(mine.length / 2)]
        for (const part of parts) {
          const gap = { resource, status: 'inconsistent', reason: 'cut off' } as const
          const after = await outcomes(each, [...others, ...part], {
            ...changes,
            gaps: [...(changes.gaps ?? []), gap],
          })
          tried++
          const place = `${each.control}/${each.name} without ${resource}`
          found.push(...improved(before, after).map((what) => `${place}: ${what}`))
        }
      }
    }
    expect(found).to.deep.equal([])
    expect(tried).to.be.above(1000)
  }).timeout(300_000)
})

describe('the list of namespaced resources', () => {
  it('is that of the registry of readers', () => {
    const read = KIND_READERS.filter(({ namespaced }) => namespaced).map(resourceName)
    expect(NAMESPACED).to.deep.equal(read)
  })
})
