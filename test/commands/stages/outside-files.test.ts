import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadOrganisation } from '../../../src/commands/stages/catalogue.ts'
import { digestOf } from '../../../src/core/digest.ts'
import { isFault } from '../../../src/core/fault.ts'
import { kubeBench } from '../../evaluate/outside/builders.ts'

const FILE = kubeBench({ '4.1.1': 'PASS' })

/** A statement about a file of one node. */
function statement(text: string, id = 'kb-1'): string {
  return `format: outside-evidence/v1
evidence:
  - id: ${id}
    tool: kube-bench
    toolVersion: 0.16.0
    benchmark: cis-1.12
    cluster: prod
    nodes: [node-1]
    takenOn: 2026-11-02
    by: {name: Ada Lind, role: Platform engineer}
    file: n.json
    digest: ${digestOf(text)}
`
}

describe('the files of outside evidence', () => {
  let folder = ''
  const at = (...names: readonly string[]) => join(folder, ...names)
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outside-'))
    mkdirSync(at('out'))
    writeFileSync(at('out', 'n.yaml'), statement(FILE))
    writeFileSync(at('out', 'n.json'), FILE)
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const load = () => loadOrganisation({ outsideEvidence: at('out') })
  const faultOf = () => {
    try {
      load()
    } catch (error) {
      if (isFault(error)) return error.message.replaceAll(folder, '')
      throw error
    }
    return ''
  }

  it('are the statements of a folder with what they attach', () => {
    const { outside, files } = load()
    expect(outside?.map(({ id, attached }) => [id, attached.kind])).to.deep.equal([
      ['kb-1', 'read'],
    ])
    expect(files?.map(({ name, said }) => [name, said])).to.deep.equal([
      ['outside-evidence/n.yaml', 'asserted in file only'],
    ])
  })

  it('may lack what a statement names, which is then refused by itself', () => {
    rmSync(at('out', 'n.json'))
    const [one] = load().outside ?? []
    expect(one?.attached).to.deep.equal({
      kind: 'refused',
      why: 'it is not beside the statement',
    })
  })

  it('are refused as a whole where one cannot be kept', () => {
    const table: readonly (readonly [bytes: string | Uint8Array, said: string])[] = [
      ['x'.repeat(4 * 1024 * 1024 + 1), '/out/n.json is larger than 4 MiB'],
      [new Uint8Array([0xff, 0xfe]), '/out/n.json is not UTF-8'],
      [
        FILE.replace('--anonymous-auth=false', '--token=abcdefghijklmnop'),
        '/out/n.json holds what looks like a key or a token',
      ],
      ['not JSON -----BEGIN RSA PRIVATE KEY-----', '/out/n.json holds what looks like a key'],
    ]
    for (const [bytes, said] of table) {
      writeFileSync(at('out', 'n.json'), bytes)
      expect(faultOf()).to.include(said)
    }
  })

  it('may speak of tokens in the words of a benchmark', () => {
    const text = FILE.replace(
      'words of the benchmark',
      'basic authentication, token authentication',
    )
    writeFileSync(at('out', 'n.json'), text)
    writeFileSync(at('out', 'n.yaml'), statement(text))
    expect(load().outside?.[0]?.attached.kind).to.equal('read')
  })

  it('are all named, each id once', () => {
    writeFileSync(at('out', 'other.json'), FILE)
    expect(faultOf()).to.equal('/out/other.json: no statement of outside evidence names it')
    rmSync(at('out', 'other.json'))
    writeFileSync(at('out', 'z.yaml'), statement(FILE))
    expect(faultOf()).to.equal(
      '/out/z.yaml:3: evidence[0].id: the id kb-1 stands twice (/out/n.yaml:3: evidence[0].id)',
    )
  })

  it('are looked for in a folder that is there', () => {
    rmSync(at('out'), { recursive: true })
    expect(faultOf()).to.include('cannot read statements about outside evidence /out')
  })
})
