import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { isJsonObject, type JsonValue } from '../../src/core/json.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { testContext } from '../commands/context.ts'
import { installed } from '../commands/installation.ts'

const CRON_JOB = join(import.meta.dirname, '..', '..', 'deploy', 'hub', 'cronjob.yaml')

/** The arguments of the four containers, in their order, as the CronJob gives them. */
function argumentsOfContainers(): readonly (readonly string[])[] {
  const found: string[][] = []
  const visit = (value: JsonValue | undefined) => {
    if (Array.isArray(value)) {
      for (const one of value as readonly JsonValue[]) visit(one)
    } else if (isJsonObject(value)) {
      const { args } = value
      if (Array.isArray(args)) found.push(args.filter((arg) => typeof arg === 'string'))
      Object.values(value).forEach((one) => visit(one))
    }
  }
  visit(parseYaml(readFileSync(CRON_JOB, 'utf8'), CRON_JOB)[0]?.value ?? null)
  return found.sort((one, other) => ORDER.indexOf(one[2] ?? '') - ORDER.indexOf(other[2] ?? ''))
}

const ORDER = ['open', 'collect', 'render', 'seal']

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
`

describe('the containers of deploy/hub', function () {
  this.timeout(60_000)

  const runAll = async (report: string) => {
    const { folder } = installed(testContext(), { configuration: CONFIGURATION + report })
    const context = testContext()
    const codes = []
    for (const args of argumentsOfContainers()) {
      const here = args.map((arg) =>
        arg.replace(/^\/etc\/exhibit/, folder).replace(/^\/work$/, 'work'),
      )
      codes.push((await context.exhibit(...here)).code)
    }
    const record = readFileSync(join(context.folder, 'work', 'print', 'print.json'), 'utf8')
    return { codes, print: JSON.parse(record) as Record<string, string> }
  }

  it('all follow exhibit.yaml: no PDF is printed where the report has none', async () => {
    const { codes, print } = await runAll('report: {pdf: false}\n')
    expect(print).to.deep.equal({ kind: 'not-asked' })
    expect(codes).to.deep.equal([0, 0, 0, 0])
  })

  it('print with the browser that exhibit.yaml names', async () => {
    const { codes, print } = await runAll('report: {browser: {path: /no/such/browser}}\n')
    expect(print.kind).to.equal('missing')
    expect(print.reason).to.include('/no/such/browser')
    expect(codes).to.deep.equal([0, 0, 0, 3])
  })
})
