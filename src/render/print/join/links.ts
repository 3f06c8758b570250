import { masked, textIn, textString } from '../pdf-text.ts'

/** What every link of a printed part leads to: an address that nobody has, and behind it the name of a place in some part. */
export const LINK_ADDRESS = 'https://xref.invalid/#'

/** A place's name in a link. */
const NAME = /^https:\/\/xref\.invalid\/#([\w.-]+)$/

/**
 * A link of a part, by the name of its place. `texts` are what stands in the link to a place, for who cannot see it, else its name; `firstKey` is added to its
 * key in the parent tree. Throws an Error on any other annotation, and on a link that leads elsewhere.
 */
export function linkOf(head: string, texts: ReadonlyMap<string, string>, firstKey: number): string {
  const entries = masked(head)
  const rectangle = /\/Rect \[[-\d. ]+\]/.exec(entries)?.[0]
  const key = /\/StructParent (\d+)/.exec(entries)?.[1]
  const name = NAME.exec(textIn(head, 'URI') ?? '')?.[1]
  const isLink = entries.includes('/Subtype /Link\n') && entries.includes('/S /URI\n')
  if (!isLink || rectangle === undefined || key === undefined || name === undefined)
    throw new Error('the printed file has a link that leads out of it, or another annotation')
  const words = textString(texts.get(name) ?? name)
  return `<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]${rectangle}/Dest(${name})/Contents${words}/StructParent ${firstKey + Number(key)}>>`
}
