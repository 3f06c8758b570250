import { prose } from './text.ts'

/** What an entry of a file says, or says otherwise: in one line, and a line for each field. */
export function entryWords(what: string): { readonly what: string; readonly lines: string[] } {
  const lines = what
    .split('\n')
    .map(prose)
    .filter((line) => line !== '')
  return { what: lines.join('; '), lines }
}
