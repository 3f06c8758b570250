import { expect } from 'chai'
import { loadConfiguration } from '../../../src/commands/configuration.ts'
import { browserOptions, printedBy } from '../../../src/commands/stages/render.ts'
import { sandboxOff } from '../../../src/render/browser.ts'
import { testContext } from '../context.ts'

describe('browserOptions', () => {
  const options = (uid: number, asked: boolean, configured = '') => {
    const context = testContext({ uid })
    context.write('exhibit.yaml', `report: {browser: {${configured}}}\n`)
    const configuration = loadConfiguration(context, {})
    return browserOptions(configuration, { pdf: true, sandbox: asked }, context)
  }

  it('keeps apart why the sandbox is off: root cannot have it, others switch it off', () => {
    expect(sandboxOff(options(0, true))).to.equal('running as root')
    expect(sandboxOff(options(1000, true))).to.equal(undefined)
    expect(sandboxOff(options(1000, false))).to.equal('switched off')
    expect(sandboxOff(options(1000, true, 'sandbox: false'))).to.equal('switched off')
  })

  it('has the manifest say whenever a browser printed without its sandbox', () => {
    expect(printedBy('153', options(0, true))).to.equal('Chromium 153, without its sandbox')
    expect(printedBy('153', options(1000, false))).to.equal('Chromium 153, without its sandbox')
    expect(printedBy('153', options(1000, true))).to.equal('Chromium 153')
  })
})
