import { readFileSync, readdirSync } from 'node:fs'
import { expect } from 'chai'
import { readerOf } from '../../src/collect/kinds.ts'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { CHECKS } from '../../src/evaluate/check-list.ts'
import { checkOf } from '../../src/evaluate/checks.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import { runCheck } from '../../src/evaluate/run-check.ts'
import type { Check } from '../../src/model/check.ts'
import { expectGolden } from '../golden.ts'
import { CATALOGUE, analysed } from './builders.ts'
import { cilium, namespace, node, pod } from './objects.ts'

/** Ids and versions as released: an id is never used for another check, and a version only rises. `UPDATE_GOLDEN=1` adds and raises, and takes nothing away. */
const RELEASED = 'test/evaluate/released-checks.txt'

function releasedVersions(): ReadonlyMap<string, number> {
  const lines = readFileSync(RELEASED, 'utf8').trimEnd().split('\n')
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]))
}

const objects = [
  namespace('kube-system'),
  namespace('payments'),
  node('n'),
  ...cilium('n'),
  pod('payments', 'ledger', { node: 'n' }),
]

describe('every check', () => {
  it('keeps its released id, and no released id is gone', () => {
    const versions = new Map(releasedVersions())
    for (const { id, version } of CHECKS)
      versions.set(id, Math.max(version, versions.get(id) ?? version))
    const lines = [...versions].map(([id, version]) => `${id} ${version}\n`).sort()
    expectGolden(RELEASED, lines.join(''))
    for (const [id, version] of versions) expect(checkOf(id)?.version, id).to.equal(version)
  })

  it('stands in the order of ids', () => {
    const ids = CHECKS.map(({ id }) => id)
    expect(ids).to.deep.equal([...ids].sort())
  })

  it('is one file named for its id', () => {
    const files = readdirSync('src/evaluate/checks').sort()
    expect(files).to.deep.equal(CHECKS.map(({ id }) => `${id}.ts`))
  })

  it('reads only what is collected, each once, and says what it decides', () => {
    for (const { id, reads, title, logic } of CHECKS) {
      expect(
        reads.filter((resource) => readerOf(resource) === undefined),
        id,
      ).to.deep.equal([])
      expect(new Set(reads).size, id).to.equal(reads.length)
      expect(reads, id).not.to.deep.equal([])
      expect(title.endsWith('.'), id).to.equal(false)
      expect(logic.endsWith('.'), id).to.equal(true)
    }
  })

  it('is used by a control', () => {
    const used = new Set(
      CATALOGUE.frameworks.flatMap(({ controls }) =>
        controls.flatMap(({ checks }) => checks.map(({ check }) => check)),
      ),
    )
    expect(CHECKS.map(({ id }) => id).filter((id) => !used.has(id))).to.deep.equal([])
  })

  for (const check of CHECKS) {
    it(`${check.id} is undetermined by a gap in each resource that it reads`, async () => {
      for (const resource of check.reads) {
        for (const missing of [
          { gaps: [{ resource, status: 'forbidden', reason: 'refused' }] },
          { gaps: [{ resource, namespace: 'x', status: 'failed', reason: 'bound' }] },
          { notAskedFor: [resource] },
        ] as const) {
          const { cluster, reachability } = await analysed(objects, missing)
          const input = inputOf(cluster, reachability, parseOrganisation({}))
          const results = runCheck(check, input)
          expect(results.map(({ verdict, cause }) => ({ verdict, cause }))).to.deep.equal([
            { verdict: 'undetermined', cause: 'gap' },
          ])
          expect(results[0]?.reason).to.contain(resource)
        }
      }
    })
  }
})

describe('runCheck', () => {
  const broken: Check = {
    id: 'broken',
    version: 3,
    title: 'Broken',
    logic: 'Throws.',
    reads: ['pods'],
    needs: [],
    parameters: {},
    evaluate: () => {
      throw new Error('no such field')
    },
  }

  it('makes an error of a check undetermined, with its message', async () => {
    const { cluster, reachability } = await analysed(objects)
    const results = runCheck(broken, inputOf(cluster, reachability, { waivers: [] }))
    expect(results).to.deep.equal([
      {
        check: 'broken',
        checkVersion: 3,
        subject: 'prod///',
        verdict: 'undetermined',
        cause: 'error',
        reason: 'the check ended in an error: no such field',
        evidence: [],
      },
    ])
  })

  it('says "no subjects" where a check finds none, and keeps the worst answer about one subject', async () => {
    const { cluster, reachability } = await analysed(objects)
    const input = inputOf(cluster, reachability, { waivers: [] })
    const none = runCheck({ ...broken, evaluate: () => [] }, input)
    expect(none.map(({ verdict, reason }) => [verdict, reason])).to.deep.equal([
      ['not-applicable', 'no subjects'],
    ])
    const evidence = [] as const
    const two = runCheck(
      {
        ...broken,
        evaluate: () => [
          { subject: 'b', verdict: 'pass', reason: 'fine', evidence },
          { subject: 'a', verdict: 'pass', reason: 'fine', evidence },
          { subject: 'b', verdict: 'fail', reason: 'bad', evidence },
          { subject: 'b', verdict: 'undetermined', cause: 'gap', reason: 'open', evidence },
        ],
      },
      input,
    )
    expect(two.map(({ subject, verdict }) => [subject, verdict])).to.deep.equal([
      ['a', 'pass'],
      ['b', 'fail'],
    ])
  })
})
