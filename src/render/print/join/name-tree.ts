/** Trees that names and numbers are looked up in (ISO 32000-1, 7.9.6 and 7.9.7): one level of leaves below a root. */
import type { PdfWriter } from './writer.ts'

/** Entries of one leaf. */
const LEAF = 200

/** One entry: a key as it is written (a string, or a number), and its value. */
export type TreeEntry = readonly [key: string | number, value: string]

/** A tree that grows at its end. */
export type Tree = {
  /** writes leaves of entries in their order, all behind those before */
  add(entries: readonly TreeEntry[]): void
  /** the text of the root */
  root(): string
}

/** Begins a tree; `kind` is what the list of a leaf is called. */
export function treeOf(writer: PdfWriter, kind: 'Names' | 'Nums'): Tree {
  const kids: string[] = []
  const addLeaf = (leaf: readonly TreeEntry[]): void => {
    const limits = [leaf[0]?.[0], leaf.at(-1)?.[0]].join(' ')
    const number = writer.reserve()
    const list = leaf.map((entry) => entry.join(' ')).join('\n')
    writer.put(number, `<</Limits[${limits}]/${kind}[${list}]>>`)
    kids.push(`${number} 0 R`)
  }
  return {
    add: (entries) => {
      for (let at = 0; at < entries.length; at += LEAF) addLeaf(entries.slice(at, at + LEAF))
    },
    root: () => (kids.length === 0 ? `<</${kind}[]>>` : `<</Kids[${kids.join(' ')}]>>`),
  }
}
