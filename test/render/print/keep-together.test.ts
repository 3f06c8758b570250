import { expect } from 'chai'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { pageText } from '../../../src/render/print/page-text.ts'
import { pagesOf } from '../../../src/render/print/pdf-reader.ts'
import { jobOf, printed, quietBrowser } from './pages.ts'

/** The same at every height of a page, each on pages of its own. */
const atEveryHeight = (html: string) =>
  Array.from(
    { length: 48 },
    (_, lines) =>
      `<section class="chapter"><h2>Lines</h2>${'<p>a line</p>'.repeat(lines)}${html}</section>`,
  ).join('')

const pagesWith = async (html: string): Promise<readonly string[]> => {
  const job = jobOf(`<h1>SENTINEL</h1>${atEveryHeight(html)}`)
  const { bytes } = await printed(job, quietBrowser())
  const file = readJoined(bytes)
  return pagesOf(file).map((page) => pageText(file, page))
}

describe('what a page ends with', function () {
  this.timeout(60_000)

  it('is no heading, nor the name of a cluster of which people stated something', async () => {
    const stated = (cluster: string) =>
      `<div class="stated-in"><p class="counts">Cluster ${cluster}</p><p class="beside">Sign-off of ${cluster}</p></div>`
    const pages = await pagesWith(`<h4>Stated by people</h4>${stated('east')}${stated('west')}`)
    for (const text of pages)
      for (const [before, behind] of [
        ['Statedbypeople', 'Clustereast'],
        ['Clustereast', 'Sign-offofeast'],
        ['Clusterwest', 'Sign-offofwest'],
      ] as const)
        expect(text.includes(before), text).to.equal(text.includes(behind))
  })

  it('is no part of what is said above a table', async () => {
    const caption = `FIRST ${'of many words '.repeat(16)} LAST`
    const rows = '<tr><td>80</td></tr>'.repeat(4)
    const pages = await pagesWith(
      `<table><caption>${caption}</caption><thead><tr><th>HEAD</th></tr></thead><tbody>${rows}</tbody></table>`,
    )
    for (const text of pages) {
      expect(text.includes('FIRST'), text).to.equal(text.includes('LAST'))
      if (text.includes('FIRST')) expect(text).to.include('HEAD')
    }
  })

  it('is no command of kubectl that stands without the results that it is for', async () => {
    const shell = '<p class="soft shell">COMMANDS<br><code>kubectl get Pod a</code></p>'
    const rows = '<tr><td>fail</td></tr>'.repeat(3)
    const pages = await pagesWith(
      `<div class="part"><h4>CLUSTER</h4><p class="result">SAID</p>${shell}<table class="subjects"><thead><tr><th>HEAD</th></tr></thead><tbody>${rows}</tbody></table></div>`,
    )
    for (const text of pages) if (text.includes('COMMANDS')) expect(text).to.include('HEAD')
  })

  it('may be the first of two tall results, so that a heading needs room for one alone', async () => {
    const row = (name: string) =>
      `<tr><td>${name}</td><td><div class="example">${'<p>a line</p>'.repeat(18)}</div></td></tr>`
    const html = `<section class="chapter">${'<p>a line</p>'.repeat(12)}<h4>OPEN</h4><p class="counts">which</p><table class="subjects"><thead><tr><th>HEAD</th><th>Why</th></tr></thead><tbody>${row('FIRST')}${row('SECOND')}${row('THIRD')}</tbody></table></section>`
    const { bytes } = await printed(jobOf(`<h1>SENTINEL</h1>${html}`), quietBrowser())
    const file = readJoined(bytes)
    const [, page = ''] = pagesOf(file).map((one) => pageText(file, one))
    expect(page).to.include('OPEN').and.include('FIRST').and.not.include('SECOND')
  })
})

describe('what says little', function () {
  this.timeout(60_000)

  it('follows what stands before it, where a chapter with more to say begins a page', async () => {
    const chapter = (attributes: string, name: string) =>
      `<section ${attributes}><h2>${name}</h2><p>a line</p></section>`
    const short = ['waivers', 'outside', 'zones', 'sampling', 'glossary'].map((id) =>
      chapter(`class="chapter" id="${id}"`, id.toUpperCase()),
    )
    const silent = chapter('class="chapter silent"', 'SILENT')
    const job = jobOf(
      `<h1>SENTINEL</h1>${chapter('class="chapter"', 'LONG')}${silent}${short.join('')}`,
    )
    const { bytes } = await printed(job, quietBrowser())
    const file = readJoined(bytes)
    const pages = pagesOf(file).map((one) => pageText(file, one))
    expect(pages).to.have.length(2)
    for (const name of ['LONG', 'SILENT', 'WAIVERS', 'ZONES', 'GLOSSARY'])
      expect(pages[1]).to.include(name)
  })
})
