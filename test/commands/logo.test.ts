import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { unzipped } from '../unzip.ts'
import { installed } from './installation.ts'
import { testContext, type TestContext } from './context.ts'
import { saidBelow } from './excerpt/said.ts'

/** 24 by 8 pixels of one colour. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAICAIAAABsw6g0AAAAFElEQVR4nGPg8YqhCmIYNWgkGwQAFTCFgRQMrgQAAAAASUVORK5CYII=',
  'base64',
)

/** 8 by 4 pixels of one colour. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAEAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAv/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIAED//Z',
  'base64',
)

const SLOT = '2026-11-23T02:00:00Z'

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments, logo: our-logo}
frameworks: [exhibit-segmentation]
`

function withLogo(bytes: Uint8Array): TestContext {
  const context = installed(testContext(), { configuration: CONFIGURATION })
  writeFileSync(join(context.folder, 'our-logo'), bytes)
  return context
}

/** A PNG that says other sides. */
function sized(width: number, height: number): Buffer {
  const bytes = Buffer.from(PNG)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

describe('report.logo', function () {
  this.timeout(300_000)

  it('stands on covers with the name of the entity, is pinned among the inputs, and comes from the archive alone', async () => {
    const context = withLogo(PNG)
    expect((await context.exhibit('run', '--no-pdf', '--slot', SLOT)).code).to.equal(0)
    writeFileSync(join(context.folder, 'our-logo'), 'gone')
    const store = directoryStore(join(context.folder, 'archive'))
    const [run = ''] = (await readEntries(store)).map(({ entry }) => entry.runId)
    await context.exhibit('report', '--run', run, '--format', 'html,json,pdf', '--out', 'again')
    await context.exhibit('report', '2026-11', '--format', 'html', '--out', 'period')
    await context.exhibit('compare', run, run, '--no-pdf', '--out', 'compare')
    const archived = readFileSync(join(context.folder, 'archive/runs', run, 'report.html'))
    expect(readFileSync(join(context.folder, 'again/report.html')).equals(archived)).to.equal(true)
    for (const file of ['again/report.html', 'period/report.html', 'compare/comparison.html']) {
      const html = readFileSync(join(context.folder, file), 'utf8')
      expect(html, file).to.match(
        /<img src="data:image\/png;base64,iVBOR[^"]*" alt="Example Payments">/,
      )
      expect(html, file).to.include('img-src data:;')
    }
    expect(readFileSync(join(context.folder, 'again/report.json'), 'utf8')).to.include(
      'inputs/logo.png',
    )
    const pdf = saidBelow(join(context.folder, 'again')).get('report.pdf') ?? ''
    expect(pdf).to.match(/\/Subtype\s*\/Image/)
    expect(pdf).to.match(/\/S\s*\/Figure[^>]*\/Alt|\/Alt[^>]*\/S\s*\/Figure/)
  })

  it('stands on the covers of single controls, of a run and of a period', async () => {
    const context = withLogo(PNG)
    expect((await context.exhibit('run', '--no-pdf', '--slot', SLOT)).code).to.equal(0)
    const added = await context.exhibit('report', '2026-11', '--add')
    expect(added.code).to.equal(0)
    const store = directoryStore(join(context.folder, 'archive'))
    for (const { entry } of await readEntries(store)) {
      const zip = join(context.folder, `${entry.kind}.zip`)
      await context.exhibit('archive', 'get', entry.runId, '--by-control', '--out', zip)
      const pages = [...unzipped(readFileSync(zip))].filter(([path]) => path.endsWith('.pdf'))
      const folder = join(context.folder, entry.kind)
      mkdirSync(folder)
      writeFileSync(join(folder, 'control.pdf'), pages[0]?.[1] ?? '')
      const said = saidBelow(folder).get('control.pdf') ?? ''
      expect(said, entry.kind).to.match(/\/Subtype\s*\/Image/)
    }
  })

  it('may be a JPEG', async () => {
    const context = withLogo(JPEG)
    expect((await context.exhibit('run', '--no-pdf', '--slot', SLOT)).code).to.equal(0)
    const store = directoryStore(join(context.folder, 'archive'))
    const [run = ''] = (await readEntries(store)).map(({ entry }) => entry.runId)
    const folder = join(context.folder, 'archive/runs', run)
    expect(readFileSync(join(folder, 'inputs/logo.jpg')).equals(JPEG)).to.equal(true)
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).to.include(
      `<img src="data:image/jpeg;base64,${JPEG.toString('base64')}" alt="Example Payments">`,
    )
  })

  it('is refused where it is no picture, or too large', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
    const cut = PNG.subarray(0, PNG.length - 1)
    const long = Buffer.concat([PNG.subarray(0, 33), Buffer.alloc(300_000), PNG.subarray(33)])
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffda0000ffd9', 'hex')
    for (const bytes of [svg, cut, long, jpeg, sized(0, 8), sized(8, 5000), Buffer.alloc(0)]) {
      const fault = await withLogo(bytes).faultOf('run', '--no-pdf')
      expect(fault.code, fault.message).to.equal('CONFIGURATION')
      expect(fault.message).to.include('our-logo: the logo')
    }
  })
})
