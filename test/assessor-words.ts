/** Words that belong to assessors and councils, never to us, in any spelling that a reader would take for them. */
const NOT_OURS: readonly RegExp[] = [
  /\bin[ -]place\b/i,
  /\bnot[ -]applicable\b/i,
  /\bfindings?\b/i,
  /\battest\w*/i,
  /\bassess(?:ments?|ed|es|ing)\b/i,
  // what we say ourselves where a snapshot cannot show something: "not assessable: why"
  /(?<!\bnot )\bassessable\b/i,
  /\bprove[dns]?\b/i,
  /\bproofs?\b/i,
  /\b(?:non-?)?complian(?:t|ce)\b/i,
  /\bcerti(?:fied|fies|fication)\b/i,
]

/** The words of a text that are not ours, as they stand there. */
export function assessorWords(text: string): readonly string[] {
  return NOT_OURS.flatMap((word) => word.exec(text)?.[0] ?? [])
}

/** Where words that are not ours stand: `name: word`, for a test's message. */
export function misspoken(
  texts: readonly { readonly name: string; readonly text: string }[],
): readonly string[] {
  return texts.flatMap(({ name, text }) =>
    assessorWords(text).map((word) => {
      const line = text.split('\n').find((one) => one.includes(word)) ?? text
      return `${name}: "${word}" in "${line.trim().slice(0, 120)}"`
    }),
  )
}
