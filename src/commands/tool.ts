import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ManifestTool } from '../model/manifest.ts'

/** The version of this exhibit, from its package.json. */
export function toolVersion(packageRoot: string): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return manifest.version
}

/** This exhibit, as manifests and reports name it. */
export function toolOf(packageRoot: string): ManifestTool {
  return { name: 'exhibit', version: toolVersion(packageRoot) }
}
