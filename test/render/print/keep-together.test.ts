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
})
