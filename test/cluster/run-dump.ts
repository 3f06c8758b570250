import { expect } from 'chai'
import { systemClock } from '../../src/core/clock.ts'
import { KIND_READERS, resourceName } from '../../src/collect/kinds.ts'
import { archivedRun, entriesOf } from '../peer/archived.ts'
import type { Assets } from './assets.ts'
import { kubectlOf, stdoutOf } from './kubectl.ts'
import type { Scene } from './run-scene.ts'

/** Tests that a dump by kubectl, read from a folder, is the cluster that it was taken of. */
export function itReadsADumpAsTheCluster(scene: () => Scene, assets: Assets): void {
  const dumped = async (format: 'yaml' | 'json') => {
    const { office, installation } = scene().estate
    const resources = scene()
      .run.snapshot('office')
      .resources.filter(({ status }) => status === 'ok')
      .map(({ resource }) => resource)
    const get = ['get', resources.join(','), '--all-namespaces', '--show-managed-fields']
    const text = await stdoutOf(kubectlOf(assets, office)([...get, '-o', format]))
    installation.write(`dump/${format}/all.${format}`, text)
    installation.write(
      `dump/${format}/collected.yaml`,
      `takenAt: ${systemClock.now()}
how: kubectl get --all-namespaces --show-managed-fields -o ${format}
kinds: [${KIND_READERS.map(resourceName).join(', ')}]
`,
    )
    installation.write('dump/estate.yaml', `clusters: [{ name: office, folder: ${format} }]\n`)
    const end = await installation.exhibit('run', '--estate', 'dump/estate.yaml', '--no-pdf')
    expect([end.code, end.stderr]).to.deep.include(0)
    const entry = entriesOf(scene().archive).at(-1)
    if (entry === undefined) throw new Error('nothing was committed')
    return archivedRun(scene().archive, entry)
  }

  for (const format of ['yaml', 'json'] as const)
    it(`finds in a dump as ${format} every object of the cluster, byte for byte`, async function () {
      this.timeout(120_000)
      const run = await dumped(format)
      expect(run.objects('office')).to.equal(scene().run.objects('office'))
      expect(roots(run.snapshot('office'))).to.deep.equal(roots(scene().run.snapshot('office')))
    })
}

type Roots = {
  readonly resources: readonly { readonly resource: string; readonly root: string }[]
}

function roots({ resources }: Roots): readonly (readonly [resource: string, root: string])[] {
  return resources.map(({ resource, root }) => [resource, root])
}
