import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The flags of Node with which the command is started: those of the first line of src/cli.ts. */
export function nodeFlags(): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, '..', 'src', 'cli.ts'), 'utf8')
  const [, flags = ''] = /^#!\/usr\/bin\/env -S node (.*)\n/.exec(source) ?? []
  return flags.split(' ')
}
