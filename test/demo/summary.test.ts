/** What the report of the bundled estate says first, as text that is reviewed. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadReportSource } from '../../src/commands/stages/report-source.ts'
import { silentLog } from '../../src/core/log.ts'
import { renderFormats } from '../../src/render/render.ts'
import { expectGolden } from '../golden.ts'
import { demoOnce } from './demo-once.ts'

describe('summary.md of the bundled estate', () => {
  it('is the golden one; test/reconcile holds the other formats to its numbers', async function () {
    this.timeout(600_000)
    const { folder } = await demoOnce()
    const runs = join(folder, 'demo/archive/runs')
    const last = readdirSync(runs).sort().at(-1) ?? ''
    const outDir = mkdtempSync(join(folder, 'summary-'))
    const source = await loadReportSource(join(runs, last))
    await renderFormats(source, ['markdown'], { outDir, browser: { env: {}, log: silentLog } })
    const said = readFileSync(join(outDir, 'summary.md'), 'utf8')
    expectGolden('test/demo/golden/summary.md', withoutChance(said, source.runId))
  })
})

/** Each demo has keys, run ids and a time of its own. */
function withoutChance(said: string, run: string): string {
  return said
    .replaceAll(run.slice(-8), 'THIS-RUN')
    .replace(/\d{8}T\d{6}Z-(THIS-RUN|[0-9a-f]{8})/g, (_, own: string) =>
      own === 'THIS-RUN' ? own : 'EARLIER-RUN',
    )
    .replace(/(\| Generated \| )\S+/, '$1TIME')
    .replace(/fingerprint SHA256:[0-9a-f]{64}/, 'fingerprint FINGERPRINT')
}
