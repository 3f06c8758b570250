import { expect } from 'chai'
import { grantsOf } from '../../src/analyse/queries/who-can.ts'
import { defaultsOf } from '../../src/evaluate/default-rights.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { factsOf, may } from '../analyse/ask-rights.ts'
import type { Asked } from '../analyse/naive-rights.ts'
import { CATALOGUE } from '../evaluate/builders.ts'
import { describeReal } from '../peer/part.ts'
import { findAssets } from './assets.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'
import { reviewed, rightsOf, seedRights } from './rights-scene.ts'
import type { RightsScene } from './rights-scene.ts'

describeReal('who may do what on a real API server', findAssets(), (assets) => {
  let server: RealServer
  let made: readonly KubeObject[]
  let scene: RightsScene

  before(async function () {
    this.timeout(180_000)
    server = await startRealServer({ name: 'rights', assets })
    made = await rightsOf(server)
    scene = await seedRights(server)
  })
  after(() => server.stop())

  it('is what its authorizer answers to 2,500 random questions', async function () {
    this.timeout(120_000)
    const { questions, written, stored } = scene
    expect(questions.length).to.be.at.least(2_000)
    const [asWritten, asStored] = [factsOf(written), factsOf(stored)]
    expect([...asWritten.unreadable, ...asStored.unreadable]).to.deep.equal([])
    const answers = await inTurns(questions, (each) => reviewed(server, each))
    const differ = (rights: typeof asStored.rights) =>
      questions.filter((each, index) => may(rights, each) !== answers[index])
    expect(differ(asStored.rights)).to.deep.equal([])
    expect(differ(asWritten.rights)).to.deep.equal([])
    const allowed = answers.filter((each) => each).length
    process.stdout.write(`      ${questions.length} questions: ${allowed} allowed\n`)
    expect(allowed / questions.length).to.be.within(0.1, 0.75)
  })

  it('is known of the roles and bindings that the server makes itself, all of them', () => {
    const defaults = defaultsOf(CATALOGUE.defaultRights, 'v1.35.4')
    const grants = grantsOf(factsOf(made).rights, () => true).filter(
      ({ binding }) => !binding.name.startsWith('test-'),
    )
    expect(grants.length).to.be.greaterThan(200)
    const unknown = grants.filter((grant) => !defaults.grants(grant))
    expect(unknown.map(({ binding, rule }) => [binding.name, rule.pointer])).to.deep.equal([])
  })
})

/** Answers in the order of the questions, asked so many at a time. */
async function inTurns<T>(
  questions: readonly Asked[],
  ask: (asked: Asked) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = []
  for (let at = 0; at < questions.length; at += 50)
    answers.push(...(await Promise.all(questions.slice(at, at + 50).map(ask))))
  return answers
}
