import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { plusSeconds } from '../../src/core/clock.ts'
import { fixedClock } from '../fixed-clock.ts'
import { examine } from './doctor/lines.ts'
import { installed, collectedYaml } from './installation.ts'
import { NOW, testContext, type TestContext } from './context.ts'

/** Every file and folder below a folder, with its mode, size and time; where files wait for their names a probe comes and goes. */
function stateOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mode, size, mtimeMs } = statSync(join(folder, name))
      return name.endsWith('.incoming') ? name : `${name} ${mode} ${size} ${mtimeMs}`
    })
}

/** An installation that has run once. */
async function running(): Promise<TestContext> {
  const context = installed(testContext())
  expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
  return context
}

describe('exhibit doctor', function () {
  this.timeout(120_000)

  it('finds nothing wrong with a healthy installation, looks at all of it, and leaves nothing', async () => {
    const context = await running()
    const before = stateOf(context.folder)
    const examined = await examine(context)
    expect(examined.of('fail')).to.deep.equal([])
    expect(examined.code).to.equal(0)
    expect(stateOf(context.folder)).to.deep.equal(before)
    expect([...new Set(examined.lines.map(({ subject }) => subject))]).to.deep.equal([
      ...['configuration', 'catalogue', 'scope', 'flows', 'waivers', 'estate', 'list of clusters'],
      ...[
        'cluster prod',
        'archive',
        'archive folder',
        'archive write',
        'signing key',
        'certificate',
      ],
      ...['certificate in the archive', 'clock', 'browser'],
    ])
  })

  it('prints one line each for people, with a fix below what is not ok', async () => {
    const context = installed(testContext())
    const { code, out } = await context.exhibit('doctor', '--no-pdf')
    expect(code).to.equal(0)
    const lines = out.trimEnd().split('\n')
    for (const [index, line] of lines.entries()) {
      expect(line).to.match(/^(ok {2}|warn|fail) {2}\S.*: \S|^ {6}fix: \S/)
      if (!/^ok|^ /.test(line)) expect(lines[index + 1]).to.match(/^ {6}fix: /)
    }
    expect(out).to.match(/^warn {2}signing key: none yet: the first run makes one/m)
    expect(out).to.match(/^ok {4}archive: .*nothing in it yet/m)
  })

  it('tells every fault of the configuration with its line, and exits 2', async () => {
    const context = installed(testContext(), {
      configuration: 'estate: estate.yaml\narchiv: {}\nreport: {pdf: often}\n',
    })
    const { code, about, lines } = await examine(context)
    expect(code).to.equal(2)
    const said = about('configuration').map(({ what }) => what)
    expect(said).to.have.length(2)
    expect(said[0]).to.match(/exhibit\.yaml:2: .*did you mean "archive"\?/)
    expect(said[1]).to.match(/exhibit\.yaml:3: report\.pdf/)
    expect(lines.map(({ subject }) => subject)).to.include('catalogue')
  })

  it('tells the faults of estate and organisation files, and goes on', async () => {
    const context = installed(testContext(), { estate: 'clusters:\n  - name: Prod\n' })
    context.write('scope.yaml', 'format: scope/v1\nentity: {name: A, kind: butcher}\nrules: []\n')
    const { code, about } = await examine(context)
    expect(code).to.equal(2)
    expect(about('estate').map(({ status }) => status)).to.include('fail')
    expect(about('estate').map(({ what }) => what)).to.satisfy((said: readonly string[]) =>
      said.some((what) => what.includes('estate.yaml:2')),
    )
    expect(about("organisation's files")[0]?.what).to.match(/scope\.yaml:2: entity\.kind/)
    expect(about('archive')[0]?.status).to.equal('ok')
  })

  it('says that an estate or an archive is not configured', async () => {
    const context = testContext()
    const { code, about } = await examine(context)
    expect(code).to.equal(2)
    expect(about('estate')[0]?.fix).to.include('--kubeconfig')
    expect(about('archive')[0]?.fix).to.include('--archive')
    expect(about('signing key')[0]?.what).to.equal('no signing key is configured')
  })

  it('warns of organisation files that are missing or overdue', async () => {
    const missing = await examine(
      installed(testContext(), {
        configuration: 'estate: estate.yaml\narchive: {directory: archive}\n',
      }),
    )
    expect(missing.about('scope')[0]?.status).to.equal('warn')
    expect(missing.about('flows')[0]?.status).to.equal('warn')
    const context = installed(testContext())
    const waiver = (id: number) =>
      `  - {id: WVR-${id}, check: namespace-has-policy, subjects: ['*//Namespace/*'], reason: r, requestedBy: a, approvedBy: b, approvedOn: 2026-01-01, expires: 2026-06-30, maxSubjects: 1}\n`
    const six = [1, 2, 3, 4, 5, 6].map(waiver).join('')
    context.write('waivers.yaml', `format: waivers/v1\nwaivers:\n${six}`)
    const [line] = (await examine(context)).about('waivers')
    expect(line?.what).to.equal(
      '6 of 6 waivers have expired: WVR-1, WVR-2, WVR-3, WVR-4, WVR-5 and 1 more',
    )
  })

  it('says when the list of clusters must be confirmed: never done, overdue, soon', async () => {
    const statusAt = async (now: string) => {
      const { about } = await examine(installed(testContext({ clock: fixedClock(now) })))
      return about('list of clusters').map(({ status, what }) => `${status} ${what}`)[0]
    }
    expect(await statusAt('2026-11-23T02:00:00Z')).to.match(/^ok .*due again in 71 days/)
    expect(await statusAt('2027-01-25T02:00:00Z')).to.match(/^warn .*due again in 8 days/)
    expect(await statusAt('2027-03-01T02:00:00Z')).to.match(/^warn .*last confirmed 119 days ago/)
    const unconfirmed = installed(testContext(), {
      estate: 'clusters: [{name: prod, folder: prod}]\n',
    })
    const { about } = await examine(unconfirmed)
    expect(about('list of clusters')[0]?.what).to.include('nobody has confirmed')
  })

  it('reads folders as a run would: gaps, no collected.yaml, nothing there', async () => {
    const gaps = installed(testContext(), { collected: collectedYaml(['namespaces', 'pods']) })
    expect((await examine(gaps)).about('cluster prod')[0]?.what).to.match(/\d+ gaps, the first: /)
    const assumed = installed(testContext())
    rmSync(join(assumed.folder, 'prod/collected.yaml'))
    const [line] = (await examine(assumed)).about('cluster prod')
    expect([line?.status, line?.what]).to.satisfy(
      ([status, what]: readonly string[]) =>
        status === 'warn' && what?.includes('no collected.yaml'),
    )
    const gone = installed(testContext())
    rmSync(join(gone.folder, 'prod'), { recursive: true })
    const { code, about } = await examine(gone)
    expect(about('cluster prod')[0]?.status).to.equal('fail')
    expect(code).to.equal(3)
  })

  it('asks only the clusters that are named', async () => {
    const context = installed(testContext())
    const fault = await context.faultOf('doctor', '--cluster', 'elsewhere', '--no-pdf')
    expect(fault.code).to.equal('USAGE')
    expect((await examine(context, '--cluster', 'prod', '--no-pdf')).code).to.equal(0)
  })
})

