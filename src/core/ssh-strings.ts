/** The strings of an SSH structure (RFC 4251 5: length, then bytes), all of it; undefined where it is cut or has more than 16. */
export function sshStrings(bytes: Buffer): readonly Buffer[] | undefined {
  const found: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + 4 > bytes.length || found.length === 16) return undefined
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) return undefined
    found.push(bytes.subarray(at + 4, end))
    at = end
  }
  return found
}
