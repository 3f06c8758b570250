import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startExhibit } from './exhibit.ts'
import type { Exhibit, ExhibitEnd } from './exhibit.ts'

/** An exhibit that somebody set up: a folder with its configuration, and a home of its own. */
export type Installation = {
  readonly folder: string
  /** A path inside the folder. */
  readonly path: (name: string) => string
  /** Writes a file of the folder, over the one that is there. */
  readonly write: (name: string, text: string) => void
  readonly start: (...args: readonly string[]) => Exhibit
  /** Runs to the end. */
  readonly exhibit: (...args: readonly string[]) => Promise<ExhibitEnd>
  readonly remove: () => void
}

/** Where a browser may be found: a fresh home has none, and unpacking one for each would take a minute. */
const BROWSER = {
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  PUPPETEER_CACHE_DIR: process.env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer'),
  ...(process.env.PUPPETEER_EXECUTABLE_PATH === undefined
    ? {}
    : { PUPPETEER_EXECUTABLE_PATH: process.env.PUPPETEER_EXECUTABLE_PATH }),
}

/** The root certificate of an installation that made its keys itself, below its folder. */
export const ROOT = 'state/exhibit/keys/root.pem'

/** Sets up an exhibit with these files; `exhibit.yaml` is its configuration, `more` stands in its environment. Nothing else of the caller's home or environment reaches it. */
export function install(
  files: Readonly<Record<string, string>>,
  more: NodeJS.ProcessEnv = {},
): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-installation-'))
  const path = (name: string) => join(folder, name)
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text, { mode: 0o600 })
  }
  mkdirSync(path('tmp'))
  for (const [name, text] of Object.entries(files)) write(name, text)
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_STATE_HOME: path('state'),
    TMPDIR: path('tmp'),
    ...BROWSER,
    ...more,
  }
  const start = (...args: readonly string[]) => startExhibit(args, { folder, env })
  return {
    folder,
    path,
    write,
    start,
    exhibit: (...args) => start(...args).end,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
