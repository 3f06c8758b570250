import { pathToFileURL } from 'node:url'
import type { Browser } from 'puppeteer'
import { fileNameOf } from './file-name.ts'

/** How a report is looked at on a screen. */
export type Screen = {
  readonly theme: 'light' | 'dark'
  /** CSS pixels */
  readonly width: number
}

/** Wide in both themes, and the width of a telephone. */
export const SCREENS: readonly Screen[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 360 },
]

/** CSS pixels that a picture is high: what follows looks like what came. */
const HEIGHT = 1600

/** Chapters: sections that lie in no other one. */
const CHAPTERS = `Array.from(document.querySelectorAll('section:not(section section)'))`

/** Pictures of the beginning of every chapter of an HTML file and of its head, as PNG files `<number>-<its id>.png` in the folder. */
export async function pictureSections(
  browser: Browser,
  html: string,
  { theme, width }: Screen,
  folder: string,
): Promise<void> {
  const view = await browser.newPage()
  await view.setViewport({ width, height: HEIGHT })
  await view.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }])
  await view.goto(pathToFileURL(html).href)
  await view.screenshot({ path: `${folder}/000-head.png` })
  const ids = (await view.evaluate(`${CHAPTERS}.map(({ id }) => id)`)) as readonly string[]
  for (const [index, id] of ids.entries()) {
    await view.evaluate(`${CHAPTERS}[${String(index)}].scrollIntoView()`)
    const name = `${String(index + 1).padStart(3, '0')}-${fileNameOf(id)}`
    await view.screenshot({ path: `${folder}/${name}.png` })
  }
  await view.close()
}
