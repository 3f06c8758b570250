import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import { FACTS } from '../../src/evaluate/custom/facts.ts'
import type { Comparison } from '../../src/model/comparison.ts'
import type { Manifest } from '../../src/model/manifest.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The files of the README's example: blocks whose first line names a file. */
const EXAMPLE = [...README.matchAll(/```yaml\n# (our-controls\/\S+)\n([^`]*)```/g)].map(
  ([, path = '', text = '']) => ({ path, text }),
)

const SERVICES = `apiVersion: v1
kind: Service
metadata: {name: open, namespace: pay}
spec: {type: LoadBalancer}
---
apiVersion: v1
kind: Service
metadata: {name: inside, namespace: pay}
spec: {type: ClusterIP}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere, namespace: shop}
spec: {type: LoadBalancer}
`

/** An installation with the README's folder of controls. */
function withOwnControls(): TestContext {
  const context = installed(testContext())
  for (const { path, text } of EXAMPLE) context.write(path, text)
  context.write('prod/services.yaml', SERVICES)
  const configuration = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
  context.write('exhibit.yaml', `${configuration}catalogue: our-controls\n`)
  return context
}

async function committed(context: TestContext): Promise<string> {
  const { code, out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
  expect(code).to.equal(0)
  return join(context.folder, 'archive', (JSON.parse(out) as { folder: string }).folder)
}

const read = (...path: readonly string[]): unknown =>
  JSON.parse(readFileSync(join(...path), 'utf8'))
const evaluationOf = (run: string) => readEvaluation(join(run, 'clusters', 'prod'))!

describe('controls of the organisation', function () {
  this.timeout(120_000)

  it('are decided by the example of the README, pinned, printed and archived like ours', async () => {
    expect(EXAMPLE).to.have.length(4)
    const context = withOwnControls()
    const run = await committed(context)
    const { controls } = evaluationOf(run)
    const mine = controls.find(({ framework }) => framework === 'org.platform')
    expect(mine?.outcome).to.equal('fail')
    expect(mine?.results.map(({ subject, verdict }) => [subject, verdict])).to.deep.equal([
      ['prod/pay/Service/inside', 'not-applicable'],
      ['prod/pay/Service/open', 'fail'],
    ])
    expect(readFileSync(join(run, 'report.html'), 'utf8'))
      .to.include('Platform rules')
      .and.include('nothing keeps its load balancer internal')
    const { inputs } = read(run, 'manifest.json') as Manifest
    for (const { path, text } of EXAMPLE) {
      const pinned = path.replace('our-controls', 'inputs/catalogue')
      expect(readFileSync(join(run, pinned), 'utf8')).to.equal(text)
      expect(Object.keys(inputs)).to.include(pinned)
    }
    expect((await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem')).code).to.equal(
      0,
    )
  })

  it('are read again from the run, whatever became of the folder', async () => {
    const context = withOwnControls()
    const run = await committed(context)
    rmSync(join(context.folder, 'our-controls'), { recursive: true })
    context.write(
      'exhibit.yaml',
      readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8').replace(
        'catalogue: our-controls\n',
        '',
      ),
    )
    const id = basename(run)
    const { code } = await context.exhibit(
      'report',
      '--run',
      id,
      '--format',
      'html',
      '--out',
      'again',
    )
    expect(code).to.equal(0)
    expect(readFileSync(join(context.folder, 'again', 'report.html'), 'utf8')).to.include(
      'Platform rules',
    )
    const change = async () => {
      const args = ['compare', id, 'prod', '--cluster', 'prod', '--view', 'controls', '-o', 'json']
      const { out } = await context.exhibit(...args)
      const { controls } = JSON.parse(out) as Pick<Comparison, 'controls'>
      const { before, after } = controls.find(({ control }) => control === 'P-1') ?? {}
      return [before, after]
    }
    expect(await change()).to.deep.equal(['fail', 'fail'])
    context.write('prod/services.yaml', SERVICES.replace('type: LoadBalancer', 'type: ClusterIP'))
    expect(await change()).to.deep.equal(['fail', 'not-applicable'])
  })

  it('are listed and explained with ours', async () => {
    const context = withOwnControls()
    expect((await context.exhibit('controls', 'list')).out).to.match(
      /org\.platform +P-1 .*org\.balancers-internal/,
    )
    const { out } = await context.exhibit('controls', 'explain', 'org.platform/P-1')
    expect(out).to.include('org.balancers-internal version 1').and.include('services')
    expect((await context.exhibit('controls', 'explain', 'org.balancers-internal')).out).to.include(
      'org.platform/P-1',
    )
    expect((await context.exhibit('controls', 'coverage')).out).to.include('org.platform')
  })

  it('may be waived, by a check that the catalogue has', async () => {
    const context = withOwnControls()
    const waiver = (check: string) => `format: waivers/v1
