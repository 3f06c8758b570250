import type { Instant } from '../../core/clock.ts'
import { escaped } from '../picture/svg.ts'

/** What made the document; the browser is what produced its form (ISO 32000-1, 14.3.3). */
export const CREATOR = 'exhibit'

/** What the packet says, each as the PDF says it elsewhere. */
export type MetadataFacts = {
  readonly title: string
  readonly language: string
  readonly producer: string
  readonly date: Instant
}

/**
 * XMP metadata (ISO 16684-1): title, language, creator, producer and date, and that the tags are meant as PDF/UA-1 wants them (ISO 14289-1, 5). Not
 * to be packed, so that programs which know no PDF find it.
 */
export function xmpPacket({ title, language, producer, date }: MetadataFacts): string {
  const say = (text: string) => escaped(text.replace(/\p{Cc}/gu, ' '))
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">',
    '<dc:format>application/pdf</dc:format>',
    `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${say(title)}</rdf:li></rdf:Alt></dc:title>`,
    `<dc:language><rdf:Bag><rdf:li>${say(language)}</rdf:li></rdf:Bag></dc:language>`,
    `<xmp:CreatorTool>${CREATOR}</xmp:CreatorTool>`,
    `<xmp:CreateDate>${date}</xmp:CreateDate>`,
    `<xmp:ModifyDate>${date}</xmp:ModifyDate>`,
    `<pdf:Producer>${say(producer)}</pdf:Producer>`,
    '<pdfuaid:part>1</pdfuaid:part>',
    '</rdf:Description>',
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n')
}
