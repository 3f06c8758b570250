import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'

const ROOT = join(import.meta.dirname, '..', '..')
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const dockerfile = text('deploy/image/Dockerfile')
const rehearsal = text('.ci/rehearse-image.sh')

type Named = { readonly name: string; readonly version: string }
type Locked = { readonly version?: string; readonly dev?: boolean }
type Packages = { readonly dependencies: object }

describe('deploy/image', () => {
  it('is rehearsed in CI with the same bill of materials, browser and folders', () => {
    for (const script of [dockerfile, rehearsal]) {
      expect(script).to.match(/&& node deploy\/sbom\.mjs >\s?sbom\.cdx\.json/)
      expect(script).to.match(/apt-get install .*--no-install-recommends chromium-headless-shell\b/)
    }
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/build\/(\w+) \.\/\w+$/gm)]
    const folders = copied.map(([, folder]) => folder).filter((name) => name !== 'node_modules')
    expect(folders).to.deep.equal(['dist', 'templates', 'controls', 'deploy'])
    expect(rehearsal).to.include(` ${folders.join(' ')} "$app/"`)
  })

  it('makes its bill of materials from the lock file and the list of fonts alone: what runs, and nothing of development', function () {
    this.timeout(60_000)
    const folder = mkdtempSync(join(tmpdir(), 'exhibit-sbom-'))
    try {
      for (const file of ['package.json', 'package-lock.json', '.npmrc'])
        copyFileSync(join(ROOT, file), join(folder, file))
      const program = join(ROOT, 'deploy', 'sbom.mjs')
      const bill = execFileSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' })
      const { components } = JSON.parse(bill) as { components: Named[] }
      const lock = JSON.parse(text('package-lock.json')) as { packages: Record<string, Locked> }
      const runs = Object.entries(lock.packages)
        .filter(([path, { dev }]) => path !== '' && dev !== true)
        .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`)
      const listed = components.map(({ name, version }) => `${name} ${version}`)
      const { packages } = JSON.parse(text('templates/fonts/sources.json')) as { packages: Named[] }
      const fonts = packages.map(({ name, version }) => `${name} ${version}`)
      expect(listed.sort()).to.deep.equal([...new Set([...runs, ...fonts])].sort())
      const { dependencies } = JSON.parse(text('package.json')) as Packages
      const names = components.map(({ name }) => name)
      expect(names).to.include.members(Object.keys(dependencies))
      for (const tool of ['typescript', 'mocha', 'eslint']) expect(names).to.not.include(tool)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
