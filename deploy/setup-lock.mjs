/** One set-up at a time in a clone: a lock file that names its process, so that one that died does not block the next. */
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 10 * 60_000

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function take(path) {
  try {
    fs.writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** The process that the lock names; undefined when it is gone, NaN while it is being written. */
function holder(path) {
  try {
    return Number.parseInt(fs.readFileSync(path, 'utf8'), 10)
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Moves a dead process's lock away; only one of several waiters can. A lock that turns out to be another, living one is put back. */
function clear(path, dead) {
  const aside = `${path}.${process.pid}`
  try {
    fs.renameSync(path, aside)
    if (holder(aside) !== dead && !fs.existsSync(path)) fs.renameSync(aside, path)
    else fs.rmSync(aside, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

/** Runs `work` while no other set-up of this clone runs; `waiting` is called once when it has to wait. */
export async function alone(path, waiting, work) {
  fs.mkdirSync(dirname(path), { recursive: true })
  const until = Date.now() + PATIENCE_MS
  let said = false
  while (!take(path)) {
    const pid = holder(path)
    if (Date.now() > until)
      throw new Error(`another set-up (process ${pid}) holds ${path}; remove it if it does not run`)
    if (pid !== undefined && !Number.isNaN(pid) && !alive(pid)) clear(path, pid)
    else if (!said) {
      said = true
      waiting(pid)
    } else await sleep(100)
  }
  try {
    return await work()
  } finally {
    fs.rmSync(path, { force: true })
  }
}
