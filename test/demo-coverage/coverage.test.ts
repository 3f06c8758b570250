import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { z } from 'zod'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { folderOf, MANIFEST } from '../../src/archive/layout.ts'
import { readEntries } from '../../src/archive/log.ts'
import { parseManifest } from '../../src/archive/records.ts'
import { validate } from '../../src/core/validate.ts'
import { parseYamlDocument } from '../../src/core/yaml.ts'
import type { RunEntry } from '../../src/model/log-entry.ts'
import { pageText } from '../../src/render/print/page-text.ts'
import { readJoined } from '../../src/render/print/join/reader.ts'
import { pagesOf } from '../../src/render/print/pdf-reader.ts'
import { demoOnce } from '../demo/demo-once.ts'

const MAP = join(import.meta.dirname, 'map.yaml')
const words = z.array(z.string().min(1)).min(1)
const mapSchema = z
  .array(
    z
      .strictObject({
        capability: z.string(),
        place: z.string(),
        file: z.string(),
        page: z.int().positive().optional(),
        shows: words.optional(),
        line: words.optional(),
      })
      .refine(({ shows, line }) => (shows === undefined) !== (line === undefined), 'shows or line'),
  )
  .min(40)
const map = validate(mapSchema, parseYamlDocument(readFileSync(MAP, 'utf8'), MAP), MAP)

describe('the demo', () => {
  let [folder, period] = ['', '']
  let entries: readonly RunEntry[] = []
  let [said, progress] = ['', '']

  before(async function () {
    this.timeout(240_000)
    const demo = await demoOnce()
    ;({ folder, said, progress } = demo)
    period = demo.played.period
    const store = directoryStore(join(folder, 'demo', 'archive'))
    entries = (await readEntries(store)).map(({ entry }) => entry)
  })

  /** The folder that a place of the map means, absolute. */
  function folderAt(place: string): string {
    if (place === 'comparison') return join(folder, 'demo', 'comparison')
    if (place === 'period') return period
    const slot = place.replace(/^slot:/, '')
    const runs = entries.filter(({ kind }) => kind === 'run')
    const entry = place === 'last' ? runs.at(-1) : runs.find((one) => one.slot === slot)
    const run = folderOf('run', entry?.runId ?? `no run at ${place}`)
    return join(folder, 'demo', 'archive', run)
  }

  it('tells what was found, where the PDFs are and how to verify the archive with its root', () => {
    expect(said).to.match(/verify \S+archive --trust \S+root\.pem/)
    expect(said).to.include('report.pdf').and.include('comparison.pdf')
    expect(said).to.match(/17 weekly: 15 have a run, 1 of them caught up late; 2 missed/)
    expect(said).to.match(/PCI DSS 1\.4\.2 +NodePort 30443/)
    expect(said.split('\n').length).to.be.lessThan(45)
  })

  it('says one line for each slot while it runs', () => {
    const lines = progress.trim().split('\n')
    const slots = lines.filter((line) => /^exhibit: \d{4}-\d{2}-\d{2} {2}/.test(line))
    expect(slots).to.have.length(17)
    expect(slots.filter((line) => line.includes('payments-dr unreachable'))).to.have.length(15)
    expect(slots.filter((line) => line.includes('missed'))).to.have.length(2)
    expect(lines.length).to.be.lessThan(24)
    expect(progress).to.not.include('cluster read')
  })

  for (const { capability, place, file, page, shows, line } of map) {
    it(`shows ${capability}`, () => {
      const path = join(folderAt(place), file)
      const text = page === undefined ? textOf(path) : pageOf(path, page)
      expect(text.length, `${file} is empty`).to.be.greaterThan(0)
      const lines = line === undefined ? [text] : text.split('\n')
      const wanted = (shows ?? line ?? []).map((one) => (page === undefined ? one : closed(one)))
      const found = lines.some((one) => wanted.every((each) => one.includes(each)))
      const lacking = wanted.filter((each) => !text.includes(each))
      expect(found, `${file} lacks ${lacking.join(', ') || 'a line with all words'}`).to.equal(true)
    })
  }
})

const closed = (text: string) => text.replace(/\s/g, '')

/** A file as text; bytes above ASCII of a binary one do not matter. */
function textOf(path: string): string {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** What one page of a PDF shows, without white space. An archived one is read as it was before it was signed, as its manifest says. */
function pageOf(path: string, number: number): string {
  const bytes = readFileSync(path)
  const pdf = readJoined(bytes.subarray(0, unsignedSize(path) ?? bytes.length))
  const page = pagesOf(pdf)[number - 1]
  return page === undefined ? '' : pageText(pdf, page)
}

function unsignedSize(path: string): number | undefined {
  if (!path.endsWith('report.pdf')) return undefined
  const manifest = join(path, '..', MANIFEST)
  const { files } = parseManifest(readFileSync(manifest), manifest)
  return files.find((one) => one.path === 'report.pdf')?.unsigned?.size
}
