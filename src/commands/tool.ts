import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ManifestTool } from '../model/manifest.ts'
import type { Context } from './context.ts'

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

/** The longest reference of an image that is recorded: name, tag and digest. */
const LONGEST_IMAGE = 500

/** The image that this exhibit runs from, as EXHIBIT_IMAGE states it: no process can see that for itself. Empty where it does not. */
export function imageOf({ env }: Pick<Context, 'env'>): { readonly image?: string } {
  const image = env.EXHIBIT_IMAGE?.trim() ?? ''
  return image === '' ? {} : { image: image.slice(0, LONGEST_IMAGE) }
}
