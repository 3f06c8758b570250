import puppeteer from 'puppeteer'
import type { Browser } from 'puppeteer'
import { findBrowser } from '../../deploy/find-browser.mjs'

/** The browser that `render` would take; it makes pictures alone, so it runs without its sandbox. Throws when none is found. */
export async function openBrowser(): Promise<Browser> {
  const found = await findBrowser({ env: process.env })
  if ('reasons' in found) throw new Error(found.reasons.join('; '))
  return puppeteer.launch({
    executablePath: found.executable,
    args: ['--no-sandbox'],
    env: { ...process.env, ...found.environment },
  })
}
