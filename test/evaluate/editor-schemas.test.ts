import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'
import { baselineSchema, frameworkSchema } from '../../src/evaluate/catalogue-schema.ts'
import { caseSchema, checkSchema } from '../../src/evaluate/custom/check-schema.ts'
import { defaultRightsSchema } from '../../src/evaluate/default-rights-schema.ts'
import { applicabilitySchema } from '../../src/evaluate/organisation/applicability.ts'
import { approversSchema } from '../../src/evaluate/organisation/approvers.ts'
import { changesSchema } from '../../src/evaluate/organisation/changes.ts'
import { flowsSchema } from '../../src/evaluate/organisation/flows.ts'
import { outsideEvidenceSchema } from '../../src/evaluate/organisation/outside-evidence.ts'
import { scopeSchema } from '../../src/evaluate/organisation/scope.ts'
import { signOffsSchema } from '../../src/evaluate/organisation/sign-offs.ts'
import { waiversSchema } from '../../src/evaluate/organisation/waivers.ts'
import { expectGolden } from '../golden.ts'

/** The schemas of the files that people write, by the name of their file in controls/schemas. */
const SCHEMAS = Object.entries({
  applicability: applicabilitySchema,
  approvers: approversSchema,
  baseline: baselineSchema,
  check: checkSchema,
  'check-case': caseSchema,
  'default-rights': defaultRightsSchema,
  changes: changesSchema,
  flows: flowsSchema,
  framework: frameworkSchema,
  'outside-evidence': outsideEvidenceSchema,
  scope: scopeSchema,
  'sign-offs': signOffsSchema,
  waivers: waiversSchema,
}).map(([name, schema]) => [`${name}.json`, z.toJSONSchema(schema, { io: 'input' })] as const)

describe('controls/schemas', () => {
  for (const [name, schema] of SCHEMAS) {
    it(`is what controls/schemas/${name} holds`, () => {
      expectGolden(`controls/schemas/${name}`, `${JSON.stringify(schema, undefined, 2)}\n`)
    })
  }

  it('names every file that it makes, and closes every mapping to unknown keys', () => {
    const known = readdirSync('controls/schemas')
    for (const [name, schema] of SCHEMAS) {
      expect(known).to.include(name)
      expect(openMappings(schema)).to.deep.equal([])
    }
  })
})

/** Mappings with named properties that let others pass. */
function openMappings(schema: unknown, path = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const entries = Object.entries(schema as Record<string, unknown>)
  const members = new Map(entries)
  const here =
    members.has('properties') && members.get('additionalProperties') !== false ? [path] : []
  return [...here, ...entries.flatMap(([key, value]) => openMappings(value, `${path}/${key}`))]
}
