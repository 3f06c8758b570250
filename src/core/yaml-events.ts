import { YAMLException, parseEvents } from 'js-yaml'
import type { Event } from 'js-yaml'
import { lineAt, lineStarts } from './lines.ts'
import { MAX_DEPTH } from './yaml-compose.ts'

/** The events of a text, and the text that their offsets are of: it has the same lines, some of them with more blanks in front. */
export type ParsedText = { readonly events: readonly Event[]; readonly source: string }

/** How much text may be read again, in characters over all attempts. */
const MAX_EFFORT = 100_000_000

/** Deeper than any block may be indented for its lines to be taken as part of it. */
const DEEP = ' '.repeat(1024)

/**
 * Parses YAML as libyaml does, on which kubectl stands: inside brackets and quotes the indentation of a line means nothing.
 *
 * js-yaml holds to YAML 1.2, which wants such lines deeper than their parent, and so refuses the closing bracket below its key that so many
 * manifests have. A line that it refuses for that is given more blanks and the text is parsed again: blanks in front of a line have no meaning there.
 * Throws YAMLException.
 */
export function parseText(text: string): ParsedText {
  const mended = new Set<number>()
  let source = text
  for (let effort = source.length; ; effort += source.length) {
    try {
      return { events: parseEvents(source, { maxDepth: MAX_DEPTH }), source }
    } catch (error) {
      const line = shallowLine(error, source)
      if (line === undefined || mended.has(line) || effort > MAX_EFFORT) throw error
      mended.add(line)
      source = deepened(source, line)
    }
  }
}

/** The 0-based line that js-yaml refuses only because it is not deep enough inside of brackets or quotes. */
function shallowLine(error: unknown, source: string): number | undefined {
  if (!(error instanceof YAMLException) || error.reason !== 'deficient indentation')
    return undefined
  return error.mark === undefined ? undefined : lineAt(lineStarts(source), error.mark.position) - 1
}

function deepened(source: string, line: number): string {
  const start = lineStarts(source)[line] ?? source.length
  const rest = source.slice(start)
  return source.slice(0, start) + DEEP + rest.replace(/^[ \t]+/, '')
}
