import type { Readable, Writable } from 'node:stream'

/** What puppeteer speaks through (its ConnectionTransport). */
export type Pipe = {
  send(message: string): void
  close(): void
  onmessage?: (message: string) => void
  onclose?: () => void
}

/** The two ends of `--remote-debugging-pipe`: messages end with a NUL byte. No port is opened, so nothing else on the machine can connect. */
export function pipeOf(toBrowser: Writable, fromBrowser: Readable): Pipe {
  const pipe: Pipe = {
    send: (message) => void toBrowser.write(`${message}\0`),
    close: () => {
      toBrowser.destroy()
      fromBrowser.destroy()
    },
  }
  let parts: Buffer[] = []
  fromBrowser.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end))
      const message = Buffer.concat(parts).toString('utf8')
      parts = []
      from = end + 1
      pipe.onmessage?.(message)
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  })
  fromBrowser.on('close', () => pipe.onclose?.())
  toBrowser.on('error', () => pipe.onclose?.())
  return pipe
}
