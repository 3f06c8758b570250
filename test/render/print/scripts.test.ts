/** Letters of all scripts on paper: from our fonts, as text, and without turning what stands beside them. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { pageText } from '../../../src/render/print/page-text.ts'
import { decoded, pagesOf } from '../../../src/render/print/pdf-reader.ts'
import { WRITTEN } from '../scripts.ts'
import { DATE, jobOf, printed, quietBrowser } from './pages.ts'

const words = Object.values(WRITTEN)
const rows = words.map(
  (word) =>
    `<tr><td>${word}</td><td><strong>${word}</strong></td><td><code>${word}</code></td></tr>`,
)
/** 300 letters without a blank, in letters that are as wide as high, that are joined, and that have marks. */
const labels = ['ラベル'.repeat(100), 'مدفوعات'.repeat(43), 'กี่'.repeat(100), '🔒'.repeat(300)]
const body = `<h1>SENTINEL ${words[0]}</h1><h2>${WRITTEN.Arabic}</h2>
<table><tbody>${rows.join('')}</tbody></table>
<table><tbody><tr>${labels.map((label) => `<td>${label}</td>`).join('')}</tr></tbody></table>
<p>Name مدفوعات: 8080, 12 pods</p>
<p>${'e\u0301'.repeat(3)} e${'\u0301'.repeat(9)} x\u064e 日\u0301 \u202e \u200d م\u200cم 1\ufe0f\u20e3</p>`

const HAS_POPPLER = spawnSync('pdftotext', ['-v']).error === undefined

function noPoppler(test: Mocha.Context): never {
  process.stdout.write('      (not run: pdftotext comes with the package poppler-utils)\n')
  return test.skip()
}

function pdftotext(file: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-scripts-'))
  try {
    const path = join(folder, 'page.pdf')
    writeFileSync(path, file)
    return execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('a print in many scripts', function () {
  this.timeout(120_000)

  it('shows them in fonts of ours, as text that can be copied', async function () {
    const { bytes } = await printed(jobOf(body), quietBrowser())
    if (!HAS_POPPLER) noPoppler(this)
    const text = pdftotext(bytes)
    for (const script of [
      'Japanese',
      'Chinese',
      'Korean',
      'Devanagari',
      'Greek',
      'Cyrillic',
      'Vietnamese',
    ] as const)
      expect(text, script).to.include(WRITTEN[script])
    for (const letter of ['บ', 'ช', '🔒', '⚠', '👍']) expect(text).to.include(letter)
    const plain = text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    for (const word of [...WRITTEN.Hebrew.split(' '), ...WRITTEN.Arabic.split(' ').slice(1)])
      expect(plain).to.include(word)
    expect(plain).to.match(/Name مدفوعات: 8080, 12 pods/)
    for (const spelled of ['[U+202E]', '[U+200D]', '[U+064E]', '[U+20E3]'])
      expect(plain).to.include(spelled)
  })

  it('has them in its margins on every page', async () => {
    const sections = ['SENTINEL', 'more'].map((said) => ({
      ...{ name: said, html: `<div class="contents">${said}</div>`, begins: 'page' as const },
    }))
    for (let at = 0; at < words.length; at += 3) {
      const [entity = '', classification = '', reference = ''] = words.slice(at, at + 3)
      const frame = { title: entity, entity, classification, reference }
      const { bytes } = await printed(jobOf(sections, { used: words, frame }), quietBrowser())
      const file = readJoined(bytes)
      const texts = pagesOf(file).map((page) => pageText(file, page))
      expect(texts).to.have.length(2)
      for (const [index, text] of texts.entries()) expect(text).to.include(`page${index + 1}of2`)
      // what stands in the margins of the second page alone
      expect(texts[1]!.length).to.be.greaterThan(texts[0]!.length + 5)
    }
  })

  it('names each glyph, in the margins as well: 0 is no letter (ISO 14289-1, 7.21.7)', async () => {
    const frame = { title: 'A', entity: 'A', classification: 'A', reference: WRITTEN.Devanagari }
    const file = readJoined((await printed(jobOf(body, { frame }), quietBrowser())).bytes)
    const maps = file.numbers
      .map((number) => file.object(number))
      .filter(({ stream }) => stream !== undefined)
      .map((object) => decoded(object).toString('latin1'))
      .filter((text) => text.startsWith('/CIDInit'))
    expect(maps.length).to.be.greaterThan(20)
    expect(maps.filter((text) => /^<[0-9A-F]{4}> <FFFD>$/m.test(text)).length).to.be.greaterThan(1)
    for (const text of maps) expect(text).to.not.match(/^<[0-9A-F]{4}> <0000>$/m)
  })

  it('is the same twice', async () => {
    const job = jobOf(body, { date: DATE })
    const [one, other] = [await printed(job, quietBrowser()), await printed(job, quietBrowser())]
    expect(Buffer.compare(one.bytes, other.bytes)).to.equal(0)
  })
})
