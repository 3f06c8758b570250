import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { testContext, NOW } from './context.ts'
import { installed } from './installation.ts'

const at = (hours: number) => (Date.parse(NOW) - hours * 3_600_000) / 1000

describe('what a killed writer left in an archive folder', function () {
  this.timeout(60_000)

  it('is counted by the doctor, and removed by the next run once it is a day old', async () => {
    const context = installed(testContext())
    for (const [name, hours] of [
      ['old', 25],
      ['older', 900],
      ['young', 1],
    ] as const) {
      utimesSync(context.write(`archive/.incoming/${name}`, 'half'), at(hours), at(hours))
    }
    const { out } = await context.exhibit('doctor', '--no-pdf')
    expect(out).to.match(/2 files of writers that were stopped/)
    await context.exhibit('run', '--no-pdf')
    expect(readdirSync(join(context.folder, 'archive/.incoming'))).to.deep.equal(['young'])
  })

  it('is not looked for behind a link', async () => {
    const context = installed(testContext())
    const precious = context.write('elsewhere/precious', 'x')
    utimesSync(precious, at(99), at(99))
    mkdirSync(join(context.folder, 'archive'))
    const link = join(context.folder, 'archive/.incoming')
    symlinkSync(join(context.folder, 'elsewhere'), link)
    expect((await context.faultOf('run', '--no-pdf')).code).to.equal('ARCHIVE_REFUSED')
    expect(existsSync(precious)).to.equal(true)
    rmSync(link)
  })
})
