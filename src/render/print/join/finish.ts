import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createDeflate } from 'node:zlib'
import type { Instant } from '../../../core/clock.ts'
import { CREATOR, xmpPacket } from '../metadata.ts'
import { textString } from '../pdf-text.ts'
import type { JoinedDocument } from './document.ts'
import { treeOf } from './name-tree.ts'
import { writeOutline } from './outline-writer.ts'
import { writeNumbered } from './page-numbers.ts'

/** What the document says of itself as a whole. */
export type DocumentFacts = {
  readonly title: string
  /** language of all text, `en` */
  readonly language: string
  /** stands for creation and modification date */
  readonly date: Instant
  /** what wrote the pages, as it names itself */
  readonly producer: string
}

/** A file inside of the document that says the same as data. It is packed, since it waits until everything is printed. */
export type Attachment = {
  readonly name: string
  readonly mediaType: string
  readonly description: string
  /** how many bytes it has unpacked */
  readonly size: number
  /** as zlib packs it (RFC 1950) */
  readonly packed: Uint8Array
}

/** A file as an attachment, by its pieces; text becomes UTF-8. Only what is packed is held. */
export async function attachmentOf({
  pieces,
  ...said
}: Omit<Attachment, 'size' | 'packed'> & {
  readonly pieces: Iterable<string | Uint8Array>
}): Promise<Attachment> {
  let size = 0
  const counted = function* (): Generator<Uint8Array> {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
      size += bytes.length
      yield bytes
    }
  }
  const packed = await buffer(Readable.from(counted()).pipe(createDeflate({ level: 9 })))
  return { ...said, size, packed }
}

/** Writes what stands for the whole, now that all parts are there, and ends with the catalog. */
export function writeWhole(
  joined: JoinedDocument,
  facts: DocumentFacts,
  attachments: readonly Attachment[],
): void {
  const { writer, root, bookmarks } = joined
  writeMargins(joined)
  writeNumbered(joined)
  const outlines = writer.reserve()
  writeOutline(writer, outlines, bookmarks)
  writeRoots(joined, facts)
  const metadata = writer.reserve()
  writer.putStream(metadata, '/Type/Metadata/Subtype/XML', Buffer.from(xmpPacket(facts)))
  writer.put(root.info, informationText(facts))
  const { names, files } = writeNames(joined, facts, attachments)
  writer.put(
    root.catalog,
    [
      `<</Type /Catalog/Pages ${root.pages} 0 R/Outlines ${outlines} 0 R/StructTreeRoot ${root.structure} 0 R`,
      `/Metadata ${metadata} 0 R/Names ${names} 0 R${files === '' ? '' : `/AF[${files}]`}`,
      `/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang${textString(facts.language)}>>`,
    ].join(''),
  )
}

function writeMargins({ writer, frame, margins }: JoinedDocument): void {
  margins.forEach((number, index) => {
    const operators = frame.operators(index + 1, margins.length)
    writer.putStream(number, '', Buffer.from(operators, 'latin1'))
  })
}

/** The roots of the trees of pages and of tags. */
function writeRoots(joined: JoinedDocument, { language }: DocumentFacts): void {
  const { writer, root, margins, pageNodes, children, parents, identifiers, nextKey } = joined
  const listed = (numbers: readonly number[]) => numbers.map((one) => `${one} 0 R`).join(' ')
  writer.put(root.pages, `<</Type /Pages/Count ${margins.length}/Kids [${listed(pageNodes)}]>>`)
  const [parentTree, identifierTree] = [writer.reserve(), writer.reserve()]
  writer.put(parentTree, parents.root())
  writer.put(identifierTree, identifiers.root())
  writer.put(
    root.element,
    `<</Type/StructElem/S/Document/Lang${textString(language)}/P ${root.structure} 0 R/K[${listed(children)}]>>`,
  )
  writer.put(
    root.structure,
    `<</Type/StructTreeRoot/K ${root.element} 0 R/ParentTree ${parentTree} 0 R/ParentTreeNextKey ${nextKey}/IDTree ${identifierTree} 0 R>>`,
  )
}

function informationText({ title, date, producer }: DocumentFacts): string {
  const day = `(D:${date.replace(/\D/g, '')}+00'00')`
  return `<</Title${textString(title)}/Creator(${CREATOR})/Producer${textString(producer)}/CreationDate${day}/ModDate${day}>>`
}

/** Places and attachments by their names (ISO 32000-1, 7.7.4). */
function writeNames(
  { writer, destinations }: JoinedDocument,
  { date }: DocumentFacts,
  attachments: readonly Attachment[],
): { readonly names: number; readonly files: string } {
  const places = treeOf(writer, 'Names')
  const sorted = Array.from(destinations, ([name, target]) => [`(${name})`, target] as const)
  places.add(sorted.sort(([one], [other]) => (one < other ? -1 : 1)))
  const files = attachments.map((attachment) => {
    const [stream, file] = [writer.reserve(), writer.reserve()]
    const { name, mediaType, description, size, packed } = attachment
    const type = mediaType.replaceAll('/', '#2F')
    const entries = `/Type/EmbeddedFile/Subtype/${type}/Params<</Size ${size}/ModDate(D:${date.replace(/\D/g, '')}Z)>>/Filter/FlateDecode`
    writer.putStream(stream, entries, packed)
    writer.put(
      file,
      `<</Type/Filespec/F${textString(name)}/UF${textString(name)}/Desc${textString(description)}/AFRelationship/Data/EF<</F ${stream} 0 R/UF ${stream} 0 R>>>>`,
    )
    return [textString(name), `${file} 0 R`] as const
  })
  const embedded = treeOf(writer, 'Names')
  embedded.add(files)
  const names = writer.reserve()
  writer.put(names, `<</Dests ${places.root()}/EmbeddedFiles ${embedded.root()}>>`)
  return { names, files: files.map(([, file]) => file).join(' ') }
}
