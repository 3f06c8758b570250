/** Names that are long, of other scripts and directions, or pictures: what a cluster may really hold. */
const ODD = [
  `${'a-label-of-three-hundred-letters-'.repeat(9)}end`,
  'ThreeHundredLettersWithoutAnyPlaceToBreakALine'.repeat(7).slice(0, 300),
  '\u062e\u062f\u0645\u0629 \u0627\u0644\u062f\u0641\u0639 (\u0627\u0644\u0625\u0646\u062a\u0627\u062c) 42, \u05de\u05e2\u05e8\u05db\u05ea \u05ea\u05e9\u05dc\u05d5\u05de\u05d9\u05dd',
  '\u652f\u6255\u3044\u30b5\u30fc\u30d3\u30b9 \u{1f469}\u200d\u{1f4bb}\u{1f1e9}\u{1f1ea} caf\u00e9 \u2764\ufe0f',
  'Something was not read and nobody knows why that is so in this estate. '.repeat(5),
]

/** One of them for each path, always the same. */
export function odd(path: string): string {
  return `${ODD[path.length % ODD.length] ?? ''} ${path.split('/').at(-1) ?? ''}`
}
