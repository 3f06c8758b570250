import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { isJsonObject } from '../../../src/core/json.ts'
import { parseOrganisation } from '../../../src/evaluate/organisation/organisation.ts'
import { CATALOGUE } from '../builders.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** The organisation's files that README shows, by the member that takes them, with the name of their schema. */
const SHOWN = {
  scope: 'scope',
  flows: 'flows',
  waivers: 'waivers',
  changes: 'changes',
  signOffs: 'sign-offs',
  applicability: 'applicability',
  approvers: 'approvers',
} as const

const textOf = (schema: string) =>
  new RegExp(`^\`\`\`yaml\\n(format: ${schema}/v1.*?)^\`\`\`$`, 'ms').exec(readme)?.[1] ?? ''

const fileOf = (schema: string) => ({ path: `${schema}.yaml`, text: textOf(schema) })

/** The names of all members that a schema for editors knows, in it and below; selectors of labels are as everywhere in Kubernetes. */
function membersOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(membersOf)
  if (!isJsonObject(schema)) return []
  const { properties } = schema
  const own = isJsonObject(properties) ? Object.keys(properties) : []
  const below = Object.entries(schema).filter(([name]) => name !== 'podLabels')
  return [...own, ...below.flatMap(([, each]) => membersOf(each))]
}

describe("README's examples of the organisation's files", () => {
  it('are valid together, each name in them known', () => {
    const { signOffs, ...others } = SHOWN
    const files = Object.entries(others).map(([member, schema]) => [member, fileOf(schema)])
    const organisation = parseOrganisation({
      ...(Object.fromEntries(files) as Parameters<typeof parseOrganisation>[0]),
      signOffs: [fileOf(signOffs)],
    })
    for (const { framework, control } of [
      ...(organisation.signOffs ?? []),
      ...(organisation.applicability?.notApplicable ?? []),
    ]) {
      const found = CATALOGUE.frameworks.find(({ id }) => id === framework)
      expect(found?.controls.map(({ id }) => id)).to.include(control)
    }
    expect(organisation.approvers?.requireSigned).to.equal(true)
  })

  for (const schema of Object.values(SHOWN))
    it(`show every member that a file of ${schema} may have`, () => {
      const file = readFileSync(join(ROOT, 'controls', 'schemas', `${schema}.json`), 'utf8')
      const words = new Set(textOf(schema).match(/[\w-]+/g))
      const members = new Set(membersOf(JSON.parse(file)))
      expect([...members].filter((member) => !words.has(member))).to.deep.equal([])
    })
})
