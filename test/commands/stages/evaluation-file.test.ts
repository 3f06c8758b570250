import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  EVALUATION,
  readEvaluation,
  writeEvaluation,
} from '../../../src/commands/stages/evaluation-file.ts'
import { isFault } from '../../../src/core/fault.ts'
import type { CheckResult, Evaluation } from '../../../src/model/evaluation.ts'
import { evaluated } from '../../evaluate/builders.ts'
import { namespace, node, pod } from '../../evaluate/objects.ts'

describe('the evaluation of a cluster, as it is stored', () => {
  let folder = ''
  let whole: Evaluation
  const path = () => join(folder, EVALUATION)
  before(async () => {
    whole = await evaluated([namespace('shop'), pod('shop', 'web'), pod('shop', 'db'), node('n')], {
      waivers: [],
    })
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evaluation-file-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  const json = (): { results: CheckResult[]; controls: { results: [number, number][] }[] } =>
    JSON.parse(readFileSync(path(), 'utf8')) as ReturnType<typeof json>
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

  it('is read as it was written, and its results are shared by the controls that rest on them', () => {
    writeEvaluation(folder, whole)
    const read = readEvaluation(folder)
    expect(plain(read)).to.deep.equal(plain(whole))
    const used = (read?.controls ?? []).flatMap(({ results }) => results)
    expect(new Set(used).size).to.equal(json().results.length)
    expect(used.length).to.be.greaterThan(json().results.length)
  })

  it('has each result once, also where equal ones are other objects', () => {
    writeEvaluation(folder, whole)
    const once = readFileSync(path(), 'utf8')
    writeEvaluation(folder, plain(whole) as Evaluation)
    expect(readFileSync(path(), 'utf8')).to.equal(once)
    const said = json().results.map((result) => JSON.stringify(result))
    expect(new Set(said).size).to.equal(said.length)
  })

  it('keeps apart what differs in anything, and the order of each control', () => {
    const [control] = whole.controls.filter(({ results }) => results.length > 1)
    const [first, second] = control?.results ?? []
    const waived = { ...first!, waiver: 'W-1' }
    const controls = [
      { ...control!, results: [first!, second!, waived] },
      { ...control!, results: [second!, first!] },
      { ...control!, results: [] },
    ]
    writeEvaluation(folder, { ...whole, controls })
    expect(plain(readEvaluation(folder)?.controls)).to.deep.equal(plain(controls))
    expect(json().controls.map(({ results }) => results)).to.deep.equal([
      [[0, 3]],
      [
        [1, 1],
        [0, 1],
      ],
      [],
    ])
  })

  it('is read from archives of older versions, and refused from newer ones and where a result is not there', () => {
    writeFileSync(path(), JSON.stringify(whole))
    expect(readEvaluation(folder)).to.deep.equal(plain(whole))
    const why = (text: string) => {
      writeFileSync(path(), text)
      try {
        readEvaluation(folder)
      } catch (error) {
        if (isFault(error)) return error.message.replace(folder, '')
      }
      return ''
    }
    const neither = '/evaluation.json is neither an evaluation/v1 nor an evaluation/v2'
    expect(why('{"format":"evaluation/v3"}')).to.equal(neither)
    expect(why('[]')).to.equal(neither)
    expect(
      why('{"format":"evaluation/v2","results":[],"controls":[{"results":[[0,1]]}]}'),
    ).to.equal('/evaluation.json: a control names results that are not there')
  })
})
