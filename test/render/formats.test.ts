import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { z } from 'zod'
import { silentLog } from '../../src/core/log.ts'
import { FORMATS } from '../../src/render/formats.ts'
import type { BytesFormat, Format } from '../../src/render/formats.ts'
import type { ReportView } from '../../src/render/view/report.ts'
import { reportSchema } from '../../src/render/report-schema.ts'
import { reportView } from '../../src/render/view/report.ts'
import { reportSource } from './fixture.ts'
import { expectFile, expectGolden } from './golden.ts'
import { unzipped } from '../unzip.ts'
import { hostileSource } from './hostile.ts'
import { dictionariesOf, expectShown, INERT } from './inert.ts'
import { emptySource } from './fixture-empty.ts'

/** The bytes of a report in a format, printed or not. */
async function bytesOf(format: Format, view: ReportView, parallel = 2): Promise<Uint8Array> {
  if ('render' in format) return (await format.render(view)).bytes
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-formats-'))
  try {
    const path = join(folder, format.fileName)
    await format.print(view, path, {
      browser: { env: process.env, log: silentLog, parallel },
    })
    return readFileSync(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('every format', () => {
  it('has an id, a file name and a media type of its own', () => {
    for (const field of ['id', 'fileName', 'mediaType'] as const)
      expect(new Set(FORMATS.map((format) => format[field])).size).to.equal(FORMATS.length)
  })

  for (const format of FORMATS) {
    it(`gives the same bytes for the same report, however many parts are printed at a time (${format.id})`, async function () {
      this.timeout(180_000)
      const [one, other] = [
        await bytesOf(format, reportView(reportSource()), 1),
        await bytesOf(format, reportView(reportSource()), 3),
      ]
      expect(Buffer.compare(one, other)).to.equal(0)
      expect(one.length).to.be.greaterThan(1000)
    })

    it(`renders a report of nothing (${format.id})`, async function () {
      this.timeout(180_000)
      const bytes = await bytesOf(format, reportView(emptySource()))
      expect(bytes.length).to.be.greaterThan(100)
    })

    it(`carries hostile text without executing, linking or hiding any of it (${format.id})`, async function () {
      this.timeout(180_000)
      const bytes = await bytesOf(format, reportView(hostileSource()))
      const text = textOf(format, Buffer.from(bytes))
      expect(text.length).to.be.greaterThan(1000)
      expect(/[\u202a-\u202e\u2066-\u2069\u200b]/.test(format.id === 'pdf' ? '' : text)).to.equal(
        false,
      )
      INERT[format.id]?.(text)
      expectShown(format.id, text)
    })
  }
})

/** What is written in a file; of an archive what is written in its files. */
function textOf({ id }: Format, bytes: Buffer): string {
  if (id === 'pdf') return dictionariesOf(bytes)
  if (id === 'xlsx') return [...unzipped(bytes).values()].join('')
  return bytes.toString('utf8')
}

describe('text formats', () => {
  const rendered = async (id: string) => {
    const format = FORMATS.find((one): one is BytesFormat => one.id === id)!
    const { bytes } = await format.render(reportView(reportSource()))
    return Buffer.from(bytes).toString('utf8')
  }

  it('write the golden HTML', async () => {
    const text = await rendered('html')
    expectGolden('report.html', text.replace(/(base64,)[A-Za-z0-9+/=]+/g, '$1...'))
  })

  it('write the golden JSON, which the published schema accepts', async () => {
    const text = await rendered('json')
    expectGolden('report.json', text)
    expect(reportSchema.safeParse(JSON.parse(text)).success).to.equal(true)
  })

  it('write the golden Markdown', async () => {
    expectGolden('summary.md', await rendered('markdown'))
  })

  it('write the golden CSV, with CR LF after each record', async () => {
    const text = await rendered('csv')
    expect(text.split('\r\n').length).to.equal(text.split('\n').length)
    expectGolden('check-results.csv', text.replaceAll('\r\n', '\n'))
  })
})

describe('the published schema', () => {
  const path = fileURLToPath(new URL('../../templates/report-v1.schema.json', import.meta.url))

  it('is the one in templates/', () => {
    const schema = z.toJSONSchema(reportSchema, { io: 'input' })
    const published = { $schema: schema.$schema, title: 'exhibit report/v1', ...schema }
    expectFile(path, `${JSON.stringify(published, undefined, 2)}\n`)
  })

  it('refuses members that it does not know', () => {
    const schema = JSON.parse(readFileSync(path, 'utf8')) as { additionalProperties: unknown }
    expect(schema.additionalProperties).to.equal(false)
  })
})
