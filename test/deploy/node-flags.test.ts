import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { nodeFlags } from '../node-flags.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('the flags that keep the process small', () => {
  it('are the same in the command and in the image', () => {
    const dockerfile = readFileSync(join(ROOT, 'deploy/image/Dockerfile'), 'utf8')
    const [, entry = '[]'] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? []
    expect(JSON.parse(entry)).to.deep.equal(['node', ...nodeFlags(), '/opt/exhibit/dist/cli.js'])
  })

  it('reach Node by the first line of the command', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flags-'))
    try {
      const [line = ''] = readFileSync(join(ROOT, 'src/cli.ts'), 'utf8').split('\n')
      const command = join(folder, 'command.mjs')
      writeFileSync(command, `${line}\nconsole.log(JSON.stringify(process.execArgv))\n`, {
        mode: 0o755,
      })
      expect(JSON.parse(execFileSync(command, { encoding: 'utf8' }))).to.deep.equal(nodeFlags())
      expect(nodeFlags()).to.deep.equal(['--max-semi-space-size=16'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
