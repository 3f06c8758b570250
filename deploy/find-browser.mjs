/**
 * Finds a Chromium that can print: the one list of candidates for set-up, `exhibit doctor` and src/render.
 *
 * Order: configured, EXHIBIT_BROWSER, PUPPETEER_EXECUTABLE_PATH, puppeteer's cache, the system's, the one shipped inside @sparticuz/chromium. One
 * that is named, by any of the first three, is the only candidate: a mistake in it must not go unnoticed. A browser counts only when it starts and
 * says its version. No dependency and nothing newer than Node 20.
 */
import { execFile } from 'node:child_process'
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shippedBrowser } from './shipped-browser.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const known = JSON.parse(fs.readFileSync(join(here, 'browser-candidates.json'), 'utf8'))

function isProgram(path) {
  try {
    fs.accessSync(path, fs.constants.X_OK)
    return fs.statSync(path).isFile()
  } catch {
    return false
  }
}

function inPuppeteerCache(env) {
  const cache = env.PUPPETEER_CACHE_DIR || join(env.HOME || homedir(), '.cache', 'puppeteer')
  return known.puppeteerCache.browsers.flatMap((browser) =>
    newestFirst(join(cache, browser)).flatMap((build) =>
      known.puppeteerCache.executables.map((program) => join(build, program)),
    ),
  )
}

function newestFirst(folder) {
  const version = (name) => (name.match(/\d+/g) ?? []).map(Number)
  const newer = (one, other) => {
    const [a, b] = [version(one), version(other)]
    for (let at = 0; at < Math.max(a.length, b.length); at += 1)
      if ((a[at] ?? 0) !== (b[at] ?? 0)) return (b[at] ?? 0) - (a[at] ?? 0)
    return 0
  }
  return fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .sort(newer)
        .map((name) => join(folder, name))
    : []
}

function onSystem(env) {
  const { paths = [], names = [] } = known[process.platform] ?? {}
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...paths, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))]
}

/** The browser that somebody named, whether it is there or not; undefined: none was. */
function namedBrowser({ configured, env }) {
  if (configured) return { origin: 'configured', executable: configured }
  const origin = ['EXHIBIT_BROWSER', 'PUPPETEER_EXECUTABLE_PATH'].find((name) => env[name])
  return origin && { origin, executable: env[origin] }
}

/** Programs that exist, in the order of the file head, each `{ origin, executable }`; the shipped one is not among them. */
function installedBrowsers(env) {
  const at = (origin) => (executable) => ({ origin, executable })
  return [
    ...inPuppeteerCache(env).filter(isProgram).map(at('puppeteer cache')),
    ...onSystem(env).filter(isProgram).map(at('system')),
  ]
}

/** What `--version` says, `153.0.7921.0`; rejects with one line when the program does not start or is too old. */
export function versionOf(executable, env) {
  return new Promise((resolve, reject) => {
    execFile(
      executable,
      ['--version'],
      { env, timeout: 15_000, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const version = /(\d+)\.\d+\.\d+\.\d+/.exec(stdout)
        if (error !== null || version === null)
          reject(
            new Error(firstLine(stderr) || firstLine(error?.message ?? '') || 'says no version'),
          )
        else if (Number(version[1]) < known.minimumVersion)
          reject(new Error(`version ${version[0]} is older than ${known.minimumVersion}`))
        else resolve(version[0])
      },
    )
  })
}

const firstLine = (text) => text.trim().split('\n')[0]

async function tried(candidate, env, environment) {
  const version = await versionOf(candidate.executable, { ...env, ...environment })
  return { ...candidate, version, environment }
}

/** The shipped browser with the system's libraries if they suffice, else with those that come with it. */
async function shipped({ root, env }) {
  const found = await shippedBrowser({ root, env })
  if (found === undefined) throw new Error('no browser is shipped for this machine')
  const candidate = { origin: 'shipped', executable: found.executable }
  return tried(candidate, env, {}).catch(() =>
    tried(candidate, env, { LD_LIBRARY_PATH: found.libraries }),
  )
}

/**
 * The first browser that works: `{ origin, executable, version, environment }`, `environment` being variables it needs. Without one:
 * `{ reasons }`, one line per candidate that was tried.
 */
export async function findBrowser({ configured, env, root = dirname(here) }) {
  const reasons = []
  const attempt = async (name, start) => {
    try {
      return await start()
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error.message)}`)
      return undefined
    }
  }
  const named = namedBrowser({ configured, env })
  for (const candidate of named ? [named] : installedBrowsers(env)) {
    const { executable, origin } = candidate
    const found = await attempt(`${executable} (${origin})`, () => tried(candidate, env, {}))
    if (found !== undefined) return found
  }
  if (named) return { reasons }
  return (await attempt('shipped', () => shipped({ root, env }))) ?? { reasons }
}
