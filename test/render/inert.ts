/** What shows that text which tries to become something else is inert, format by format. */
import { expect } from 'chai'
import { marked } from 'marked'
import { readJoined } from '../../src/render/print/join/reader.ts'
import { masked } from '../../src/render/print/pdf-text.ts'

/** Hostile text stands there as text: formats in which markup has to be escaped. */
export function expectShown(id: string, text: string): void {
  if (id === 'html') expect(text).to.include('&lt;script&gt;')
  if (id === 'markdown') expect(marked.parse(text, { async: false })).to.include('&lt;script&gt;')
}

/** What to look for in each; JSON is data, and its texts are looked at above. */
export const INERT: Readonly<Record<string, (text: string) => void>> = {
  html: expectInertHtml,
  pdf: expectInertPdf,
  csv: expectInertCsv,
  xlsx: expectInertXlsx,
  markdown: expectInertMarkdown,
}

/** Only our own elements and attributes: nothing of the attack became markup. */
function expectInertHtml(html: string): void {
  const body = html.slice(html.indexOf('<body>'))
  expect(body).to.not.match(/<(script|iframe|object|embed|img|link|base|form|meta|style)\b/i)
  for (const [tag] of body.matchAll(/<[a-z][^>]*>/gi)) {
    expect(tag.replace(/"[^"]*"/g, '""')).to.not.match(/\s(on\w+|style)\s*=/i)
    for (const [, target] of tag.matchAll(/\s(?:href|src)\s*=\s*"([^"]*)"/gi))
      expect(target).to.match(/^#[\w.-]*$/)
  }
  expect(html.match(/<style>/g)).to.have.length(3)
}

/** Of a PDF its dictionaries are looked at, without what people wrote. */
function expectInertPdf(pdf: string): void {
  for (const name of ['URI', 'JavaScript', 'JS', 'Launch', 'AA', 'GoToR', 'OpenAction', 'AcroForm'])
    expect(new RegExp(`/${name}\\b`).test(pdf), name).to.equal(false)
  expect(pdf.match(/\/Type\/EmbeddedFile\b/g), 'report.json alone').to.have.length(1)
}

/** What `INERT.pdf` looks at. */
export function dictionariesOf(pdf: Uint8Array): string {
  const file = readJoined(pdf)
  return file.numbers.map((number) => masked(file.object(number).head)).join('\n')
}

function expectInertCsv(csv: string): void {
  for (const record of csv.split('\r\n').slice(1))
    for (const cell of record.match(/("([^"]|"")*"|[^,]*)/g) ?? [])
      expect(cell.replace(/^"/, '')).to.not.match(/^[=+\-@\t]/)
}

/** Nothing that a spreadsheet would compute, fetch or follow; test/render/xlsx reads the fields. */
function expectInertXlsx(xml: string): void {
  for (const tag of ['f', 'hyperlink', 'hyperlinks', 'externalLink', 'drawing', 'oleObject', 'dde'])
    expect(xml).to.not.match(new RegExp(`<${tag}[ />]`, 'i'))
  expect(xml).to.not.match(/TargetMode|vbaProject|<!|<\?(?!xml )/)
  for (const [, target = ''] of xml.matchAll(/Target="([^"]*)"/g))
    expect(target).to.match(/^[a-z]+(\/[a-z0-9]+)?\.xml$/i)
}

/** Only tags that the summary's own tables and lists make. */
function expectInertMarkdown(text: string): void {
  const html = marked.parse(text, { async: false })
  const own = /^<\/?(h[1-3]|p|ol|li|table|thead|tbody|tr|t[hd]( align="right")?|pre|code)>$/
  for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).to.match(own)
}
