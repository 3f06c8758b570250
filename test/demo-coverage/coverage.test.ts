import { readFileSync, rmSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { z } from 'zod'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { folderOf } from '../../src/archive/layout.ts'
import { readEntries } from '../../src/archive/log.ts'
import { runCommandLine } from '../../src/commands/program.ts'
import { systemClock } from '../../src/core/clock.ts'
import { silentLog } from '../../src/core/log.ts'
import { validate } from '../../src/core/validate.ts'
import { parseYamlDocument } from '../../src/core/yaml.ts'
import type { RunEntry } from '../../src/model/log-entry.ts'

const MAP = join(import.meta.dirname, 'map.yaml')
const mapSchema = z
  .array(
    z.strictObject({
      capability: z.string(),
      place: z.string(),
      file: z.string(),
      shows: z.array(z.string()).min(1),
    }),
  )
  .min(20)
const map = validate(mapSchema, parseYamlDocument(readFileSync(MAP, 'utf8'), MAP), MAP)

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-demo-coverage-'))
  let entries: readonly RunEntry[] = []
  let said = ''

  before(async function () {
    this.timeout(240_000)
    const code = await runCommandLine(['demo', '--no-pdf', '--folder', join(folder, 'demo')], {
      cwd: folder,
      env: {},
      stdout: (text) => (said += text),
      stderr: () => undefined,
      clock: systemClock,
      log: silentLog,
      colour: false,
      packageRoot: join(import.meta.dirname, '..', '..'),
      signal: new AbortController().signal,
    })
    expect(code).to.equal(0)
    const store = directoryStore(join(folder, 'demo', 'archive'))
    entries = (await readEntries(store)).map(({ entry }) => entry)
  })

  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** The folder that a place of the map means. */
  function folderAt(place: string): string {
    if (place === 'comparison') return 'comparison'
    const slot = place.replace(/^slot:/, '')
    const entry = place === 'last' ? entries.at(-1) : entries.find((one) => one.slot === slot)
    return `archive/${folderOf('run', entry?.runId ?? `no run at ${place}`)}`
  }

  it('tells where the report is and how to verify it with its root', () => {
    expect(said).to.match(/verify \S+archive --trust \S+root\.pem/)
    expect(said).to.include('report.html')
  })

  for (const { capability, place, file, shows } of map) {
    it(`shows ${capability}`, () => {
      const bytes = readFileSync(join(folder, 'demo', folderAt(place), file))
      const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
      expect(text.length, `${file} is empty`).to.be.greaterThan(0)
      for (const words of shows)
        expect(text.includes(words), `${file} lacks "${words}"`).to.equal(true)
    })
  }
})
