import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { temporaryPrefix } from '../../core/temporary-folder.ts'
import { fallbackFont } from '../font/faces.ts'

/** A folder that only this account can enter, for one browser: profile, home, font configuration. */
export type PrivateFolder = {
  readonly path: string
  readonly profile: string
  readonly fontConfiguration: string
  remove(): Promise<void>
}

/**
 * Makes the folder below `parent` (the system's temporary folder when absent). The font configuration names one folder with one font of ours:
 * without any, Chromium prints blank pages and reports success; with the machine's, pages would differ between machines.
 */
export async function privateFolder(parent: string = tmpdir()): Promise<PrivateFolder> {
  const path = await mkdtemp(join(parent, temporaryPrefix('print')))
  const [profile, fonts] = [join(path, 'profile'), join(path, 'fonts')]
  for (const folder of [profile, fonts, join(path, 'cache')]) await mkdir(folder, { mode: 0o700 })
  await writeFile(join(fonts, 'fallback.ttf'), fallbackFont())
  const fontConfiguration = join(path, 'fonts.conf')
  await writeFile(fontConfiguration, fontsConf(fonts, join(path, 'cache')))
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  return { path, profile, fontConfiguration, remove }
}

function fontsConf(fonts: string, cache: string): string {
  const xml = (text: string) =>
    text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${xml(fonts)}</dir><cachedir>${xml(cache)}</cachedir></fontconfig>
`
}
