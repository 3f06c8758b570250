import { expect } from 'chai'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { reference } from '../../../src/render/print/pdf-reader.ts'
import { textIn } from '../../../src/render/print/pdf-text.ts'
import { jobOf, printed, quietBrowser } from './pages.ts'

/** Policies at every height of a page: some stand where Chromium sets the heading at the foot, then again on the next page with its table. */
const POLICIES = Array.from({ length: 40 }, (_, lines) => ({ lines, name: `dns ${lines}` }))
const POLICY_PAGES = POLICIES.map(
  ({ lines, name }) =>
    `<h3>Policies</h3>${'<p>a line</p>'.repeat(lines)}<div><h4><span>net</span>/<wbr>v1/<wbr>Policy/<wbr>${name}</h4><table><thead><tr><th>Port</th></tr></thead><tbody>${'<tr><td>443<br>80<br>8080<br>8443</td></tr>'.repeat(4)}</tbody></table></div>`,
)

describe('bookmarks of a print', function () {
  this.timeout(60_000)

  it('have the words of each heading once, those too that Chromium sets twice', async () => {
    const job = jobOf(`<h1>SENTINEL</h1>${POLICY_PAGES.join('')}`)
    const { bytes } = await printed(job, quietBrowser())
    const file = readJoined(bytes)
    const catalog = file.object(reference(file.trailer, 'Root') ?? 0).head
    const titles: (string | undefined)[] = []
    const below = (number: number): void => {
      for (let next = reference(file.object(number).head, 'First'); next !== undefined;) {
        const { head } = file.object(next)
        titles.push(textIn(head.replace('/Title(', '/Title ('), 'Title'))
        below(next)
        next = reference(head, 'Next')
      }
    }
    below(reference(catalog, 'Outlines') ?? 0)
    const policies = POLICIES.flatMap(({ name }) => ['Policies', `net/v1/Policy/${name}`])
    expect(titles).to.deep.equal(['SENTINEL', ...policies])
  })
})