describe('exhibit doctor, archive and key', function () {
  this.timeout(120_000)

  it('finds a log that was altered', async () => {
    const context = await running()
    const entry = join(context.folder, 'archive/log/entries/00000000.json')
    chmodSync(entry, 0o600)
    writeFileSync(entry, readFileSync(entry, 'utf8').replace('"number":0', '"number":1'))
    const { code, about } = await examine(context)
    expect(code).to.equal(3)
    expect(about('archive')[0]?.fix).to.include('exhibit verify')
  })

  it('finds an archive that others can enter, and one that is no folder', async () => {
    const open = await running()
    chmodSync(join(open.folder, 'archive'), 0o755)
    expect((await examine(open)).of('warn')).to.satisfy((said: readonly string[]) =>
      said.some((what) => what.includes('has mode 755')),
    )
    const file = installed(testContext())
    file.write('archive', 'a file')
    const { code, about } = await examine(file)
    expect(about('archive folder')[0]?.what).to.match(/archive is not a folder$/)
    expect(code).to.equal(3)
  })

  it('finds a key that does not match, a key that others read, a chain that ended and one that soon will', async () => {
    const context = await running()
    const key = join(context.folder, 'keys/key.pem')
    chmodSync(key, 0o644)
    const [, mode] = (await examine(context)).about('signing key')
    expect(mode?.fix).to.include('chmod 0600')
    chmodSync(key, 0o600)

    await context.exhibit('init', 'keys', '--key-dir', 'others')
    const own = readFileSync(key)
    writeFileSync(key, readFileSync(join(context.folder, 'others/key.pem')))
    const [mismatch] = (await examine(context)).about('signing key')
    expect(mismatch?.what).to.include('key does not match certificate')
    writeFileSync(key, own)

    const at = (now: string) =>
      testContext({ cwd: context.folder, env: context.env, clock: fixedClock(now) })
    const soon = await examine(at('2036-10-20T00:00:00Z'))
    expect(soon.about('certificate')[0]?.status).to.equal('warn')
    const ended = await examine(at('2037-01-01T00:00:00Z'))
    expect(ended.about('signing key')[0]?.status).to.equal('fail')
    expect(ended.code).to.equal(3)
  })

  it('finds a certificate that the archive does not know', async () => {
    const context = await running()
    await context.exhibit('init', 'keys', '--key-dir', 'others')
    const { code, about } = await examine(context, '--key-dir', 'others', '--no-pdf')
    const [line] = about('certificate in the archive')
    expect(line?.what).to.match(/does not know SHA256:[0-9a-f]{64}.*exit code 6/)
    expect(code).to.equal(3)
  })

  it('fails without a key where no key may be made: in a pod', async () => {
    const base = testContext()
    const env = { ...base.env, KUBERNETES_SERVICE_HOST: '10.0.0.1' }
    const { code, about } = await examine(installed(testContext({ env })))
    expect(about('signing key')[0]?.what).to.equal('no signing key is configured')
    expect(code).to.equal(2)
  })

  it('finds a clock that is behind the newest log entry', async () => {
    const context = await running()
    const before = fixedClock(plusSeconds(NOW, -3600))
    const early = testContext({ cwd: context.folder, env: context.env, clock: before })
    const { about } = await examine(early)
    expect(about('clock').map(({ status }) => status)).to.deep.equal(['fail'])
    expect(about('clock')[0]?.what).to.include('was sealed at')
  })
})

