import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { COMMANDS } from '../../src/commands/commands.ts'
import { runCommandLine } from '../../src/commands/program.ts'
import { EXIT_CODES } from '../../src/core/fault.ts'
import { testContext } from './context.ts'

/** The first words of commands of two words. */
const groups = new Set(
  COMMANDS.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0] ?? ''),
)

async function help(...words: readonly string[]): Promise<string> {
  const { code, out } = await testContext().exhibit(...words, '--help')
  expect(code).to.equal(0)
  return out
}

/** The words of an example as a shell would split them; what stands behind a pipe or redirection is not exhibit's. */
function wordsOf(example: string): readonly string[] {
  const [command = ''] = example.split(/ [|>] /)
  return command.replaceAll("'", '').split(' ')
}

describe('runCommandLine', () => {
  it('lists every command in --help', async () => {
    const top = await help()
    for (const { name } of COMMANDS)
      expect(top).to.match(new RegExp(`^  ${name.split(' ')[0] ?? ''} `, 'm'))
    for (const group of groups) {
      const listed = await help(group)
      for (const { name } of COMMANDS.filter((one) => one.name.startsWith(`${group} `)))
        expect(listed).to.match(new RegExp(`^  ${name.split(' ')[1] ?? ''} `, 'm'))
    }
  })

  it('prints flags, examples and exit codes of every command', async () => {
    const codes = [...new Set(Object.values(EXIT_CODES))]
    for (const { name, options, examples } of COMMANDS) {
      const text = await help(...name.split(' '))
      for (const { flags } of options) expect(text, name).to.include(flags)
      for (const example of examples) expect(text, name).to.include(example)
      for (const code of codes) expect(text, name).to.match(new RegExp(`^  ${code} `, 'm'))
    }
  })

  it('takes every example of every command', async () => {
    for (const { name, examples } of COMMANDS) {
      expect(examples, name).to.not.be.empty
      for (const example of examples) {
        const [program, ...argv] = wordsOf(example)
        expect(program).to.equal('exhibit')
        let called = ''
        const recording = COMMANDS.map((spec) => ({
          ...spec,
          run: () => {
            called = spec.name
            return Promise.resolve(0)
          },
        }))
        await runCommandLine(argv, testContext(), recording)
        expect(called, example).to.equal(name)
      }
    }
  })

  it('has no two flags of one name in a command, and no flag without description', () => {
    for (const { name, options } of COMMANDS) {
      const flags = options.map((option) => option.flags.split(' ')[0])
      expect(new Set(flags).size, name).to.equal(flags.length)
      for (const { flags: notation, description } of options)
        expect(description, `${name} ${notation}`).to.not.equal('')
    }
  })

  it('ends wrong calls in one line that names the help to read', async () => {
    const { faultOf } = testContext()
    const none = await faultOf()
    expect([none.message, none.hint]).to.deep.equal([
      'no command was given',
      "'exhibit --help' lists what is accepted",
    ])
    expect((await faultOf('rum')).message).to.include('Did you mean run?')
    const flag = await faultOf('init', 'keys', '--nonsense')
    expect(flag.code).to.equal('USAGE')
    expect(flag.hint).to.include("'exhibit init keys --help'")
    expect((await faultOf('init')).hint).to.include("'exhibit init --help'")
    expect((await faultOf('verify')).message).to.include('target')
  })
})

describe('README.md', () => {
  it('lists exactly the commands in its table', () => {
    const text = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
    const rows = text.matchAll(/^\| `exhibit ([a-z]+(?: [a-z]+)*)/gm)
    const names = Array.from(rows, ([, name = '']) => name)
    expect(names.sort()).to.deep.equal(COMMANDS.map(({ name }) => name).sort())
  })
})
