/**
 * The browser that comes inside the package @sparticuz/chromium (Linux x64), unpacked by us into a folder that only this account can write: the
 * package's own unpacking trusts whatever lies under a shared temporary folder, and its default flags switch protections off. Neither is used.
 *
 * No dependency and nothing newer than Node 20: set-up runs this before any package is installed.
 */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib'

/** The folders that may hold the unpacked browser, best first. */
function homes(env) {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache')
  return [
    join(cache, 'exhibit'),
    join(env.TMPDIR || tmpdir(), `exhibit-${process.getuid?.() ?? 0}`),
  ]
}

/** Makes a folder that is ours alone; undefined when it cannot be made, belongs to another account or others can write to it. */
function privateFolder(path) {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o700 })
    const found = fs.lstatSync(path)
    const ours = process.getuid === undefined || found.uid === process.getuid()
    if (!found.isDirectory() || !ours || (found.mode & 0o022) !== 0) return undefined
    fs.accessSync(path, fs.constants.W_OK)
    return path
  } catch {
    return undefined
  }
}

/** Regular files of an uncompressed tar archive (POSIX ustar): name without folders -> bytes. */
export function tarFiles(bytes) {
  const files = new Map()
  const text = (from, length) => bytes.toString('latin1', from, from + length).replace(/\0.*$/s, '')
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8)
    const kind = text(at + 156, 1)
    const name = text(at, 100).split('/').pop()
    if ((kind === '0' || kind === '') && name)
      files.set(name, bytes.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

async function unpackInto(source, target) {
  fs.mkdirSync(join(target, 'lib'), { recursive: true, mode: 0o700 })
  const program = fs.createWriteStream(join(target, 'chromium'), { mode: 0o700 })
  await pipeline(
    fs.createReadStream(join(source, 'chromium.br')),
    createBrotliDecompress(),
    program,
  )
  const libraries = brotliDecompressSync(fs.readFileSync(join(source, 'al2023.tar.br')))
  for (const [name, bytes] of tarFiles(libraries))
    fs.writeFileSync(join(target, 'lib', name), bytes, { mode: 0o500 })
}

/** The package's folder of compressed parts and its version; undefined where it is not installed or not for this machine. */
function shippedPackage(root) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  for (let folder = root; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', '@sparticuz', 'chromium')
    if (fs.existsSync(join(found, 'bin', 'chromium.br')))
      return {
        bin: join(found, 'bin'),
        version: JSON.parse(fs.readFileSync(join(found, 'package.json'), 'utf8')).version,
      }
    if (folder === dirname(folder)) return undefined
  }
}

/**
 * The unpacked browser: `{ executable, libraries }`, unpacked now (some seconds) when it is not there yet. Undefined where the package is not
 * installed or made for another machine. Several processes may call this at once: each unpacks aside, and one rename wins.
 */
export async function shippedBrowser({ root, env }) {
  const found = shippedPackage(root)
  if (found === undefined) return undefined
  for (const home of homes(env)) {
    const folder = privateFolder(home)
    if (folder === undefined) continue
    const target = join(folder, `chromium-${found.version}`)
    if (!fs.existsSync(target)) await unpackAside(found.bin, target)
    return { executable: join(target, 'chromium'), libraries: join(target, 'lib') }
  }
  return undefined
}

/** Half-unpacked copies of processes that were killed, an hour old or more. */
function removeAbandoned(target) {
  const [folder, name] = [dirname(target), basename(target)]
  for (const entry of fs.readdirSync(folder)) {
    const path = join(folder, entry)
    const age = Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (entry.startsWith(`${name}.`) && age > 3_600_000)
      fs.rmSync(path, { recursive: true, force: true })
  }
}

async function unpackAside(bin, target) {
  removeAbandoned(target)
  const aside = `${target}.${randomBytes(6).toString('hex')}`
  try {
    await unpackInto(bin, aside)
    fs.renameSync(aside, target)
  } catch (error) {
    fs.rmSync(aside, { recursive: true, force: true })
    if (!fs.existsSync(target)) throw error
  }
}
