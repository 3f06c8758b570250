#!/usr/bin/env node
/**
 * Lays the fonts of scripts other than Latin, Greek and Cyrillic into templates/fonts/: of each package only the files that are used, as they are in it, and its
 * licence. The packages are not depended on, since they weigh 160 MB: each holds every weight in two forms. Run it again to see that templates/fonts/ is theirs.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'templates', 'fonts')
const { packages } = JSON.parse(fs.readFileSync(join(folder, 'sources.json'), 'utf8'))
const aside = fs.mkdtempSync(join(tmpdir(), 'exhibit-fonts-'))

for (const { name, version, integrity, files } of packages) {
  const asked = ['pack', `${name}@${version}`, '--json', '--pack-destination', aside]
  const [packed] = JSON.parse(execFileSync('npm', asked, { encoding: 'utf8', maxBuffer: 2 ** 26 }))
  if (packed.integrity !== integrity) throw new Error(`${name} is not what it was`)
  const into = join(folder, name.slice(name.indexOf('/') + 1))
  fs.rmSync(into, { recursive: true, force: true })
  fs.mkdirSync(into)
  execFileSync('tar', ['-xzf', join(aside, packed.filename), '-C', aside])
  const chosen = fs
    .readdirSync(join(aside, 'package', 'files'))
    .filter((file) => new RegExp(files).test(file))
  for (const file of chosen)
    fs.copyFileSync(join(aside, 'package', 'files', file), join(into, file))
  fs.copyFileSync(join(aside, 'package', 'LICENSE'), join(into, 'LICENSE'))
  fs.rmSync(join(aside, 'package'), { recursive: true })
}
fs.rmSync(aside, { recursive: true })
