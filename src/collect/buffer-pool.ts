/** Buffers for the bodies of answers, used again and again: fresh ones of many megabytes each would double the process's memory. */
export type BufferPool = {
  take(): Buffer
  /** Gives a buffer back; nothing may read it any more. */
  give(buffer: Buffer): void
}

const FIRST_BYTES = 1024 * 1024

/** Buffers larger than this are let go, so that one huge answer does not hold its memory for the rest of the run. */
const KEPT_BYTES = 16 * 1024 * 1024

/** A pool of at most `size` waiting buffers. */
export function bufferPool(size: number): BufferPool {
  const waiting: Buffer[] = []
  return {
    take: () => waiting.pop() ?? Buffer.allocUnsafeSlow(FIRST_BYTES),
    give: (buffer) => {
      if (buffer.length <= KEPT_BYTES && waiting.length < size) waiting.push(buffer)
    },
  }
}

/** A buffer of at least `bytes` with the same beginning; the same one when it is large enough. */
export function grown(buffer: Buffer, used: number, bytes: number): Buffer {
  if (bytes <= buffer.length) return buffer
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes, buffer.length * 2))
  buffer.copy(larger, 0, 0, used)
  return larger
}
