import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { z } from 'zod'
import { digestOf } from '../../../src/core/digest.ts'
import { silentLog } from '../../../src/core/log.ts'
import { PERIOD_FORMATS, type PeriodFile } from '../../../src/render/period/formats.ts'
import { periodSchema } from '../../../src/render/period/schema.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import type { PeriodSource } from '../../../src/model/period.ts'
import { unzipped } from '../../unzip.ts'
import { expectFile, expectGolden } from '../golden.ts'
import { hostileSource } from '../hostile.ts'
import { dictionariesOf, expectShown, INERT } from '../inert.ts'
import { emptyPeriod, interimSource, periodSource } from './fixture.ts'
import { hostilePeriod } from './hostile.ts'

const SOURCES: Readonly<Record<string, () => PeriodSource>> = {
  'a period': () => periodSource(),
  'a period that is not over': interimSource,
  'a period of nothing': emptyPeriod,
}

async function files(
  id: string,
  source: PeriodSource,
  parallel = 2,
): Promise<readonly PeriodFile[]> {
  const format = PERIOD_FORMATS.find((one) => one.id === id)!
  const view = periodView(source)
  if ('render' in format) return format.render(view)
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-period-'))
  try {
    const { fileName, mediaType } = format
    const path = join(folder, fileName)
    await format.print(view, path, { browser: { env: process.env, log: silentLog, parallel } })
    return [{ fileName, mediaType, bytes: readFileSync(path) }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is written in a file; of an archive what is written in its files. */
function textOf(id: string, bytes: Buffer): string {
  if (id === 'pdf') return dictionariesOf(bytes)
  if (id === 'xlsx') return [...unzipped(bytes).values()].join('')
  return bytes.toString('utf8')
}

const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

describe('every format of a period', () => {
  for (const { id } of PERIOD_FORMATS) {
    for (const [what, source] of Object.entries(SOURCES))
      it(`gives the same bytes for ${what}, however many parts are printed at a time (${id})`, async function () {
        this.timeout(180_000)
        const [one, other] = [await files(id, source(), 1), await files(id, source(), 3)]
        expect(one.map(({ bytes }) => digestOf(bytes))).to.deep.equal(
          other.map(({ bytes }) => digestOf(bytes)),
        )
        for (const { bytes } of one) expect(bytes.length).to.be.greaterThan(40)
      })

    it(`carries hostile text without executing, linking or hiding any of it (${id})`, async function () {
      this.timeout(180_000)
      for (const { fileName, bytes } of await files(id, hostilePeriod(hostileSource()))) {
        const text = textOf(id, Buffer.from(bytes))
        expect(text.length).to.be.greaterThan(300)
        if (id !== 'pdf') expect(text, fileName).to.not.match(/[\u202a-\u202e\u2066-\u2069\u200b]/)
        INERT[id]?.(text)
        expectShown(id, text)
      }
    })
  }

  it('has file names of its own', async () => {
    const names: string[] = []
    for (const { id } of PERIOD_FORMATS.filter((one) => one.id !== 'pdf'))
      names.push(...(await files(id, periodSource())).map(({ fileName }) => fileName))
    expect(names).to.include.members([
      ...['report.html', 'report.json'],
      ...['summary.md', 'report.xlsx'],
      ...['ledger.csv', 'controls.csv', 'changes.csv', 'snapshots.csv', 'population.csv'],
    ])
    expect(new Set(names).size).to.equal(names.length)
  })
})

describe('text formats of a period', () => {
  it('write the golden HTML', async () => {
    const [file] = await files('html', periodSource())
    expectGolden('period.html', utf8(file!.bytes).replace(/(base64,)[A-Za-z0-9+/=]+/g, '$1...'))
  })

  it('write the golden JSON, which the published schema accepts', async () => {
    const [file] = await files('json', periodSource())
    expectGolden('period.json', utf8(file!.bytes))
    expect(periodSchema.safeParse(JSON.parse(utf8(file!.bytes))).success).to.equal(true)
  })

  it('write the golden Markdown', async () => {
    const [file] = await files('markdown', periodSource())
    expectGolden('period-summary.md', utf8(file!.bytes))
  })

  it('write golden CSV files, with CR LF after each record', async () => {
    for (const { fileName, bytes } of await files('csv', periodSource())) {
      const text = utf8(bytes)
      expect(text.split('\r\n').length, fileName).to.equal(text.split('\n').length)
      expectGolden(`period-${fileName}`, text.replaceAll('\r\n', '\n'))
    }
  })

  it('name the digest of the population that is written', async () => {
    const population = (await files('csv', periodSource())).find(
      ({ fileName }) => fileName === 'population.csv',
    )
    expect(periodView(periodSource()).report.population.digest).to.equal(
      digestOf(population!.bytes),
    )
  })
})

describe('the published schema of a period', () => {
  const path = fileURLToPath(new URL('../../../templates/period-v1.schema.json', import.meta.url))

  it('is the one in templates/', () => {
    const schema = z.toJSONSchema(periodSchema, { io: 'input' })
    const published = { $schema: schema.$schema, title: 'exhibit period/v1', ...schema }
    expectFile(path, `${JSON.stringify(published, undefined, 2)}\n`)
  })

  it('refuses members that it does not know', () => {
    const schema = JSON.parse(readFileSync(path, 'utf8')) as { additionalProperties: unknown }
    expect(schema.additionalProperties).to.equal(false)
  })
})
