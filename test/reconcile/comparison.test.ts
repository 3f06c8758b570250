/** Every number on the cards of a comparison, and over its periods, is counted again from its CSV files. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect } from 'chai'
import type { ConnectivityChange } from '../../src/model/comparison.ts'
import { silentLog } from '../../src/core/log.ts'
import { renderComparison } from '../../src/render/render-comparison.ts'
import { demoOnce } from '../demo/demo-once.ts'
import { comparison, connection, periods } from '../render/fixture-comparison.ts'
import { recountedComparison, saidByComparison, type ComparisonTexts } from './comparison.ts'

function textsIn(folder: string): ComparisonTexts {
  const text = (name: string) => readFileSync(join(folder, `comparison${name}`), 'utf8')
  const optional = (name: string) => {
    try {
      return text(name)
    } catch {
      return ''
    }
  }
  return {
    ...{ html: text('.html'), controls: text('-controls.csv'), objects: text('-objects.csv') },
    ...{ connections: text('-connections.csv'), periods: optional('-periods.csv') },
  }
}

function expectReconciled(texts: ComparisonTexts): number {
  const counted = recountedComparison(texts)
  expect([...saidByComparison(texts.html)].sort()).to.deep.equal([...counted].sort())
  return counted.size
}

describe('the numbers of a comparison', function () {
  this.timeout(600_000)
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exhibit-reconcile-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  async function textsOf(changed: Parameters<typeof comparison>[0]): Promise<ComparisonTexts> {
    const frame = { entity: 'x', classification: 'x', generatedAt: '2026-12-28T02:03:42Z' }
    const browser = { env: {}, log: silentLog }
    await renderComparison(comparison(changed), { outDir: folder, pdf: false, frame, browser })
    return textsIn(folder)
  }

  it('of runs are those of its CSV files', async () => {
    expect(expectReconciled(await textsOf({}))).to.be.greaterThan(13)
  })

  it('of periods are those of its CSV files', async () => {
    expect(expectReconciled(await textsOf({ periods: periods() }))).to.be.greaterThan(21)
  })

  it('are those of its CSV files, between the quarters of the bundled estate', async () => {
    const { played } = await demoOnce()
    const [file = ''] = played.compared
    expect(basename(file)).to.match(/^comparison/)
    expect(expectReconciled(textsIn(dirname(file)))).to.be.greaterThan(13)
  })

  it('are told apart when one of them is wrong', async () => {
    const texts = await textsOf({ periods: periods(), connectivity: [opened] })
    expectReconciled(texts)
    for (const [name, from, to] of [
      ['controls', /,regressed,/, ',fixed,'],
      ['objects', /,changed,/, ',added,'],
      ['connections', /,3,/, ',4,'],
      ['periods', /,regressed,/, ',unchanged,'],
      ['html', /pairs opened/, 'pairs closed'],
      ['html', /Incomparable, and why: .*?: \d+/, 'Incomparable, and why: x: 99'],
    ] as const) {
      expect(texts[name], name).to.match(from)
      const wrong = { ...texts, [name]: texts[name].replace(from, to) }
      expect(() => expectReconciled(wrong), name).to.throw()
    }
  })
})

const opened: ConnectivityChange = {
  ...{ cluster: 'prod-eu', change: 'opened', from: 'a/Pod/a', to: 'b/Pod/b', pairs: 3 },
  ...{ ports: [], undecided: [], cause: [], example: connection('a/Pod/a', 'b/Pod/b') },
}
