import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { isJsonObject, parseJson } from '../../src/core/json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { parseYamlDocument } from '../../src/core/yaml.ts'
import { KUBECTL_SCALARS } from '../core/kubectl-scalars.ts'
import { describeReal } from '../peer/part.ts'
import { findAssets } from './assets.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'

const STRUCTURES = [
  'merged: {<<: *base, k: 5}',
  'overridden: {k: 5, <<: *base}',
  'list: {<<: [*base, {m: 4}], z: 1}',
  'keys: {yes: 1, n: 2, 0x10: 3, 1.5: 4, 1e3: 5, 2001-01-01: 6}',
  'block: |\n    two\n    lines\n',
  'folded: >-\n    one\n    line\n',
  'quoted: "a\\tb\\u00e9"',
]

const MANIFEST = [
  'apiVersion: v1',
  'kind: ConfigMap',
  'metadata: {name: yaml}',
  'base: &base {k: 1, j: 2}',
  'scalars:',
  ...KUBECTL_SCALARS.map(([yaml]) => `- ${yaml}`),
  ...STRUCTURES,
].join('\n')

function withoutMetadata(value: JsonValue): JsonValue {
  return isJsonObject(value) ? { ...value, metadata: undefined } : value
}

describeReal('a real kubectl', findAssets(), (assets) => {
  let server: RealServer

  before(async function () {
    this.timeout(180_000)
    server = await startRealServer({ name: 'yaml', assets })
  })

  after(async () => {
    await server.stop()
  })

  it('reads manifests as parseYaml does', () => {
    const read = execFileSync(
      assets.kubectl,
      ['create', '--dry-run=client', '--validate=false', '-o', 'json', '-f', '-'],
      { input: MANIFEST, env: { KUBECONFIG: server.kubeconfig('admin') }, encoding: 'utf8' },
    )
    const ours = parseYamlDocument(MANIFEST, 'manifest').value
    expect(canonicalJson(withoutMetadata(ours))).to.equal(
      canonicalJson(withoutMetadata(parseJson(read, 'kubectl'))),
    )
  })
})
