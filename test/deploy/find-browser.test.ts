import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { findBrowser } from '../../deploy/find-browser.mjs'

describe('findBrowser', () => {
  let folder: string
  let env: Record<string, string | undefined>
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exhibit-find-'))
    env = { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, TMPDIR: folder }
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A program that says a version, or whatever else. */
  const program = (path: string, says = 'Chromium 150.0.1.2'): string => {
    const full = join(folder, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, `#!/bin/sh\necho "${says}"\n`)
    chmodSync(full, 0o755)
    return full
  }
  const cached = (version: string) =>
    program(
      `.cache/puppeteer/chrome-headless-shell/linux-${version}/chrome-headless-shell-linux64/chrome-headless-shell`,
    )

  it('takes what is configured and nothing else', async () => {
    cached('153.0.0.1')
    const configured = program('mine')
    expect(await findBrowser({ configured, env })).to.include({
      origin: 'configured',
      executable: configured,
    })
    const wrong = await findBrowser({ configured: join(folder, 'none'), env })
    expect(wrong).to.have.property('reasons').with.length(1)
  })

  it('prefers PUPPETEER_EXECUTABLE_PATH to the cache, and the cache to the system', async () => {
    const [named, inCache] = [program('named'), cached('153.0.0.1')]
    program('bin/chromium')
    expect(await findBrowser({ env: { ...env, PUPPETEER_EXECUTABLE_PATH: named } })).to.include({
      executable: named,
    })
    expect(await findBrowser({ env })).to.include({
      origin: 'puppeteer cache',
      executable: inCache,
    })
  })

  it('takes what a variable names and nothing else, EXHIBIT_BROWSER first', async () => {
    cached('153.0.0.1')
    const [mine, other] = [program('mine'), program('other')]
    const both = { ...env, EXHIBIT_BROWSER: mine, PUPPETEER_EXECUTABLE_PATH: other }
    expect(await findBrowser({ env: both })).to.include({
      origin: 'EXHIBIT_BROWSER',
      executable: mine,
    })
    expect(await findBrowser({ env: { ...both, EXHIBIT_BROWSER: '' } })).to.include({
      executable: other,
    })
    expect(await findBrowser({ configured: other, env: both })).to.include({ executable: other })
    for (const variable of ['EXHIBIT_BROWSER', 'PUPPETEER_EXECUTABLE_PATH']) {
      const path = join(folder, 'none')
      const found = await findBrowser({ env: { ...env, [variable]: path } })
      expect(found).to.have.property('reasons').with.length(1)
      const { reasons } = found as { reasons: readonly string[] }
      expect(reasons[0]).to.include(`${path} (${variable}): `)
    }
  })

  it('takes the newest of the cache by number', async () => {
    cached('99.0.0.1')
    const newest = cached('153.0.0.1')
    expect(await findBrowser({ env })).to.include({ executable: newest })
  })

  it('passes over what does not start or is too old', async () => {
    program('bin/chrome-headless-shell', 'no version')
    program('bin/chromium', 'Chromium 120.0.1.2')
    const good = program('bin/google-chrome')
    expect(await findBrowser({ env })).to.include({
      origin: 'system',
      executable: good,
      version: '150.0.1.2',
    })
  })

  it('says why nothing works', async () => {
    program('bin/chromium', 'Chromium 120.0.1.2')
    const found = await findBrowser({ env, root: folder })
    expect(found).to.have.property('reasons')
    const { reasons } = found as { reasons: readonly string[] }
    expect(reasons.join()).to.include('older than 131').and.include('no browser is shipped')
  })
})
