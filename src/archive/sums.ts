import { hexOf, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import { isSafePath } from './layout.ts'

/** Files and their digests, in the order of their paths by code unit. */
export type Sums = ReadonlyMap<string, Digest>

/** The text of SHA256SUMS as `sha256sum --check` reads it: one `digest  path` line each, sorted by path, LF. */
export function sumsText(sums: Sums): string {
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, digest]) => `${hexOf(digest)}  ${path}\n`)
    .join('')
}

/**
 * Parses SHA256SUMS strictly: exactly what `sumsText` writes.
 *
 * Throws Fault `VERIFICATION_FAILED` that names `what` and the line on anything else: absolute paths, `..`, control characters, marks for
 * binary mode, names twice or differing only in case, lines out of order, no line at all.
 */
export function parseSums(text: string, what: string): Sums {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.length === 0) throw refusal(what, 'does not end in a line feed')
  const sums = new Map<string, Digest>()
  const folded = new Set<string>()
  let last = ''
  for (const [index, line] of lines.entries()) {
    const [path, digest] = parseLine(line, `${what} line ${index + 1}`)
    if (path <= last) throw refusal(what, `line ${index + 1} is out of order or there twice`)
    if (folded.has(path.toLowerCase()))
      throw refusal(what, `line ${index + 1} differs from another name only in case`)
    sums.set(path, digest)
    folded.add(path.toLowerCase())
    last = path
  }
  return sums
}

function parseLine(line: string, what: string): [string, Digest] {
  const parts = /^([0-9a-f]{64}) {2}(.+)$/.exec(line)
  const [hex, path] = [parts?.[1], parts?.[2]]
  if (hex === undefined || path === undefined) throw refusal(what, 'is not "digest  path"')
  if (!isSafePath(path)) throw refusal(what, 'names a path that no archive has')
  return [path, `sha256:${hex}`]
}

function refusal(what: string, why: string): Fault {
  return new Fault('VERIFICATION_FAILED', `${what} ${why}`)
}
