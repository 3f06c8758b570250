import { expect } from 'chai'
import { z } from 'zod'
import { parseYamlDocument } from '../../src/core/yaml.ts'
import { validate } from '../../src/core/validate.ts'
import { caught } from './caught.ts'

const schema = z.strictObject({
  clusters: z.array(
    z.strictObject({
      name: z.string().min(1),
      kind: z.enum(['kubeconfig', 'in-cluster', 'folder']).optional(),
      context: z.string().optional(),
    }),
  ),
  archive: z
    .discriminatedUnion('store', [
      z.strictObject({ store: z.literal('directory'), path: z.string() }),
      z.strictObject({ store: z.literal('s3'), bucket: z.string(), region: z.string() }),
    ])
    .optional(),
  port: z.union([z.number(), z.strictObject({ from: z.number(), to: z.number() })]).optional(),
  labels: z.record(z.string(), z.strictObject({ weight: z.int() })).optional(),
})

function faults(text: string): readonly string[] {
  const document = parseYamlDocument(text, 'estate.yaml')
  return caught(() => validate(schema, document, 'estate.yaml')).message.split('\n')
}

describe('validate', () => {
  it('gives what fits, with the defaults of the schema', () => {
    const withDefault = z.strictObject({ a: z.number().default(3) })
    expect(validate(withDefault, parseYamlDocument('{}', 'a'), 'a')).to.deep.equal({ a: 3 })
  })

  it('names all faults at once, in the order of the file, with their lines', () => {
    expect(
      faults('clusters:\n- name: ""\n  kind: foldr\n  contxt: a\n- kind: folder\nclustrs: []\n'),
    ).to.deep.equal([
      'estate.yaml:2: clusters[0].name: too small: expected string to have >=1 characters',
      'estate.yaml:3: clusters[0].kind: unknown value, did you mean "folder"?',
      'estate.yaml:4: clusters[0].contxt: unknown key "contxt", did you mean "context"?',
      'estate.yaml:5: clusters[1].name: missing; text is needed',
      'estate.yaml:6: clustrs: unknown key "clustrs", did you mean "clusters"?',
    ])
  })

  it('knows the keys of the branch that is meant', () => {
    expect(
      faults('clusters: []\narchive: {store: s3, buket: a, region: b, path: c}'),
    ).to.deep.equal([
      'estate.yaml:2: archive.buket: unknown key "buket", did you mean "bucket"?',
      'estate.yaml:2: archive.path: unknown key "path", known are: bucket, region, store',
    ])
  })

  it('names the nearest branch', () => {
    expect(faults('clusters: []\narchive: {store: s4}')).to.deep.equal([
      'estate.yaml:2: archive.store: unknown value, did you mean "s3"?',
    ])
  })

  it('says what a union takes', () => {
    expect(faults('clusters: []\nport: x')).to.deep.equal([
      'estate.yaml:2: port: text where a number or a mapping is needed',
    ])
    expect(faults('clusters: []\nport: {from: 1, too: 2}')).to.deep.equal([
      'estate.yaml:2: port.too: unknown key "too", did you mean "to"?',
    ])
  })

  it('says what the parts of the only form that fits by its kind must be', () => {
    const words = z.strictObject({
      max: z.union([z.literal('list'), z.array(z.string()).min(1, 'empty list')]),
    })
    const told = (text: string) =>
      caught(() => validate(words, parseYamlDocument(text, 'a'), 'a')).message
    expect(told('max: [3]')).to.equal('a:1: max[0]: a number where text is needed')
    expect(told('max: []')).to.equal('a:1: max: empty list')
    expect(told('max: lst')).to.equal('a:1: max: unknown value, did you mean "list"?')
    expect(told('max: 3')).to.equal('a:1: max: a number where "list" or a list is needed')
    expect(told('{}')).to.equal('a:1: max: missing; "list" or a list is needed')
  })

  it('tells a misspelt key once: not that the one is missing which it is near', () => {
    const one = 'estate.yaml:1: clustrs: unknown key "clustrs", did you mean "clusters"?'
    expect(faults('clustrs: []')).to.deep.equal([one])
    expect(faults('clusters:\n- {nam: a}\n- {}')).to.deep.equal([
      'estate.yaml:2: clusters[0].nam: unknown key "nam", did you mean "name"?',
      'estate.yaml:3: clusters[1].name: missing; text is needed',
    ])
    expect(faults('clusters:\n- {zzzzzzzz: a}')).to.deep.equal([
      'estate.yaml:2: clusters[0].name: missing; text is needed',
      'estate.yaml:2: clusters[0].zzzzzzzz: unknown key "zzzzzzzz", known are: context, kind, name',
    ])
  })

  it('goes through maps and quotes names that are not plain', () => {
    expect(faults('clusters: []\nlabels:\n  a/b: {wieght: 1}\n  c: {weight: 1.5}')).to.deep.equal([
      'estate.yaml:3: labels["a/b"].wieght: unknown key "wieght", did you mean "weight"?',
      'estate.yaml:4: labels.c.weight: a number where a whole number is needed',
    ])
  })

  it('names a root of the wrong kind without a path', () => {
    expect(faults('- a')).to.deep.equal(['estate.yaml:1: a list where a mapping is needed'])
  })

  it('never repeats a value: a secret in the wrong place stays out of logs', () => {
    expect(faults('clusters: hunter2-hunter2\nport: hunter2').join('\n')).not.to.contain('hunter2')
  })

  it('shows control characters of a hostile key', () => {
    expect(faults('clusters: []\n"a\\e[2J\\u202e": 1')[0])
      .to.contain('\\u202e')
      .and.not.contain('\u001b')
  })

  it('takes the fault code of its caller', () => {
    const document = parseYamlDocument('[]', 'a')
    expect(caught(() => validate(schema, document, 'a', 'UNREADABLE')).code).to.equal('UNREADABLE')
  })

  it('follows schemas that hold themselves', () => {
    type Tree = { readonly below?: readonly Tree[] | undefined }
    const tree: z.ZodType<Tree> = z.lazy(() => z.strictObject({ below: z.array(tree).optional() }))
    const document = parseYamlDocument('below:\n- below:\n  - belo: []', 'a')
    expect(caught(() => validate(tree, document, 'a')).message).to.equal(
      'a:3: below[0].below[0].belo: unknown key "belo", did you mean "below"?',
    )
  })
})
