/** A public key of OpenSSH in base64: its algorithm and further parts, each with its length before it (RFC 4253 6.6); a number stands for so many zero bytes. */
export function wire(...parts: readonly (string | number | Buffer)[]): string {
  const bytes = parts.map((part) =>
    typeof part === 'number' ? Buffer.alloc(part) : Buffer.from(part),
  )
  return Buffer.concat(
    bytes.flatMap((each) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(each.length)
      return [length, each]
    }),
  ).toString('base64')
}
