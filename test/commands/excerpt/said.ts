import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { unzipped } from '../../unzip.ts'

/** Every file below a folder by its name, as text that says all that it says: packed parts are unpacked. */
export function saidBelow(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
  return new Map(names.map((name) => [name, saidBy(join(folder, name))]))
}

function saidBy(path: string): string {
  const bytes = readFileSync(path)
  if (path.endsWith('.xlsx'))
    return [...unzipped(bytes)].flatMap(([name, content]) => [name, content.toString()]).join('\n')
  if (!path.endsWith('.pdf')) return bytes.toString()
  return [bytes.toString('latin1'), ...streamsOf(bytes), textOf(path)].join('\n')
}

/** What stands in the streams of a PDF: objects, metadata, the attached file. */
function streamsOf(bytes: Buffer): readonly string[] {
  const said: string[] = []
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const begin = at + (bytes[at + 6] === 0x0d ? 8 : 7)
    const end = bytes.indexOf('endstream', begin)
    if (end < 0) break
    const content = unpacked(bytes.subarray(begin, end))
    if (content !== undefined) said.push(content)
  }
  return said
}

function unpacked(content: Buffer): string | undefined {
  try {
    return inflateSync(content).toString()
  } catch {
    return undefined
  }
}

/** What is printed, as pdftotext reads it; empty where there is none, which is told once. */
function textOf(path: string): string {
  const { status, stdout } = spawnSync('pdftotext', [path, '-'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status === 0) return stdout
  process.stdout.write('      pdftotext is not there: what is printed is not looked at\n')
  return ''
}
