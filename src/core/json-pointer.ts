/** A JSON pointer (RFC 6901) made of reference tokens, appended to a pointer that may be empty (the whole document). */
export function pointerTo(base: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>((pointer, token) => `${pointer}/${escapeToken(token)}`, base)
}

function escapeToken(token: string | number): string {
  if (typeof token === 'number') return String(token)
  if (!/[~/]/.test(token)) return token
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}
