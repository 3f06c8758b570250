import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { decoded, pagesOf, reference } from '../../../src/render/print/pdf-reader.ts'
import { DATE, jobOf, printed, quietBrowser } from './pages.ts'

const has = (program: string) => spawnSync(program, ['--version']).error === undefined

/** A printed page of this title. */
async function titled(title: string): Promise<Buffer> {
  const frame = { title, entity: 'Example', classification: 'Internal', reference: 'run 1' }
  return (await printed(jobOf('<p>SENTINEL</p>', { frame }), quietBrowser())).bytes
}

function metadataOf(bytes: Buffer): string {
  const file = readJoined(bytes)
  const catalog = file.object(reference(file.trailer, 'Root') ?? 0)
  return decoded(file.object(reference(catalog.head, 'Metadata') ?? 0)).toString('utf8')
}

describe('the metadata of a printed PDF', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-metadata-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('names title, language, creator and date in XMP, as the PDF says them elsewhere', async () => {
    const bytes = await titled('Evidence (Q4) - Example')
    const xml = metadataOf(bytes)
    expect(xml).to.match(/^<\?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"\?>\n<x:xmpmeta /)
    expect(xml).to.include('<rdf:li xml:lang="x-default">Evidence (Q4) - Example</rdf:li>')
    expect(xml).to.include('<dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>')
    expect(xml).to.include('<xmp:CreatorTool>exhibit</xmp:CreatorTool>')
    expect(xml).to.include(`<xmp:CreateDate>${DATE}</xmp:CreateDate>`)
    expect(xml).to.match(/<pdf:Producer>Skia\/PDF m\d+<\/pdf:Producer>/)
    const file = readJoined(bytes)
    const info = file.object(reference(file.trailer, 'Info') ?? 0).head
    expect(info).to.include('/Creator(exhibit)').and.include('/CreationDate(D:20261228020342')
    expect(pagesOf(file)).to.have.length(1)
  })

  it('keeps every character of a title, and lets none of them end its place', async () => {
    for (const [title, said] of [
      ['Prüfung \\ (Zürich', 'Prüfung \\ (Zürich'],
      ['Ω, a < b & "c"</rdf:li>', 'Ω, a &lt; b &amp; &quot;c&quot;&lt;/rdf:li&gt;'],
    ] as const)
      expect(metadataOf(await titled(title))).to.include(`"x-default">${said}</rdf:li>`)
  })

  it('is sound for independent readers', async function () {
    if (!has('pdfinfo') || !has('qpdf')) {
      process.stdout.write('      (not run: pdfinfo or qpdf is not installed)\n')
      return this.skip()
    }
    const path = join(folder, 'page.pdf')
    writeFileSync(path, await titled('A page'))
    const said = execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })
    expect(said).to.include('No syntax or stream encoding errors')
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' })
    expect(info)
      .to.match(/Metadata Stream:\s+yes/)
      .and.match(/Creator:\s+exhibit/)
    expect(info)
      .to.match(/Title:\s+A page/)
      .and.match(/Tagged:\s+yes/)
    const xml = execFileSync('pdfinfo', ['-meta', path], { encoding: 'utf8' })
    expect(xml).to.include('<xmp:CreatorTool>exhibit')
  })
})
