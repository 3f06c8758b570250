/** Text that is written from right to left, kept apart in HTML so that it does not turn what stands beside it (Unicode Bidirectional Algorithm, 2.7). */

/** A letter of a script that runs from right to left, and one that does not. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u
const LETTERS = /\p{L}/gu

/** From one letter that runs from right to left to the last before a letter that does not. */
const RUN =
  /[\p{Script=Hebrew}\p{Script=Arabic}](?:[^<>\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}])*\p{M}*/gu

const TOKEN = /<[^>]*>|[^<]+/g

/**
 * The HTML of our templates with what is written from right to left in `bdi`: a whole text where it begins so and most of its letters are such, else each run
 * of such letters. Numbers, slashes and signs beside a run stay where a reader from left to right looks for them. Attributes and pictures, whose texts stand
 * alone, are as they were.
 */
export function isolated(html: string): string {
  if (!RIGHT_TO_LEFT.test(html)) return html
  let pictures = 0
  return html.replace(TOKEN, (token) => {
    if (token.startsWith('<svg')) pictures += 1
    else if (token === '</svg>') pictures -= 1
    if (token.startsWith('<') || pictures > 0) return token
    return isolatedText(token)
  })
}

/** Whether the first letter of a text is one that runs from right to left. */
export function beginsRight(text: string): boolean {
  return RIGHT_TO_LEFT.test(/\p{L}/u.exec(text)?.[0] ?? '')
}

function isolatedText(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return text
  if (!isMostlyRight(text)) return text.replace(RUN, '<bdi dir="rtl">$&</bdi>')
  const [, before = '', own = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? []
  return `${before}<bdi dir="rtl">${own}</bdi>${after}`
}

function isMostlyRight(text: string): boolean {
  const letters = text.match(LETTERS) ?? []
  const right = letters.filter((letter) => RIGHT_TO_LEFT.test(letter))
  return beginsRight(text) && right.length * 2 > letters.length
}
