import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Comparison } from '../../../src/model/comparison.ts'
import { KIND_READERS, resourceName } from '../../../src/collect/kinds.ts'
import { testContext } from '../context.ts'
import { collectedYaml } from '../installation.ts'
import { BOTH, PODS, deny, folder } from './objects.ts'

const service = (type: string, nodePort = '') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: ${type}, selector: {app: web}, ports: [{port: 80${nodePort}}]}
---
`

const KINDS = KIND_READERS.map(resourceName)

describe('exhibit compare of what is open to the outside', function () {
  this.timeout(60_000)

  function sides() {
    const context = testContext()
    folder(context, 'inner', BOTH + PODS + service('ClusterIP'))
    folder(context, 'outer', BOTH + PODS + service('NodePort', ', nodePort: 30080'))
    return context
  }

  it('says what opens a workload, on which port, beside connectivity', async () => {
    const context = sides()
    const { out } = await context.exhibit('compare', 'inner', 'outer', '--view', 'connectivity')
    expect(out).to.include('open to the outside: 1 opened in folder\n')
    const said =
      'folder NodePort by Service shop/web#/spec/ports/0: TCP 30080 -> shop/Pod/web at 80'
    expect(out).to.include(`\n  opened ${said}\n`)
    const back = await context.exhibit('compare', 'outer', 'inner')
    expect(back.out).to.include(`\n  closed ${said}\n`)
    const same = await context.exhibit('compare', 'outer', 'outer', '--detailed-exitcode')
    expect(same.out).to.include('open to the outside: no change in folder\n')
    const objects = await context.exhibit('compare', 'inner', 'outer', '--view', 'objects')
    expect(objects.out).to.not.include('open to the outside')
  })

  it('writes it into the page and the JSON', async () => {
    const context = sides()
    await context.exhibit('compare', 'inner', 'outer', '--out', 'out', '--no-pdf')
    const read = (name: string) => readFileSync(join(context.folder, 'out', name), 'utf8')
    const { openings, compared } = JSON.parse(read('comparison.json')) as Comparison
    expect(compared.openings).to.deep.equal(['folder'])
    expect(openings).to.have.lengthOf(1)
    expect(openings[0]).to.include({ change: 'opened', kind: 'NodePort', port: 30080 })
    expect(read('comparison.html')).to.include('<h3>Open to the outside</h3>')
  })

  it('opens and closes nothing where what decides it was not read, whatever policies say', async () => {
    const context = sides()
    const listed = (name: string, missing: string, objects: string) => {
      context.write(
        `${name}/collected.yaml`,
        collectedYaml(KINDS.filter((kind) => kind !== missing)),
      )
      return folder(context, name, objects)
    }
    const outer = BOTH + PODS + service('NodePort', ', nodePort: 30080')
    const json = async (base: string, head: string) => {
      const { out } = await context.exhibit('compare', base, head, '-o', 'json')
      return JSON.parse(out) as Comparison
    }
    const whole = listed('whole', '', outer + deny('shop'))
    const unread = await json(whole, listed('gap', 'services', BOTH + PODS))
    expect([unread.openings, unread.compared.openings]).to.deep.equal([[], []])
    expect(unread.gaps.join('\n')).to.match(
      /^what is open to the outside in folder: not certain in \S+\/gap: /m,
    )
    const policies = 'networkpolicies.networking.k8s.io'
    const without = await json(whole, listed('policies', policies, outer))
    expect(without.compared).to.deep.include({ connectivity: [], openings: ['folder'] })
    const broken = await json(whole, listed('broken', '', outer.replace('port: 80', 'port: many')))
    expect([broken.openings, broken.compared.openings]).to.deep.equal([[], []])
    expect(broken.gaps.join('\n')).to.include('Service shop/web cannot be read at /spec/ports/0')
  })
})
