import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

const ROOT = join(import.meta.dirname, '..', '..')
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const deploy = readme.slice(readme.indexOf('## Deploy'), readme.indexOf('## Set-up'))
const commands = Array.from(deploy.matchAll(/^```\n(.*?)^```$/gms), ([, block = '']) => block).join(
  '',
)

/** Secrets that a pod cannot start without, by name. */
function requiredSecrets(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, 'deploy', folder)).filter((name) => name.endsWith('.yaml'))
  const text = files
    .map((name) => readFileSync(join(ROOT, 'deploy', folder, name), 'utf8'))
    .join('')
    .replace(/^\s*#.*\n/gm, '')
  return Array.from(text.matchAll(/secretName: (\S+)\n(\s*optional: true)?/g))
    .filter(([, , optional]) => optional === undefined)
    .map(([, name = '']) => name)
}

describe("README's Deploy", () => {
  it('makes the namespace before anything goes into it, and every Secret before the job', () => {
    const at = (text: string) => {
      expect(commands).to.include(text)
      return commands.indexOf(text)
    }
    const namespace = at('kubectl apply -f deploy/hub/namespace.yaml')
    for (const folder of ['hub', 'hub-s3'])
      for (const secret of requiredSecrets(folder)) {
        const made = at(`kubectl create secret generic ${secret} -n exhibit`)
        expect(made, secret).to.be.greaterThan(namespace)
        expect(made, secret).to.be.lessThan(at(`kubectl apply -k deploy/${folder}\n`))
      }
    expect(at('exhibit init keys')).to.be.lessThan(at('exhibit-signing'))
  })

  it('gives Secrets the files that the mounted configuration reads', () => {
    const configuration = readFileSync(join(ROOT, 'deploy/hub-s3/config/exhibit.yaml'), 'utf8')
    const files = Array.from(configuration.matchAll(/File: .*\/(\S+)/g), ([, name = '']) => name)
    expect(files).to.have.length(4)
    for (const file of files) expect(commands).to.match(new RegExp(`--from-file=\\S*${file}[= \n]`))
  })
})
