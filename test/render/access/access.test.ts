/** How people with other eyes, hands and windows read a report: in the Chromium that ships, one for all of these tests. */
import type { Browser } from 'puppeteer'
import { usableBrowser, startBrowser } from '../../../src/render/print/session.ts'
import type { RunningBrowser } from '../../../src/render/print/session.ts'
import { quietBrowser } from '../print/pages.ts'
import { describeAxe } from './axe.ts'
import { describeFind } from './find.ts'
import { describeKeyboard } from './keyboard.ts'
import { describeReflow } from './reflow.ts'
import { describeWords } from './words.ts'

describe('a report on the screen', () => {
  let running: RunningBrowser
  let found: Browser
  const browser = () => found

  before(async () => {
    const options = quietBrowser({ sandbox: false })
    running = await startBrowser(await usableBrowser(options), options)
    found = await running.during(60_000, (one) => Promise.resolve(one))
  })
  after(() => running.close())

  describeAxe(browser)
  describeKeyboard(browser)
  describeReflow(browser)
  describeFind(browser)
  describeWords(browser)
})
