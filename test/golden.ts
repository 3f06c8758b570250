import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'

const ROOT = join(import.meta.dirname, '..')

/**
 * Compares text with a committed file, byte for byte; `path` is relative to the repository. `UPDATE_GOLDEN=1` rewrites the file; a missing
 * one fails.
 */
export function expectGolden(path: string, actual: string): void {
  const file = join(ROOT, path)
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, actual)
  }
  expect(existsSync(file), `${path} is missing: UPDATE_GOLDEN=1 npm test writes it`).to.equal(true)
  expect(actual, `${path} differs: UPDATE_GOLDEN=1 npm test rewrites it`).to.equal(
    readFileSync(file, 'utf8'),
  )
}
