#!/usr/bin/env node
/**
 * Prints the bill of materials (CycloneDX) of what exhibit needs to run, from the lock file in the current folder and the list of the fonts that lie beside:
 * in a whole clone and where only what runs is installed it is the same. `npm sbom --omit=dev` would leave out what a tool of development needs as well.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const command = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only']
const bill = JSON.parse(execFileSync('npm', command, { encoding: 'utf8', maxBuffer: 2 ** 26 }))

const isForDevelopment = ({ properties = [] }) =>
  properties.some(({ name }) => name === 'cdx:npm:package:development')
const components = bill.components.filter((component) => !isForDevelopment(component))
const { packages } = JSON.parse(
  readFileSync(new URL('../templates/fonts/sources.json', import.meta.url), 'utf8'),
)
/** Files of packages that are not installed whole. */
const fonts = packages.map(({ name, version, license }) => ({
  'bom-ref': `${name}@${version}`,
  type: 'file',
  name,
  version,
  purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  licenses: [{ license: { id: license } }],
}))
const kept = new Set([bill.metadata.component, ...components].map((one) => one['bom-ref']))
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }))

const all = { ...bill, components: [...components, ...fonts], dependencies }
process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
