import { rename, rm, writeFile } from 'node:fs/promises'

/**
 * Writes a file whole or not at all: under another name beside it first, which then takes its place. Where that fails, as on a full disk, a file that was there
 * before stays as it was, and nothing else stays. Rejects with what the file system or the content rejects with.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  mode = 0o666,
): Promise<void> {
  const begun = `${path}.part`
  try {
    await writeFile(begun, content, { mode })
    await rename(begun, path)
  } finally {
    await rm(begun, { force: true })
  }
}