waivers:
  - {id: W-1, check: ${check}, subjects: ["prod/pay/Service/open"], reason: test, requestedBy: A, approvedBy: B, approvedOn: 2026-11-01, expires: 2026-12-31, maxSubjects: 1}
`
    context.write('waivers.yaml', waiver('org.balancers-intenal'))
    const fault = await context.faultOf('run', '--no-pdf')
    expect(fault.message).to.match(
      /waivers\.yaml:3: waivers\[0\]\.check: unknown check, did you mean "org\.balancers-internal"\?/,
    )
    context.write('waivers.yaml', waiver('org.balancers-internal'))
    const run = await committed(context)
    const { controls } = evaluationOf(run)
    expect(controls.find(({ framework }) => framework === 'org.platform')?.outcome).to.equal(
      'waived',
    )
  })

  describe('are refused before anything is collected', () => {
    const refused = async (change: (context: TestContext) => void, fault: RegExp) => {
      const context = withOwnControls()
      change(context)
      expect((await context.faultOf('run', '--no-pdf')).message).to.match(fault)
      expect(existsSync(join(context.folder, 'archive', 'runs'))).to.equal(false)
    }
    const check = 'our-controls/checks/org.balancers-internal.yaml'

    it('with a case that does not come true, by the path of the file', () =>
      refused(
        (context) =>
          context.write(
            check,
            (EXAMPLE.find(({ path }) => path === check)?.text ?? '')
              .replace('assert: has', 'assert: "true || " + has')
              .replace('assert: "true || " + ', 'assert: true || '),
          ),
        /our-controls\/cases\/org\.balancers-internal\/fail\.yaml: comes to pass, where fail is expected/,
      ))
    it('with a folder that is not there', () =>
      refused(
        (context) => rmSync(join(context.folder, 'our-controls'), { recursive: true }),
        /catalogue folder .*our-controls does not exist/,
      ))
    it('with a file that would not be read', () =>
      refused(
        (context) => context.write('our-controls/checks/org.more.yml', 'x'),
        /org\.more\.yml: not read: its name does not end in \.yaml/,
      ))
    it('with a wrong name and with what is wrong inside of it, at once', async () => {
      const context = withOwnControls()
      context.write('our-controls/checks/org.more.yml', 'format: check/v9\n')
      context.write('our-controls/baselines/mine.yaml', 'format: baseline/v9\n')
      const { message } = await context.faultOf('run', '--no-pdf')
      for (const said of [
        /org\.more\.yml: not read: its name does not end in \.yaml/,
        /org\.more\.yml:1: format: unknown value/,
        /mine\.yaml: its name does not begin with org\./,
        /mine\.yaml:1: format: unknown value/,
      ])
        expect(message).to.match(said)
    })
    it('with a folder that would not be read', () =>
      refused(
        (context) => context.write('our-controls/check/org.more.yaml', 'x'),
        /our-controls\/check: unknown folder, did you mean "checks"\?/,
      ))
    it('with a name that could be one of ours', () =>
      refused(
        (context) => context.write('our-controls/frameworks/pci-dss-4.0.1.yaml', 'x'),
        /pci-dss-4\.0\.1\.yaml: its name does not begin with org\./,
      ))
    it('with an id of ours in a file of theirs', () =>
      refused((context) => {
        const path = 'our-controls/frameworks/org.platform.yaml'
        const text = EXAMPLE.find((each) => each.path === path)?.text ?? ''
        writeFileSync(
          join(context.folder, path),
          text.replace('id: org.platform', 'id: pci-dss-4.0.1'),
        )
      }, /org\.platform\.yaml:2: id: pci-dss-4\.0\.1 where the file is org\.platform\.yaml/))
  })

  it('have every fact in the table of the README', () => {
    const table = FACTS.map(
      ({ name, about, says }) => `| \`facts.${name}\` | ${about} | ${says} |`,
    ).join('\n')
    expect(README).to.include(table)
  })
})
