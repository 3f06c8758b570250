import { readFileSync } from 'node:fs'
import { hashOf, shinglesOf } from './shingles.ts'

/**
 * Prints test/wording/shingles.txt, the hashes of the wording of CIS and the PCI SSC, which itself is not ours to keep. Of JSON files every text is taken, of
 * others all of them.
 *
 * node test/wording/make.ts FILES > test/wording/shingles.txt
 *
 * The files were: of prowler 5.46.0 (Python package) prowler/compliance/kubernetes/cis_*.json and prowler/compliance/*\/pci_*.json, of these last ones no
 * description of a check of its own (version 4.0); and a text of the requirements and the recommendations on containers that controls/frameworks/pci-*.yaml
 * names, as ComplianceAsCode (controls/pcidss_4_ocp4.yml) and the articles of raesene.github.io on the guidance for containers quote them.
 */
const hashes = new Set(process.argv.slice(2).flatMap(textsIn).flatMap(shinglesOf).map(hashOf))
const sorted = [...hashes].sort()
const PER_LINE = 16
for (let at = 0; at < sorted.length; at += PER_LINE)
  process.stdout.write(`${sorted.slice(at, at + PER_LINE).join(' ')}\n`)

function textsIn(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8')
  return path.endsWith('.json') ? textsOf(JSON.parse(text), path) : [text]
}

function textsOf(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) =>
    isCheckOfItsOwn(key, path) ? [] : textsOf(each, path),
  )
}

/** What prowler's checks do stands in the descriptions of its requirements of PCI DSS 4.0, which are prowler's own words. */
function isCheckOfItsOwn(key: string, path: string): boolean {
  return path.includes('pci_4.0') && (key === 'Description' || key === 'Name')
}
