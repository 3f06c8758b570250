import { expect } from 'chai'
import type { CommandSpec } from '../../src/commands/context.ts'
import { runCommandLine } from '../../src/commands/program.ts'
import { COMMANDS } from '../../src/commands/commands.ts'
import { isFault } from '../../src/core/fault.ts'
import { testContext } from './context.ts'

const never = (): Promise<number> => new Promise(() => undefined)
const slow = (more: Partial<CommandSpec> = {}): CommandSpec => ({
  name: 'slow',
  summary: 'takes for ever',
  options: [],
  examples: ['exhibit slow'],
  run: never,
  ...more,
})

describe('a command that is asked to stop', () => {
  const stopped = async (spec: CommandSpec): Promise<unknown> => {
    const stop = new AbortController()
    const context = testContext({ signal: stop.signal })
    const ended = runCommandLine(['slow'], context, [spec]).catch((error: unknown) => error)
    setTimeout(() => stop.abort(), 5)
    return ended
  }

  it('ends at once where nothing is to be tidied up', async () => {
    const error = await stopped(slow())
    expect(isFault(error) && error.exitCode).to.equal(130)
  })

  it('is waited for where it looks at the signal itself', async () => {
    const run: CommandSpec['run'] = ({ signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => setTimeout(() => resolve(7), 20)),
      )
    expect(await stopped(slow({ stopsItself: true, run }))).to.equal(7)
  })

  it('never begins when the signal came first', async () => {
    const context = testContext({ signal: AbortSignal.abort() })
    let began = false
    const run = () => {
      began = true
      return Promise.resolve(0)
    }
    const error = await runCommandLine(['slow'], context, [slow({ run })]).catch((e: unknown) => e)
    expect(isFault(error) && error.exitCode).to.equal(130)
    expect(began).to.equal(false)
  })

  it('stops itself where it leaves something behind, and only there', () => {
    const names = COMMANDS.filter(({ stopsItself }) => stopsItself).map(({ name }) => name)
    expect(names.sort()).to.deep.equal(['compare', 'demo', 'report', 'run', 'schedule'])
  })
})
