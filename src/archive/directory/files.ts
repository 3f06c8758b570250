import { link, lstat, mkdir, open, readdir, unlink } from 'node:fs/promises'

/** Where files are written before they get their name; never listed, and not part of the archive. */
export const INCOMING = '.incoming'

/** The file operations that a directory archive uses, so that tests can fail or stop between any two of them. */
export type Files = {
  readonly open: typeof open
  readonly link: typeof link
  readonly unlink: typeof unlink
  readonly mkdir: typeof mkdir
  readonly lstat: typeof lstat
  readonly readdir: typeof readdir
  /** the bytes of a file in pieces */
  readonly read: (path: string) => AsyncIterable<Uint8Array>
}

/** The file operations of the machine. */
export const nodeFiles: Files = {
  open,
  link,
  unlink,
  mkdir,
  lstat,
  readdir,
  read: piecesOf,
}

const LARGEST_PIECE = 1 << 18

/** A piece is no larger than what is left of its file: most files of an archive are small, and there are many. */
async function* piecesOf(path: string): AsyncIterable<Uint8Array> {
  const file = await open(path)
  try {
    let { size: left } = await file.stat()
    for (;;) {
      const piece = Buffer.allocUnsafe(Math.min(LARGEST_PIECE, Math.max(1, left)))
      const { bytesRead } = await file.read(piece)
      if (bytesRead === 0) return
      left -= bytesRead
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
