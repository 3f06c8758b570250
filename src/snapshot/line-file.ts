import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { digestOf } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import { Fault, messageOf } from '../core/fault.ts'
import { gzipMember } from './gzip-member.ts'
import type { GzipMember } from './gzip-member.ts'

/** The digest of no text. */
const NOTHING = digestOf('')

/**
 * A file of text lines in gzip members; the last member can be taken back until it is committed.
 *
 * Every method throws Fault `ARCHIVE_REFUSED` naming the path when the file cannot be written.
 */
export class LineFile {
  readonly #path: string
  readonly #file: FileHandle
  #size = 0
  #committed = 0
  #member: GzipMember | undefined

  constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Adds a line to the open member, beginning one where none is open; a promise where it must be waited for before the next. */
  write(line: string): Promise<void> | undefined {
    this.#member ??= gzipMember((bytes) => this.#append(bytes))
    return this.#member.write(line)
  }

  /** Ends the open member; gives the SHA-256 of its text, or of no text where none is open. */
  async commit(): Promise<Digest> {
    const digest = await this.#end()
    this.#committed = this.#size
    return digest
  }

  /** Removes the open member. */
  async rollback(): Promise<void> {
    await this.#end()
    await guarded(this.#path, () => this.#file.truncate(this.#committed))
    this.#size = this.#committed
  }

  /** Removes the open member and leaves it, ended, in a file of its own; where none is open that file holds an empty one. */
  async moveTo(path: string): Promise<void> {
    if (this.#member === undefined) return (await createLineFile(path)).close()
    await this.#end()
    await guarded(path, async () => {
      const target = await open(path, 'wx', 0o600)
      try {
        await copyRange(this.#file, this.#committed, this.#size, target)
      } finally {
        await target.close()
      }
    })
    await this.rollback()
  }

  /** Commits and closes. A file without any member gets an empty one, since no bytes are no gzip file. */
  async close(): Promise<void> {
    await this.commit()
    if (this.#size === 0) await gzipMember((bytes) => this.#append(bytes)).end()
    await this.abandon()
  }

  /** Closes the file as it is. */
  async abandon(): Promise<void> {
    await guarded(this.#path, () => this.#file.close())
  }

  async #end(): Promise<Digest> {
    const member = this.#member
    this.#member = undefined
    return member === undefined ? NOTHING : await member.end()
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await guarded(this.#path, () => writeAll(this.#file, bytes, this.#size))
    this.#size += bytes.length
  }
}

/** Creates a line file that only its owner can read. Throws Fault `ARCHIVE_REFUSED`, also where the file exists already. */
export async function createLineFile(path: string): Promise<LineFile> {
  return new LineFile(path, await guarded(path, () => open(path, 'wx+', 0o600)))
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

async function copyRange(
  from: FileHandle,
  start: number,
  end: number,
  to: FileHandle,
): Promise<void> {
  const buffer = Buffer.alloc(128 * 1024)
  for (let position = start; position < end;) {
    const wanted = Math.min(buffer.length, end - position)
    const { bytesRead } = await from.read(buffer, 0, wanted, position)
    if (bytesRead === 0) throw new Error('the file became shorter while it was written')
    await writeAll(to, buffer.subarray(0, bytesRead), position - start)
    position += bytesRead
  }
}

/** Does something with a file; what the system refuses becomes Fault `ARCHIVE_REFUSED` naming the path. */
export async function guarded<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw new Fault('ARCHIVE_REFUSED', `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: 'check the free space and the permissions of that folder',
    })
  }
}
