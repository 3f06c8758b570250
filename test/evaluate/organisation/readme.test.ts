import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseScope } from '../../../src/evaluate/organisation/scope.ts'

const readme = readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8')

describe("README's scope file", () => {
  const [, example = ''] = /^```yaml\n(format: scope\/v1\n.*?)^```$/ms.exec(readme) ?? []

  it('is one, and shows every member that there is', () => {
    const scope = parseScope(example, 'README.md')
    expect(Object.keys(scope)).to.have.members([
      ...['entity', 'rules', 'nodes', 'platformNamespaces', 'policyEditors'],
      ...['networks', 'insecureServices', 'securityControls', 'tenants', 'labels'],
    ])
  })
})
