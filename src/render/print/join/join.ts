/** Joins printed parts to one tagged PDF, part after part: of a part nothing is kept but its bookmarks and the names of its places. */
import type { Digest } from '../../../core/digest.ts'
import { addPart } from './add-part.ts'
import type { PartModel } from './add-part.ts'
import { emptyDocument } from './document.ts'
import { writeWhole } from './finish.ts'
import type { Attachment, DocumentFacts } from './finish.ts'
import { pageFrame } from './frame.ts'
import { pdfWriter } from './writer.ts'

/** A joined file. */
export type JoinedFile = { readonly digest: Digest; readonly size: number; readonly pages: number }

/** A file that parts are joined to. Once something was thrown it can only be abandoned. */
export type Joiner = {
  /** adds what was printed of the next part */
  add(printed: Uint8Array, model: PartModel): void
  /** writes the rest, and closes the file */
  finish(facts: DocumentFacts, attachments: readonly Attachment[]): JoinedFile
  /** closes the file as it is */
  abandon(): void
}

/**
 * Begins the file at `path`, which must not be there yet; `sheet` is the printed sheet of its margins. The same parts give the same bytes.
 *
 * All of it throws an Error on what is not as Chromium writes it.
 */
export function joinTo(path: string, sheet: Uint8Array): Joiner {
  const writer = pdfWriter(path)
  try {
    const joined = emptyDocument(writer, pageFrame(sheet, writer))
    return {
      add: (printed, model) => addPart(joined, printed, model),
      finish: (facts, attachments) => {
        writeWhole(joined, facts, attachments)
        const { catalog, info } = joined.root
        return { ...writer.finish(catalog, info), pages: joined.margins.length }
      },
      abandon: () => writer.abandon(),
    }
  } catch (error) {
    writer.abandon()
    throw error
  }
}
