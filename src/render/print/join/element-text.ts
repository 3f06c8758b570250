import { masked } from '../pdf-text.ts'

/** An element's type, `LI`; undefined: the object is no element. */
export function elementType(head: string): string | undefined {
  return /^<<\/Type \/StructElem\n\/S \/(\w+)\n/.exec(head)?.[1]
}

/** An element's text before, in and behind its children, without their name; where it has none, they are an empty list. */
export function aroundChildren(head: string): readonly [string, string, string] {
  const found = /\/K (\[[^\]]*\]|\d+ 0 R|\d+)/.exec(masked(head))
  if (found === null) {
    const end = head.lastIndexOf('>>')
    return [head.slice(0, end), '[]', head.slice(end)]
  }
  const start = found.index + '/K '.length
  const end = found.index + found[0].length
  return [head.slice(0, found.index), head.slice(start, end), head.slice(end)]
}
