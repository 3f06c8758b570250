const SPACE = /(?:\s|\/\/[^\n]*)+/y

/** Texts without escapes and without line breaks; of a text with more quotes, or with a letter before them, no expression can be made. */
const TOKEN =
  /"[^"\\\n\r]*"|'[^'\\\n\r]*'|\d+(?![\w.])|[A-Za-z_]\w*|&&|\|\||[=!<>]=|\.\?(?=[A-Za-z_])|[?:!<>+.,()[\]]/y

/** The words, numbers, texts and signs of an expression of CEL, without comments; undefined where there is one that is not read. */
export function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = []
  let at = 0
  while (at < text.length) {
    SPACE.lastIndex = at
    const space = SPACE.exec(text)?.[0] ?? ''
    at += space.length
    if (at === text.length) break
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) return undefined
    tokens.push(token)
    at += token.length
  }
  return tokens
}
