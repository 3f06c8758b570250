import { expect } from 'chai'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { isFault } from '../../src/core/fault.ts'
import { parseJson } from '../../src/core/json.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { KUBECTL_SCALARS } from '../core/kubectl-scalars.ts'
import type { Kubectl } from './kubectl.ts'
import { stdoutOf } from './kubectl.ts'

/** Values of a key `spec` in which YAML is easily read otherwise than kubectl reads it. */
const VALUES: Readonly<Record<string, string>> = {
  'keys that are no text': '{yes: 1, n: 2, 0x10: 3, 010: 4, 1.5: 5, 1e3: 6, 2001-01-01: 7}',
  'a merge, and one that comes later':
    '\n  a: &a {k: 1, j: 2}\n  b: {<<: *a, k: 5}\n  c: {k: 5, <<: *a}',
  'a merge of several': '\n  a: &a {k: 1}\n  b: &b {k: 2, l: 3}\n  c: {<<: [*a, *b, {n: 5}], m: 4}',
  'a quoted merge key': '\n  a: &a {k: 1}\n  b: {"<<": *a}',
  'block text, kept and clipped and stripped':
    '\n  kept: |+\n    one\n\n  clipped: |\n    two\n  stripped: |-\n    three\n  folded: >\n    four\n    five\n',
  'an indented block with an indicator': '\n  text: |2\n      two more\n    none more\n',
  'quoted text with escapes': String.raw`{a: "\u00e9\n\t\x41\\\"", b: 'it''s', c: "\U0001F600"}`,
  'text over several lines': '\n  a: one\n    two\n\n    three\n  b: "four\n    five"',
  'times and sexagesimals as text': '{a: 2001-12-14t21:59:43.10-05:00, b: 190:20:30, c: 12:30}',
  nothing: '\n  a:\n  b: ~\n  c: ""\n  d: []\n  e: {}',
  'a comment that is none': '{a: b#c, d: "e # f"} # g',
  tags: '{a: !!str 12, b: !!int "12", c: !!float 1, d: !!bool "yes", e: !!str yes}',
  'words in keys and text': '{"yes": "no", on: "off", a b: c d, "": empty}',
  'an alias to a list': '\n  a: &a [1, {b: 2}]\n  c: *a',
  'indentless lists': '\n  a:\n  - b: 1\n    c: 2\n  - - 3\n    - 4',
}

/** Values that kubectl takes and we do not, with the reason why: evidence must be read in one way only. */
const REFUSED_BY_US: Readonly<Record<string, readonly [yaml: string, reason: string]>> = {
  'a key that stands twice': ['{a: 1, a: 2}', 'stands twice'],
  '!!binary': ['{a: !!binary aGk=}', 'not readable as !!binary'],
}

/** Compares the readings of core/yaml.ts with those of a real kubectl (`create --dry-run=client -o json`). */
export function itReadsYamlAsKubectl(kubectl: () => Kubectl): void {
  const kubectlReads = async (manifests: readonly string[]): Promise<readonly JsonObject[]> => {
    const args = ['create', '--dry-run=client', '--validate=false', '-o', 'json', '-f', '-']
    const text = await stdoutOf(kubectl()(args, manifests.join('---\n')))
    return text
      .split(/(?<=^\})\n/m)
      .filter((json) => json !== '')
      .map((json) => parseJson(json, 'kubectl') as JsonObject)
  }

  it('reads every scalar of the table as kubectl does', async () => {
    const fields = KUBECTL_SCALARS.map(([yaml], at) => `  v${at}: ${yaml}\n`)
    const text = manifest(`\n${fields.join('')}`)
    const [read] = await kubectlReads([text])
    expect(specOf(read)).to.equal(specOf(ours(text)))
  })

  it('reads what is easily misread as kubectl does', async () => {
    const texts = Object.values(VALUES).map(manifest)
    const read = await kubectlReads(texts)
    for (const [at, what] of Object.keys(VALUES).entries())
      expect([what, specOf(read[at])]).to.deep.equal([what, specOf(ours(texts[at] ?? ''))])
  })

  for (const [what, [yaml, reason]] of Object.entries(REFUSED_BY_US))
    it(`refuses ${what}, which kubectl may take`, () => {
      expect(() => ours(manifest(yaml)))
        .to.throw(reason)
        .that.satisfies(isFault)
    })
}

function manifest(spec: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: ${spec}\n`
}

function ours(text: string): JsonValue | undefined {
  return parseYaml(text, 'a.yaml')[0]?.value
}

function specOf(object: JsonValue | undefined): string {
  return canonicalJson((object as JsonObject).spec ?? null)
}
