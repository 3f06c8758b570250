import { checkFonts, checkOperators } from '../check-pdf.ts'
import { decoded, reference } from '../pdf-reader.ts'
import type { PdfObject } from '../pdf-reader.ts'
import { headingsFor } from './bookmarks.ts'
import type { Heading } from './bookmarks.ts'
import type { JoinedDocument } from './document.ts'
import { widthsIn } from './glyph-widths.ts'
import { glyphMapsOf, withoutZero } from './glyph-names.ts'
import { kindOf } from './kinds.ts'
import type { ObjectKind, ObjectsByKind } from './kinds.ts'
import { groupsIn } from './groups.ts'
import type { Group } from './groups.ts'
import { linkOf } from './links.ts'
import { withArtifacts } from './marked-content.ts'
import { numberingOf } from './numbering.ts'
import type { Numbering } from './numbering.ts'
import { betweenOf, openNumbers } from './page-numbers.ts'
import { pageText } from './page.ts'
import { readPart } from './part.ts'
import type { Part } from './part.ts'
import { entriesOf, listIn, renumbered } from './references.ts'
import { shortened } from './shortened.ts'
import { structureOf } from './structure.ts'
import { packedBytes } from './writer.ts'
import type { PdfWriter } from './writer.ts'

/** What our own HTML says of a part, which its print does not. */
export type PartModel = {
  readonly headings: readonly Heading[]
  /** the text of a link to each place that the part links to */
  readonly links: ReadonlyMap<string, string>
  /** the places whose pages its lists name, by the ranks that stand there */
  readonly pages: readonly string[]
}

/** Adds a printed part behind those before. Throws an Error on whatever is not as Chromium writes it; the document is of no use then. */
export function addPart(joined: JoinedDocument, raw: Uint8Array, model: PartModel): void {
  const part = readPart(raw)
  const objects = objectsOf(part)
  checkFonts(objects.passive.map(({ head }) => head))
  const elements = new Map(objects.element.map(({ number, head }) => [number, head]))
  const groups = groupsIn(elements)
  const operators = new Set(part.pages.map(({ head }) => reference(head, 'Contents') ?? 0))
  const pageNode = joined.writer.reserve()
  const numbering = numberingOf(part, { ...objects, operators, groups, pageNode }, joined)
  addElements(joined, elements, groups, numbering)
  addLinks(joined, objects.annotation, model, numbering)
  const maps = glyphMapsOf(objects.passive)
  for (const object of objects.passive) {
    const { number } = object
    if (numbering.isShared(number) || operators.has(number)) continue
    if (maps.has(number)) addGlyphMap(joined, object, numbering)
    else addPassive(joined, object, numbering)
  }
  addPages(joined, part, { model, pageNode }, numbering)
  addWhole(joined, part, model, numbering)
  joined.nextKey += part.nextKey
  joined.parts += 1
}

/** What is not written once for all parts, by its kind. */
function objectsOf({ file, common }: Part): ObjectsByKind {
  const found = { page: [], annotation: [], element: [], passive: [] } as Record<
    ObjectKind,
    PdfObject[]
  >
  for (const number of file.numbers) {
    if (common.has(number)) continue
    const object = file.object(number)
    found[kindOf(object)].push(object)
  }
  return found
}

function addElements(
  joined: JoinedDocument,
  elements: ReadonlyMap<number, string>,
  groups: ReadonlyMap<number, Group>,
  { renumber }: Numbering,
): void {
  const { writer } = joined
  const { objects, identifiers } = structureOf(elements, {
    prefix: String(joined.parts).padStart(4, '0'),
    groups,
    renumber,
    reserve: () => writer.reserve(),
  })
  for (const [number, text] of objects) writer.put(number, text)
  joined.identifiers.add(identifiers.map(([name, number]) => [name, `${number} 0 R`]))
}

function addLinks(
  { writer, nextKey }: JoinedDocument,
  annotations: readonly PdfObject[],
  { links }: PartModel,
  { renumber }: Numbering,
): void {
  for (const { number, head } of annotations)
    writer.put(renumber(number), linkOf(head, links, nextKey))
}

function addPassive(
  { writer }: JoinedDocument,
  { number, head, stream }: PdfObject,
  { renumber }: Numbering,
): void {
  if (stream === undefined) writer.put(renumber(number), renumbered(head, renumber))
  else writer.putStream(renumber(number), renumbered(entriesOf(head), renumber), stream)
}

function addGlyphMap({ writer }: JoinedDocument, map: PdfObject, { renumber }: Numbering): void {
  const { entries, bytes } = withoutZero(map)
  writer.putStream(renumber(map.number), entries, bytes)
}

/** The pages with what paints them; one that has nothing to mark and little to shorten keeps its bytes. */
function addPages(
  joined: JoinedDocument,
  { file, pages }: Part,
  { model, pageNode }: { readonly model: PartModel; readonly pageNode: number },
  { renumber }: Numbering,
): void {
  const { writer, frame, margins, root, nextKey } = joined
  const widths = widthsIn(file)
  for (const page of pages) {
    const own = writer.reserve()
    margins.push(own)
    const content = file.object(reference(page.head, 'Contents') ?? 0)
    const operators = decoded(content).toString('latin1')
    checkOperators(operators, margins.length)
    const marked = withArtifacts(operators)
    const object = renumber(content.number)
    const shorter = (some: string) => shortened(some, widths(page))
    const numbers = openNumbers({ file, page }, marked, { places: model.pages, frame, widths })
    if (numbers.length > 0)
      joined.unnumbered.push({ object, numbers, between: betweenOf(marked, numbers, shorter) })
    else writeOperators(writer, { object, content, operators, shown: shorter(marked) })
    joined.pages.push(renumber(page.number))
    const text = pageText(page, { frame, margins: own, firstKey: nextKey, renumber })
    writer.put(renumber(page.number), text)
  }
  const kids = pages.map(({ number }) => `${renumber(number)} 0 R`).join(' ')
  const node = `<</Type /Pages/Count ${pages.length}/Kids [${kids}]/Parent ${root.pages} 0 R>>`
  writer.put(pageNode, node)
  joined.pageNodes.push(pageNode)
}

/** The operators of a page as they are shown; its own bytes where nothing is altered. */
function writeOperators(
  writer: PdfWriter,
  {
    object,
    content: { head, stream },
    operators,
    shown,
  }: {
    readonly object: number
    readonly content: PdfObject
    readonly operators: string
    readonly shown: string
  },
): void {
  if (shown === operators) writer.putStream(object, entriesOf(head), stream ?? new Uint8Array())
  else writer.putStream(object, '/Filter/FlateDecode', packedBytes(Buffer.from(shown, 'latin1')))
}

/** What a part adds to the trees and lists of the whole. */
function addWhole(
  joined: JoinedDocument,
  { document, parents, destinations, bookmarks }: Part,
  { headings }: PartModel,
  { renumber }: Numbering,
): void {
  joined.parents.add(
    parents.map(([key, number]) => [joined.nextKey + key, `${renumber(number)} 0 R`]),
  )
  for (const [name, target] of destinations) {
    if (joined.destinations.has(name)) throw new Error(`two places are called ${name}`)
    joined.destinations.set(name, renumbered(target, renumber))
  }
  for (const child of listIn(document.head, 'K')) joined.children.push(renumber(child))
  headingsFor(bookmarks, headings).forEach(({ level, text: title }, index) => {
    const { destination = '', element = 0 } = bookmarks[index] ?? {}
    joined.bookmarks.push({
      title,
      level,
      destination: renumbered(destination, renumber),
      element: renumber(element),
    })
  })
}
