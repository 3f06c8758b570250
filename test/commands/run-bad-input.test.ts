import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'
import { examine } from './doctor/lines.ts'
import { installed } from './installation.ts'

const SLOT = '2026-11-23T02:00:00Z'
const run = (context: TestContext, ...more: readonly string[]) =>
  context.exhibit('run', '--no-pdf', ...more)

describe('exhibit run with bad input', function () {
  this.timeout(60_000)

  const configuration = (text: string) => installed(testContext(), { configuration: text })

  it('names every fault of the configuration with its line and the nearest key', async () => {
    const fault = await configuration(
      'estate: estate.yaml\narchiv: {directory: a}\nschedule: {crn: x}\n',
    ).faultOf('run')
    expect(fault.code).to.equal('CONFIGURATION')
    expect(fault.message).to.match(/exhibit\.yaml:2: .*archiv.*archive/)
    expect(fault.message).to.match(/exhibit\.yaml:3: .*crn.*cron/)
  })

  it('names every fault of the organisation files before anything is collected', async () => {
    const context = installed(testContext())
    context.write('scope.yaml', 'format: scope/v1\nentitty: {}\n')
    const fault = await context.faultOf('run', '--no-pdf')
    expect(fault.message).to.include('scope.yaml:2').and.include('entity')
    expect(readdirSync(context.folder)).to.not.include('archive')
  })

  it('names an unknown framework and the nearest one', async () => {
    const context = installed(testContext())
    const text = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
    writeFileSync(join(context.folder, 'exhibit.yaml'), `${text}frameworks: [pci-dss-4.0]\n`)
    expect((await context.faultOf('run', '--no-pdf')).message).to.include('pci-dss-4.0.1')
  })

  it('refuses a list of no frameworks, and one that stands twice', async () => {
    const context = installed(testContext())
    const text = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
    const told = async (frameworks: string) => {
      writeFileSync(join(context.folder, 'exhibit.yaml'), `${text}frameworks: ${frameworks}\n`)
      return (await context.faultOf('run', '--no-pdf')).message.replace(`${context.folder}/`, '')
    }
    expect(await told('[]')).to.equal(
      'exhibit.yaml:6: frameworks: empty list: nothing would be evaluated; leave it out, or name a framework',
    )
    const pci = 'pci-dss-4.0.1'
    expect(await told(`[${pci}, exhibit-segmentation, ${pci}]`)).to.equal(
      `exhibit.yaml:6: frameworks[2]: ${pci} stands twice`,
    )
  })

  it('tells the faults of all files in one go, each with file and line', async () => {
    const estate = 'clusters:\n  - {name: a, folder: x}\n  - {name: a, folder: z}\n  - {name: b}\n'
    const configuration = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: nowhere.yaml}
archive: {origin: Example Payments, directory: archive}
frameworks: [pci-dss-4.0.1, pci-dss-4.0]
`
    const context = installed(testContext(), { configuration, estate })
    context.write('scope.yaml', 'format: scope/v1\nentity: {name: A, kind: butcher}\nrules: []\n')
    context.write('flows.yaml', 'format: flows/v1\nflows: []\nflows: []\n')
    const told = [
      /estate\.yaml:2: clusters\[0\]\.name: a is listed twice/,
      /estate\.yaml:3: clusters\[1\]\.name: a is listed twice/,
      /estate\.yaml:4: clusters\[2\]: needs exactly one of/,
      /scope\.yaml:2: entity\.kind: unknown value/,
      /flows\.yaml:3: .*flows/,
      /cannot read waivers file .*nowhere\.yaml/,
      /exhibit\.yaml:4: frameworks\[1\]: unknown framework pci-dss-4\.0, did you mean "pci-dss-4\.0\.1"\?/,
    ]
    const whole = await context.faultOf('run', '--no-pdf')
    expect(whole.message.split('\n')).to.have.length(told.length)
    for (const said of told) expect(whole.message).to.match(said)
    expect(whole.code).to.equal('CONFIGURATION')
    expect(whole.hint).to.include('known frameworks')

    context.write('exhibit.yaml', `${configuration}report: {pdf: often}\n`)
    const { message } = await context.faultOf('run', '--no-pdf')
    expect(message).to.match(/exhibit\.yaml:5: report\.pdf: /)
    expect(message.split('\n')).to.have.length(told.length + 1)
    for (const said of told) expect(message).to.match(said)

    const { about } = await examine(context)
    for (const subject of ['configuration', 'estate', "organisation's files", 'catalogue'])
      expect(
        about(subject).map(({ status }) => status),
        subject,
      ).to.include('fail')
  })

  it('says what is not configured: no estate, no archive, two archives', async () => {
    const bare = testContext()
    expect((await bare.faultOf('run')).message).to.equal(
      'no archive is configured\nno estate is configured',
    )
    expect((await bare.faultOf('run', '--archive', 'archive')).message).to.equal(
      'no estate is configured',
    )
    const both = configuration(
      'estate: estate.yaml\narchive: {directory: a, s3: {bucket: evidence}}\n',
    )
    expect((await both.faultOf('run')).message).to.equal('two archives are configured')
  })

  it('refuses --slot together with --cluster, an unknown cluster, and a slot that is no instant', async () => {
    const context = installed(testContext())
    expect((await context.faultOf('run', '--slot', SLOT, '--cluster', 'prod')).code).to.equal(
      'USAGE',
    )
    expect((await context.faultOf('run', '--cluster', 'staging')).hint).to.include('prod')
    expect((await context.faultOf('run', '--slot', 'yesterday')).message).to.include(
      'not an instant',
    )
  })

  it('makes no key when what people wrote is not valid', async () => {
    const context = installed(testContext())
    expect((await context.faultOf('run', '--kubeconfig', '/nowhere/config')).code).to.equal(
      'CONFIGURATION',
    )
    expect(readdirSync(context.folder)).to.not.include('keys').and.not.include('archive')
  })

  it('wants a key in a pod, and none inside the archive', async () => {
    const plain = testContext()
    const pod = installed(
      testContext({ env: { ...plain.env, KUBERNETES_SERVICE_HOST: '10.0.0.1' } }),
    )
    expect((await pod.faultOf('run', '--no-pdf')).code).to.equal('KEY_MISSING')
    const fault = await installed(testContext()).faultOf(
      'init',
      'keys',
      '--key-dir',
      'archive/keys',
    )
    expect(fault.message).to.include('inside the archive')
  })

  it('signs nothing into an archive that does not know the key', async () => {
    const context = installed(testContext())
    await run(context)
    const fault = await context.faultOf('run', '--no-pdf', '--key-dir', 'other-keys')
    expect(fault.code).to.equal('SIGNING_FAILED')
    expect(fault.message).to.include('does not know the signing certificate')
  })

  it('refuses a work folder that another run left something in', async () => {
    const context = installed(testContext())
    context.write('work/run/left.txt', 'x')
    expect((await context.faultOf('run', '--no-pdf', '--work', 'work')).message).to.include(
      'is not empty',
    )
  })

  it('survives an empty cluster, wrong types, hostile names and a 10 MB annotation, and says so', async () => {
    const context = installed(testContext())
    rmSync(join(context.folder, 'prod', 'objects.yaml'))
    const annotation = 'x'.repeat(10 * 1024 * 1024)
    context.write(
      'prod/hostile.json',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: 'a', annotations: { note: annotation } },
          },
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: 'b', labels: { owner: '=cmd()\u202e<script>' } },
          },
          ...['../up', 'new\nline', 'mark\u202e', '=cmd()'].map((name) => ({
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name },
          })),
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'NetworkPolicy',
            metadata: { name: 'p', namespace: 'a' },
            spec: { podSelector: 7, ingress: 'all' },
          },
        ],
      }),
    )
    const { code, out } = await run(context, '-o', 'json')
    const { folder } = JSON.parse(out) as { readonly folder: string }
    expect(code).to.equal(0)
    expect(context.err()).to.match(
      /NetworkPolicy a\/p is not fully understood cluster=prod at=\/spec\/ingress why=.* hint=mend/,
    )
    const html = readFileSync(join(context.folder, 'archive', folder, 'report.html'), 'utf8')
    // the one script is the report's own
    expect(html.split('<script').length - 1).to.equal(1)
    expect(html).to.not.include('\u202e')
    expect(html.length).to.be.lessThan(5_000_000)
    const csv = readFileSync(join(context.folder, 'archive', folder, 'check-results.csv'), 'utf8')
    expect(csv).to.not.match(/^=|[,"]=cmd|\u202e|new\nline/m)
    expect(readdirSync(join(context.folder, 'archive'))).to.not.include('up')
    const text = await run(context)
    expect(text.out.split('\n').filter((line) => line.startsWith('partial '))).to.have.length(1)
    expect(text.out).to.match(/^partial +prod: namespaces: .*\(hint: .*\)$/m)
    expect(text.out).to.not.include('\u202e')
  })
})
