import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

/** Compares text with a stored file, byte for byte. UPDATE_GOLDEN=1 writes the file instead; a missing file is a failure. */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`golden/${name}`, import.meta.url))
  expectFile(path, text)
}

/** The same for a file anywhere. */
export function expectFile(path: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  expect(existsSync(path), `${path} exists; UPDATE_GOLDEN=1 writes it`).to.equal(true)
  const stored = readFileSync(path, 'utf8')
  if (stored === text) return
  const [was, is] = [stored.split('\n'), text.split('\n')]
  const at = is.findIndex((line, index) => line !== was[index])
  expect(is[at], `${path} line ${at + 1}; UPDATE_GOLDEN=1 rewrites it`).to.equal(was[at])
  expect(is.length, `lines of ${path}`).to.equal(was.length)
}
