import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { systemClock } from '../../src/core/clock.ts'
import { kubeconfigFile } from '../collect/collecting.ts'
import { fakeCluster } from '../collect/fake-cluster.ts'
import { certificates, refuse, startFake, type Hook } from '../collect/fake-server.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'

/** The message and hint of the fault that a call ends in: one line each. */
async function told(context: TestContext, ...args: readonly string[]): Promise<string> {
  const { message, hint = '' } = await context.faultOf(...args)
  expect(message.split('\n')).to.have.length(1)
  expect(hint, message).to.match(/^[^\n]+$/)
  return `${message}\n${hint}`
}

const BOMB = `a: &a [x,x,x,x,x,x,x,x,x]
${Array.from('bcdefghi', (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`).join('\n')}
`

describe('exhibit run, what people wrote', function () {
  this.timeout(60_000)

  it('refuses a kubeconfig that cannot be read, or is none', async () => {
    const context = installed(testContext())
    const at = (path: string) => told(context, 'run', '--no-pdf', '--kubeconfig', path)
    expect(await at('/nowhere/config')).to.match(/^cannot read kubeconfig .*ENOENT.*\ncheck/)
    context.write('broken', 'contexts: [\n')
    expect(await at('broken')).to.match(/broken:\d+: .*\nmend line \d+ .*kubectl config view/)
    context.write('wrong', 'contexts: 7\n')
    expect(await at('wrong')).to.match(/wrong:1: contexts: a number where a list is needed\nmend/)
  })

  for (const name of ['estate', 'scope', 'flows', 'waivers', 'exhibit'])
    it(`refuses ${name}.yaml as a bomb, with a key twice, or that cannot be read`, async () => {
      const context = installed(testContext())
      const file = join(context.folder, `${name}.yaml`)
      const good = readFileSync(file, 'utf8')
      const call = () => told(context, 'run', '--no-pdf', '--config', 'exhibit.yaml')
      context.write(`${name}.yaml`, BOMB)
      expect(await call()).to.match(new RegExp(`${name}\\.yaml:\\d+: .*aliases.*\nmend line`))
      context.write(`${name}.yaml`, `${good}${good}`)
      expect(await call()).to.match(new RegExp(`${name}\\.yaml:\\d+: .*stands twice\nmend line`))
      writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]))
      expect(await call()).to.match(new RegExp(`^cannot read .*${name}\\.yaml.*\ncheck the path`))
    })

  it('refuses a catalogue that is damaged, with file and line', async () => {
    const plain = testContext()
    const packageRoot = join(plain.folder, 'package')
    for (const part of ['controls', 'templates', 'package.json'])
      cpSync(join(plain.packageRoot, part), join(packageRoot, part), { recursive: true })
    const context = installed(testContext({ packageRoot }))
    const file = join(packageRoot, 'controls/frameworks/exhibit-segmentation.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^id: .*$/m, 'id: [x]'))
    expect(await told(context, 'run', '--no-pdf')).to.match(
      /^frameworks\/exhibit-segmentation\.yaml:\d+: id: .*\nmend the lines above/,
    )
  })

  it('refuses a key that does not match its certificate', async () => {
    const context = installed(testContext())
    await context.exhibit('init', 'keys')
    await context.exhibit('init', 'keys', '--key-dir', 'others')
    const key = join(context.folder, 'keys/key.pem')
    writeFileSync(key, readFileSync(join(context.folder, 'others/key.pem')))
    expect(await told(context, 'run', '--no-pdf')).to.include('key does not match certificate')
  })
})

describe('exhibit run, what the world does', function () {
  this.timeout(120_000)

  /** The line that a run prints of a cluster at a fake server; the run itself is committed. */
  async function lineOf(hook?: Hook, user: object = { token: 'x' }, section: object = {}) {
    const server = await startFake(fakeCluster(), hook)
    try {
      const data = Buffer.from(server.ca).toString('base64')
      const trusted = { server: server.url, 'certificate-authority-data': data }
      const path = kubeconfigFile({ ...trusted, ...section }, user)
      const estate = `clusters: [{name: prod, kubeconfig: ${path}}]\n`
      const context = installed(testContext({ clock: systemClock }), { estate })
      const { code, out } = await context.exhibit('run', '--no-pdf')
      expect(code).to.equal(0)
      const lines = out.split('\n').filter((line) => line.includes(' prod: '))
      expect(lines, out).to.have.length(1)
      return lines[0]
    } finally {
      await server.close()
    }
  }

  it('says in one line with a hint that a client certificate has ended', async () => {
    const { expired } = certificates()
    const user = {
      'client-certificate-data': readFileSync(expired.certificate).toString('base64'),
      'client-key-data': readFileSync(expired.key).toString('base64'),
    }
    const unauthorised: Hook = (_seen, response) => {
      refuse(response, 401, 'Unauthorized')
      return true
    }
    expect(await lineOf(unauthorised, user)).to.match(
      /^unauthorised prod: .*client certificate ended at 2025-02-01.*\(hint: renew/,
    )
  })

  it('says in one line with a hint that the certificate of the server is for another name', async () => {
    expect(await lineOf(undefined, { token: 'x' }, { 'tls-server-name': 'elsewhere' })).to.match(
      /^unreachable prod: tls: .*\(hint: /,
    )
  })

  it('says in one line with a hint that the account may list nothing', async () => {
    const forbidden: Hook = ({ path }, response) => {
      if (!/^\/api\/v1\/(pods|namespaces)$/.test(path)) return false
      refuse(response, 403, `${path} is forbidden`)
      return true
    }
    expect(await lineOf(forbidden)).to.match(
      /^unauthorised prod: 2 lists were refused \(forbidden\): namespaces, pods \(hint: grant verb list/,
    )
  })

  it('commits without PDF and exits 3 where there is no Chromium, or one that crashes', async () => {
    const plain = installed(testContext())
    const crashing = plain.write(
      'browser',
      '#!/bin/sh\n[ "$1" = --version ] && echo "Chromium 153.0.8010.0" && exit 0\nkill -SEGV $$\n',
    )
    chmodSync(crashing, 0o700)
    const nothing = join(plain.folder, 'nothing')
    const none = /without its PDF: no browser that can print.*nothing.* hint=\S/
    const crashes = /without its PDF: the PDF could not be printed.* hint=\S.*browser/
    for (const [variable, path, said] of [
      ['PUPPETEER_EXECUTABLE_PATH', nothing, none],
      ['PUPPETEER_EXECUTABLE_PATH', crashing, crashes],
      ['EXHIBIT_BROWSER', nothing, none],
      ['EXHIBIT_BROWSER', crashing, crashes],
    ] as const) {
      const env = { ...plain.env, [variable]: path }
      const context = installed(testContext({ env }))
      const { code, out } = await context.exhibit('run')
      expect(code).to.equal(3)
      expect(out).to.match(/^archived +runs\//m)
      expect(
        context
          .err()
          .split('\n')
          .filter((line) => said.test(line)),
      ).to.have.length(1)
    }
  })

  it('says in one line with a hint that the disk is full where it works, and where it writes files', async function () {
    if (process.platform !== 'linux') {
      process.stdout.write('      (not run: /dev/full is there on Linux only)\n')
      this.skip()
    }
    const context = installed(testContext())
    mkdirSync(join(context.folder, 'work/state'), { recursive: true })
    symlinkSync('/dev/full', join(context.folder, 'work/state/open.json'))
    const run = await told(context, 'run', '--no-pdf', '--work', 'work')
    expect(run).to.match(/the disk is full\nmake room/)
    mkdirSync(join(context.folder, 'out'))
    symlinkSync('/dev/full', join(context.folder, 'out/comparison.html.part'))
    const compare = ['compare', 'prod', 'prod', '--no-pdf', '--out', 'out'] as const
    expect(await told(context, ...compare)).to.match(/the disk is full\nmake room/)
    const file = await told(context, 'run', '--no-pdf', '--work', 'estate.yaml')
    expect(file).to.match(
      /estate\.yaml: a file stands where a folder should be.*\nmake room there, or name another --work/,
    )
  })
})
