import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { isFault } from '../../../src/core/fault.ts'
import { knownControls, loadOrganisation } from '../../../src/commands/stages/catalogue.ts'
import { pinInputs, pinnedOrganisation } from '../../../src/commands/stages/inputs.ts'

const CONTROLS = join(import.meta.dirname, '../../../controls')

const signOffs = (id: string, control = '5.1.7') => `format: sign-offs/v1
signOffs:
  - id: ${id}
    framework: cis-kubernetes-2.0.1
    control: "${control}"
    by: {name: J. Doe, role: platform lead}
    performedOn: 2026-10-02
    clusters: [{name: prod}]
`
const APPROVERS = 'format: approvers/v1\nrequireSigned: true\napprovers: []\n'

describe("the organisation's statements", () => {
  let folder = ''
  const at = (...names: readonly string[]) => join(folder, ...names)
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statements-'))
    mkdirSync(at('so'))
    writeFileSync(at('so', 'b.yaml'), signOffs('SO-2'))
    writeFileSync(at('so', 'a.yaml'), signOffs('SO-1'))
    writeFileSync(at('so', 'a.yaml.sig'), 'no signature')
    writeFileSync(at('so', 'README.md'), 'not one of them')
    writeFileSync(at('approvers.yaml'), APPROVERS)
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const paths = () => ({ signOffs: at('so'), approvers: at('approvers.yaml') })

  it('are the files of a folder, each with who signed it', () => {
    const { signOffs: read, approvers } = loadOrganisation(paths())
    expect(approvers?.requireSigned).to.equal(true)
    expect(read?.map(({ id, authorship }) => [id, authorship])).to.deep.equal([
      ['SO-1', { kind: 'refused', why: 'it is no signature of OpenSSH over a file' }],
      ['SO-2', { kind: 'asserted' }],
    ])
  })

  it('say nothing of signatures that nobody can judge without an approvers file', () => {
    const { signOffs: read } = loadOrganisation({ signOffs: at('so') })
    expect(read?.map(({ authorship }) => authorship.kind)).to.deep.equal(['asserted', 'asserted'])
  })

  it('are pinned in a run byte for byte with their signatures, and read from there as they were', () => {
    const estate = { members: [], retired: [], file: 'estate.yaml' } as unknown as Parameters<
      typeof pinInputs
    >[1]
    const none = { scope: undefined, flows: undefined, waivers: undefined }
    pinInputs(at('run'), estate, { ...none, ...paths() }, { root: CONTROLS, files: [] })
    const pinned = at('run', 'inputs', 'sign-offs')
    expect(readFileSync(join(pinned, 'a.yaml'), 'utf8')).to.equal(signOffs('SO-1'))
    expect(existsSync(join(pinned, 'a.yaml.sig'))).to.equal(true)
    expect(existsSync(join(pinned, 'README.md'))).to.equal(false)
    expect(loadOrganisation(pinnedOrganisation(at('run'), existsSync))).to.deep.equal(
      loadOrganisation(paths()),
    )
  })

  it('name controls of the catalogue, and files that are there', () => {
    const faultOf = (given: Parameters<typeof loadOrganisation>[0]) => {
      try {
        loadOrganisation(given, knownControls(CONTROLS))
      } catch (error) {
        if (!isFault(error)) throw error
        return error.message.replaceAll(folder, '')
      }
      return ''
    }
    expect(faultOf(paths())).to.equal('')
    writeFileSync(at('so', 'a.yaml'), signOffs('SO-1', '5.1.77'))
    expect(faultOf(paths())).to.match(
      /^\/so\/a.yaml:5: signOffs\[0\].control: unknown control, did you mean "5.1/,
    )
    expect(faultOf({ signOffs: at('nowhere') })).to.include(
      'cannot read file of sign-offs /nowhere',
    )
  })
})
