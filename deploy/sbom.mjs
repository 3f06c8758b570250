#!/usr/bin/env node
/**
 * Prints the bill of materials (CycloneDX) of what exhibit needs to run, from the lock file in the current folder: in a whole clone and where
 * only what runs is installed it is the same. `npm sbom --omit=dev` would leave out what a tool of development needs as well.
 */
import { execFileSync } from 'node:child_process'

const command = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only']
const bill = JSON.parse(execFileSync('npm', command, { encoding: 'utf8', maxBuffer: 2 ** 26 }))

const isForDevelopment = ({ properties = [] }) =>
  properties.some(({ name }) => name === 'cdx:npm:package:development')
const components = bill.components.filter((component) => !isForDevelopment(component))
const kept = new Set([bill.metadata.component, ...components].map((one) => one['bom-ref']))
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }))

process.stdout.write(`${JSON.stringify({ ...bill, components, dependencies }, null, 2)}\n`)