describe('exhibit doctor, browser', function () {
  this.timeout(180_000)

  it('prints a test page with the browser that a run would use', async () => {
    const context = installed(testContext())
    const { code, about } = await examine(context, '--cluster', 'prod')
    expect(about('browser')[0]?.what).to.match(/version \d+\.\d+\.\d+\.\d+, printed a test page$/)
    expect(code).to.equal(0)
  })

  it('says that there is none, that it crashes, and that none is asked for', async () => {
    const context = installed(testContext())
    const browser = context.write(
      'browser',
      '#!/bin/sh\n[ "$1" = --version ] && echo "Chromium 153.0.8010.0" && exit 0\nkill -SEGV $$\n',
    )
    chmodSync(browser, 0o700)
    const at = (path: string, variable = 'PUPPETEER_EXECUTABLE_PATH') => {
      const env = { ...context.env, [variable]: path }
      return examine(testContext({ cwd: context.folder, env }), '--cluster', 'prod')
    }
    const none = await at(join(context.folder, 'nothing'))
    expect(none.about('browser')[0]?.what).to.include('no browser that can print a PDF')
    expect(none.code).to.equal(3)
    const crashing = await at(browser)
    expect(crashing.about('browser')[0]?.what).to.include('could not be printed')
    expect(crashing.code).to.equal(3)
    const named = await at(join(context.folder, 'nothing'), 'EXHIBIT_BROWSER')
    expect(named.about('browser')[0]?.what).to.include('nothing (EXHIBIT_BROWSER): ')
    expect(named.code).to.equal(3)
    expect((await examine(context)).about('browser')[0]?.what).to.include('not looked for')
  })
})
