import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import puppeteer from 'puppeteer'
import { findBrowser, type FoundBrowser } from '../../deploy/find-browser.mjs'
import { signPdf } from '../../src/sign/pdf.ts'
import { verifyPdf } from '../../src/sign/pdf-verify.ts'
import { NOW } from './certificates.ts'
import { localSigner, rooted } from './signers.ts'
import { itWith, runTool, withFolder } from './tools.ts'

const HTML = `<title>Evidence</title><h1>Evidence</h1><p><a href="https://example.com/">a link</a></p>
${'<h2>Part</h2><p>Some text.</p>'.repeat(100)}`

/** A tagged PDF with links and bookmarks, as reports are printed. */
async function print({ executable, environment }: FoundBrowser): Promise<Uint8Array> {
  const browser = await puppeteer.launch({
    executablePath: executable,
    args: ['--no-sandbox'],
    env: { ...process.env, ...environment },
  })
  try {
    const page = await browser.newPage()
    await page.setContent(HTML)
    return await page.pdf({ tagged: true, outline: true })
  } finally {
    await browser.close()
  }
}

const found = await findBrowser({ env: process.env })

if ('executable' in found)
  describe('signPdf, on what Chromium prints', () => {
    const { signer, root } = localSigner()
    let pdf = new Uint8Array()
    let signed = new Uint8Array()

    before(async function () {
      this.timeout(60_000)
      pdf = new Uint8Array(await print(found))
      const options = { at: NOW, reason: 'Evidence', name: 'Signing' }
      signed = new Uint8Array(await signPdf(pdf, signer, options))
    })

    it('signs it so that it verifies', () => {
      const outcome = verifyPdf(signed, rooted(root), NOW)
      expect(outcome).to.include({ kind: 'valid', unsignedLength: pdf.length })
    })

    itWith('qpdf', 'adds nothing that qpdf warns of', () =>
      withFolder((dir) => {
        const file = join(dir, 'signed.pdf')
        writeFileSync(file, signed)
        const { status, output } = runTool('qpdf', ['--check', file])
        expect(status, output).to.equal(0)
      }),
    )
  })
else it.skip(`signs what Chromium prints (not run: no browser: ${found.reasons.join('; ')})`)
