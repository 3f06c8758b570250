import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this exhibit, from its package.json. */
export function toolVersion(packageRoot: string): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return manifest.version
}
