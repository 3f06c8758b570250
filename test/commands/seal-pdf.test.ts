import { copyFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { smallPdf } from '../archive/evidence.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'

/** Stages a run up to its PDF, and gives the path of that. */
async function printed(context: TestContext, work: string): Promise<string> {
  for (const stage of ['open', 'collect', 'render']) {
    const { code } = await context.exhibit(
      ...['run', '--stage', stage, '--work', work, '--no-browser-sandbox'],
    )
    expect(code, stage).to.equal(0)
  }
  return join(context.folder, work, 'print', 'report.pdf')
}

describe('exhibit run --stage seal, of a PDF', function () {
  this.timeout(180_000)
  const seal = (work: string) => ['run', '--stage', 'seal', '--work', work] as const

  it('signs the report of this run and nothing else', async () => {
    const context = installed(testContext())
    const other = await printed(context, 'other')
    const pdf = await printed(context, 'work')
    const own = join(context.folder, 'own.pdf')
    copyFileSync(pdf, own)
    const refusals: readonly (readonly [what: string, put: () => void])[] = [
      ['the first page', () => copyFileSync(other, pdf)],
      ['report.pdf', () => writeFileSync(pdf, smallPdf())],
      ['report.pdf', () => writeFileSync(pdf, 'no PDF at all')],
      ['not a plain file', () => symlinkSync(own, pdf)],
    ]
    for (const [what, put] of refusals) {
      rmSync(pdf, { force: true })
      put()
      const { code, message, hint } = await context.faultOf(...seal('work'))
      expect(code, message).to.equal('SIGNING_FAILED')
      expect(message).to.include(what)
      expect(hint).to.include('nothing was signed')
      expect(readdirSync(context.folder)).to.not.include('archive')
    }
    rmSync(pdf)
    copyFileSync(own, pdf)
    expect((await context.exhibit(...seal('work'))).code).to.equal(0)
    const { code } = await context.exhibit('verify', 'archive', '--trust', 'keys/root.pem')
    expect(code).to.equal(0)
  })
})
