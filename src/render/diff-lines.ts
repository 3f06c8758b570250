import { lines } from './text.ts'

/** One line of a unified diff, sign and all; its kind only repeats the sign. */
export type DiffLine = {
  readonly kind: 'head' | 'plus' | 'minus' | 'same'
  readonly line: string
}

/** The lines of a unified diff, printable. */
export function diffLines(diff: string): readonly DiffLine[] {
  const all = lines(diff).replace(/\n$/, '').split('\n')
  return all.map((line) => ({ kind: lineKind(line), line }))
}

function lineKind(line: string): DiffLine['kind'] {
  if (/^(---|\+\+\+|@@)/.test(line)) return 'head'
  if (line.startsWith('+')) return 'plus'
  return line.startsWith('-') ? 'minus' : 'same'
}
