#!/usr/bin/env node
/**
 * Makes a clone ready: packages, dist/ and a browser that prints. `npm start` and `npm test` call it first; with nothing to do it says nothing
 * and takes no time. Runs on Node 20 before any package is installed: no dependency, nothing newer.
 *
 * `--build-only` stops before the browser. EXHIBIT_SETUP=system lets it install Debian's browser, EXHIBIT_SETUP=download lets puppeteer fetch
 * one; nothing is installed outside the clone and the account's cache unasked.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser } from './find-browser.mjs'
import { alone } from './setup-lock.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const at = (...parts) => join(root, ...parts)
const bin = at('node_modules', '.bin')
const minutes = (count) => count * 60_000
const say = (line) => process.stderr.write(`exhibit: set-up: ${line}\n`)

/** Runs a program to its end with its output on our stderr; rejects with one line. */
function run(program, args, limit, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 2, 2], detached: true })
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), limit)
    const done = (problem) => {
      clearTimeout(timer)
      if (problem === undefined) resolve()
      else reject(new Error(`${[program, ...args].join(' ')} ${problem}`))
    }
    child.on('error', (error) => done(`does not start: ${error.message}`))
    child.on('close', (code, signal) =>
      done(
        code === 0
          ? undefined
          : signal === 'SIGKILL'
            ? 'was stopped: it took too long'
            : `ended with ${code ?? signal}`,
      ),
    )
  })
}

const json = (path) => JSON.parse(fs.readFileSync(path, 'utf8'))

/** Whether what npm recorded as installed is what package-lock.json asks for. */
function packagesAreFresh() {
  if (!fs.existsSync(at('node_modules', '.package-lock.json'))) return false
  const wanted = json(at('package-lock.json')).packages
  const installed = json(at('node_modules', '.package-lock.json')).packages
  const same = ([path, found]) =>
    wanted[path]?.version === found.version && wanted[path]?.integrity === found.integrity
  const present = ([path, entry]) =>
    path === '' ||
    entry.optional === true ||
    entry.devOptional === true ||
    entry.link === true ||
    path in installed
  return Object.entries(installed).every(same) && Object.entries(wanted).every(present)
}

async function installPackages() {
  say('installing packages (npm ci)')
  const npm = process.env.npm_execpath
  const args = ['ci', '--loglevel=error']
  if (npm?.endsWith('.js')) await run(process.execPath, [npm, ...args], minutes(15))
  else await run('npm', args, minutes(15))
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (fs.existsSync(join(bin, 'node')) || major > 22 || (major === 22 && minor >= 19)) return
  throw new Error(
    `Node ${process.versions.node} is too old and no newer one comes as a package for ${process.platform} ${process.arch}: install Node 22.19 or later`,
  )
}

function filesUnder(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

/** A short name of the state of everything that dist/ is built from. */
function stateOfSources() {
  const hash = createHash('sha256')
  for (const path of [
    ...filesUnder(at('src')),
    at('tsconfig.json'),
    at('deploy', 'tsconfig.build.json'),
    at('package-lock.json'),
  ]) {
    const { size, mtimeMs } = fs.statSync(path)
    hash.update(`${path} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

const stamp = at('dist', '.sources')
const distIsFresh = () =>
  fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === stateOfSources()

/** Builds aside and swaps, so that a running command never sees half a build. */
async function build() {
  say('building dist/')
  const aside = at('.exhibit', `dist-${process.pid}`)
  const state = stateOfSources()
  try {
    await run(
      join(bin, 'tsc'),
      ['-p', at('deploy', 'tsconfig.build.json'), '--outDir', aside],
      minutes(5),
      withOurNode(),
    )
    fs.writeFileSync(join(aside, '.sources'), state)
    if (fs.existsSync(join(aside, 'cli.js'))) fs.chmodSync(join(aside, 'cli.js'), 0o755)
    fs.rmSync(at('dist'), { recursive: true, force: true })
    fs.renameSync(aside, at('dist'))
  } finally {
    fs.rmSync(aside, { recursive: true, force: true })
  }
}

const withOurNode = () => ({ ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` })

const remembered = at('.exhibit', 'browser.json')
const asked = () => process.env.EXHIBIT_BROWSER || process.env.PUPPETEER_EXECUTABLE_PATH || ''

/** Whether the browser found last time is still there, unchanged, and nothing else was asked for since. */
function browserIsKnown() {
  if (!fs.existsSync(remembered)) return false
  const found = json(remembered)
  const file = fs.statSync(found.executable, { throwIfNoEntry: false })
  return (
    file !== undefined &&
    file.size === found.size &&
    file.mtimeMs === found.mtimeMs &&
    found.asked === asked()
  )
}

function remember(found) {
  const { size, mtimeMs } = fs.statSync(found.executable)
  fs.mkdirSync(dirname(remembered), { recursive: true })
  fs.writeFileSync(
    remembered,
    JSON.stringify({ executable: found.executable, size, mtimeMs, asked: asked() }),
  )
}

const getBrowser = {
  system: () =>
    run(
      'apt-get',
      ['install', '-y', '--no-install-recommends', 'chromium-headless-shell'],
      minutes(10),
    ),
  download: () =>
    run(
      join(bin, 'puppeteer'),
      ['browsers', 'install', 'chrome-headless-shell'],
      minutes(10),
      withOurNode(),
    ),
}

async function provideBrowser() {
  const search = () => findBrowser({ env: process.env, root })
  const means = process.env.EXHIBIT_SETUP
  if (means !== undefined && getBrowser[means] === undefined)
    throw new Error(`EXHIBIT_SETUP is "${means}": it can be "system" or "download"`)
  let found = await search()
  if (means !== undefined && (found.executable === undefined || found.origin === 'shipped')) {
    say(
      means === 'system'
        ? "installing Debian's chromium-headless-shell"
        : "downloading puppeteer's browser",
    )
    await getBrowser[means]()
    found = await search()
  }
  if (found.executable === undefined)
    throw new Error(
      `no browser that can print (${found.reasons.join('; ') || 'none found'}): install Chromium, name one with EXHIBIT_BROWSER, or run again with EXHIBIT_SETUP=system or EXHIBIT_SETUP=download`,
    )
  remember(found)
  say(`PDFs are printed by ${found.executable} (${found.version}, ${found.origin})`)
}

/** `--build-only` leaves the browser to others: an image brings its own. */
const buildOnly = process.argv.includes('--build-only')
const browserIsSettled = () => buildOnly || browserIsKnown()
const isReady = () => packagesAreFresh() && distIsFresh() && browserIsSettled()

async function setUp() {
  if (!packagesAreFresh()) await installPackages()
  checkNode()
  if (!distIsFresh()) await build()
  if (!browserIsSettled()) await provideBrowser()
}

try {
  checkNodeIsUsable()
  if (!isReady())
    await alone(
      at('.exhibit', 'setup.lock'),
      (pid) => say(`waiting for another set-up (process ${pid})`),
      setUp,
    )
} catch (error) {
  say(`cannot finish: ${error.message}`)
  process.exitCode = 2
}

function checkNodeIsUsable() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(`Node ${process.versions.node} is too old: 20 or later is needed`)
}
