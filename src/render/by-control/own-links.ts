import type { Section } from '../section.ts'

const LINK = /<a href="#([\w.-]+)">([^]*?)<\/a>/g

/** Pages taken out of a report: a link to a chapter that is not among them is text. */
export function withOwnLinks(sections: readonly Section[]): readonly Section[] {
  const places = new Set(
    sections.flatMap(({ html }) => Array.from(html.matchAll(/ id="([\w.-]+)"/g), ([, id]) => id)),
  )
  return sections.map((section) => ({
    ...section,
    html: section.html.replace(LINK, (link, place: string, text: string) =>
      places.has(place) ? link : text,
    ),
  }))
}
