import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { editorSchemas } from '../../src/evaluate/editor-schemas.ts'
import { expectGolden } from '../golden.ts'

describe('editorSchemas', () => {
  for (const [name, schema] of editorSchemas()) {
    it(`is what controls/schemas/${name} holds`, () => {
      expectGolden(`controls/schemas/${name}`, `${JSON.stringify(schema, undefined, 2)}\n`)
    })
  }

  it('names every file that it makes, and closes every mapping to unknown keys', () => {
    const known = readdirSync('controls/schemas')
    for (const [name, schema] of editorSchemas()) {
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
