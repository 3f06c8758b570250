import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { OPENING_KINDS as OPENED } from '../../src/analyse/premises.ts'
import { POLICY_APIS } from '../../src/policy/apis.ts'
import { CONTEXT_KINDS } from './schema-context.ts'
import { expectedFate, foundFates, isAsKnown, shareOf } from './schema-fates.ts'
import { OPENING_KINDS } from './schema-openings.ts'
import { POLICY_KINDS } from './schema-policies.ts'

const GROUPS = [
  ['of policy APIs', POLICY_KINDS],
  ['of what policies mean something by', CONTEXT_KINDS],
  ['of what opens pods to the outside', OPENING_KINDS],
] as const

/** Settings of which a few are read, what is only counted, and what is known by its name. */
const WITHOUT_SCHEMA = [
  'ClusterInformation',
  'CustomResourceDefinition',
  'EnvoyFilter',
  'FelixConfiguration',
]

describe('fields of the published schemas', () => {
  it('are known for every kind that policies, what they mean and what opens pods are read from', () => {
    const known = new Set(GROUPS.flatMap(([, kinds]) => kinds.map(({ kind }) => kind)))
    const read = [
      ...POLICY_APIS.flatMap(({ resources, context = [] }) =>
        [...resources, ...context].map(({ kind }) => kind),
      ),
      ...[...OPENED].map((name) => name.split('/')[1] ?? ''),
    ]
    const others = new Set(read.filter((kind) => !known.has(kind)))
    expect([...others].sort()).to.deep.equal(WITHOUT_SCHEMA)
  })
})

for (const [group, kinds] of GROUPS)
  describe(`fields of the published schemas ${group}`, () => {
    const design = readFileSync(new URL('../../DESIGN.md', import.meta.url), 'utf8')

    for (const each of kinds) {
      const { kind, apiVersion, fates } = each

      it(`of ${kind} (${apiVersion}) are translated, or known not to be`, async () => {
        const found = await foundFates(each)
        process.stdout.write(`      ${shareOf(kind, found)}\n`)
        expect(
          found
            .filter(({ path, fate }) => !isAsKnown(fate, expectedFate(fates, path)))
            .map(({ path, fate }) => `${path}: ${fate}, not ${expectedFate(fates, path)}`),
        ).to.deep.equal([])
        for (const name of Object.values(fates).flat())
          expect(design, 'DESIGN.md names it').to.include(`\`${name}\``)
      })
    }
  })
