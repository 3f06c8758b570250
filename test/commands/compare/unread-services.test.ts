import { expect } from 'chai'
import type { Comparison } from '../../../src/model/comparison.ts'
import { KIND_READERS, resourceName } from '../../../src/collect/kinds.ts'
import { testContext } from '../context.ts'
import { collectedYaml } from '../installation.ts'
import { BOTH, folder } from './objects.ts'

const meshed = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}
spec: {containers: [{name: main, image: example}, {name: istio-proxy, image: proxy}]}
status: {phase: Running}
---
`

const service = (port: string) => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, name: ${port}}]}
---
`

const POLICY = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: get, namespace: shop}
spec: {rules: [{to: [{operation: {methods: [GET], ports: ['80']}}]}]}
---
`

describe('exhibit compare where Services were not read that policies of a mesh look at', function () {
  this.timeout(60_000)

  /** What comparing two folders finds; of the second not all Services can be read. */
  async function found(policy: string, gap: string) {
    const context = testContext()
    const pods = BOTH + meshed('web') + meshed('cart') + policy
    folder(context, 'whole', pods + service('tcp'))
    const kinds = KIND_READERS.map(resourceName)
    const asked = gap === '' ? kinds.filter((kind) => kind !== 'services') : kinds
    context.write('gap/collected.yaml', collectedYaml(asked))
    folder(context, 'gap', pods + gap)
    const { out } = await context.exhibit('compare', 'whole', 'gap', '-o', 'json')
    return JSON.parse(out) as Comparison
  }

  const broken = service('tcp').replace('port: 80', 'port: many')

  for (const [name, gap, said] of [
    ['none of them', '', 'its Services, which policies of a mesh look at, were not read'],
    ['one of them', broken, 'Services of namespace shop, which .*, could not all be read'],
  ] as const)
    it(`opens nothing: ${name} could be read`, async () => {
      const { connectivity, compared, gaps } = await found(POLICY, gap)
      expect([connectivity, compared.connectivity]).to.deep.equal([[], []])
      expect(gaps.join('\n')).to.match(
        new RegExp(`^connectivity of folder: not certain in \\S+/gap: ${said}$`, 'm'),
      )
      const without = await found('', gap)
      expect(without.compared.connectivity).to.deep.equal(['folder'])
    })
})
