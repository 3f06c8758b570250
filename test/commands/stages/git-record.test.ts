import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadOrganisation, loadPinnedOrganisation } from '../../../src/commands/stages/catalogue.ts'
import { gitRecordOf } from '../../../src/commands/stages/git-record.ts'
import { pinInputs } from '../../../src/commands/stages/inputs.ts'
import { verifyGitRecord } from '../../../src/sign/git-commit.ts'

const TOOLS = ['/usr/bin/git', '/usr/bin/ssh-keygen']
const FLOWS = 'format: flows/v1\nflows: []\n'

describe('authorship by git (pending without /usr/bin/git and /usr/bin/ssh-keygen)', function () {
  this.timeout(30_000)
  let folder = ''
  const at = (...names: readonly string[]) => join(folder, ...names)
  const git = (...args: readonly string[]) =>
    execFileSync('/usr/bin/git', [...args], {
      cwd: at('repo'),
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  const key = (name: string) => {
    execFileSync('/usr/bin/ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-f', at(name)])
    return readFileSync(at(`${name}.pub`), 'utf8').trim()
  }
  const write = (name: string, text: string) => writeFileSync(at('repo', 'org', name), text)
  const commit = (signer?: string) => {
    git('add', '-A')
    const sign = signer === undefined ? ['--no-gpg-sign'] : [`-S${at(signer)}.pub`]
    git('commit', '-q', '-m', 'a change', ...sign)
    return git('rev-parse', 'HEAD')
  }
  const paths = () => ({
    flows: at('repo', 'org', 'flows.yaml'),
    approvers: at('repo', 'org', 'approvers.yaml'),
  })
  const said = () => loadOrganisation(paths()).files?.map((each) => each.said)

  before(function () {
    const missing = TOOLS.filter((tool) => !existsSync(tool))
    if (missing.length === 0) return
    process.stdout.write(`      (not run: ${missing.join(' and ')} cannot be found)\n`)
    this.skip()
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'git-record-'))
    mkdirSync(at('repo', 'org'), { recursive: true })
    git('init', '-q')
    for (const [name, value] of [
      ['user.name', 'J. Doe'],
      ['user.email', 'j@example.invalid'],
      ['gpg.format', 'ssh'],
    ] as const)
      git('config', name, value)
    const line = key('doe')
    key('other')
    write('approvers.yaml', `format: approvers/v1\napprovers: [{name: J. Doe, keys: [${line}]}]\n`)
    write('flows.yaml', 'format: flows/v1\nflows: [] # first\n')
    commit()
  })
  afterEach(() => {
    if (folder !== '') rmSync(folder, { recursive: true })
  })

  it('is that of the signed commit which last touched the file', () => {
    write('flows.yaml', FLOWS)
    const id = commit('doe')
    write('unrelated.txt', 'later, by somebody else')
    commit('other')
    const [words = ''] = said() ?? []
    expect(words).to.match(/^git commit [0-9a-f]{12}, signature verified: SHA256:\S+ \(J\. Doe\)$/)
    expect(words).to.include(id.slice(0, 12))
  })

  it('is not known where the commit is unsigned, of another key, or the file was changed since', () => {
    const asserted = ['asserted in file only']
    expect(said()).to.deep.equal(asserted)
    write('flows.yaml', FLOWS)
    commit('other')
    expect(said()).to.deep.equal(asserted)
    write('flows.yaml', `${FLOWS}# mine\n`)
    commit('doe')
    expect(said()).to.not.deep.equal(asserted)
    write('flows.yaml', `${FLOWS}# altered\n`)
    expect(said()).to.deep.equal(asserted)
  })

  it('is not known of a file that a signed commit has and did not touch', () => {
    write('unrelated.txt', 'signed, of another file')
    const id = commit('doe')
    const record = gitRecordOf(paths().flows)
    if (record === undefined) throw new Error('no record')
    const line = readFileSync(at('doe.pub'), 'utf8')
    const raw = (...args: readonly string[]) =>
      execFileSync('/usr/bin/git', [...args], {
        cwd: at('repo'),
        env: { GIT_CONFIG_GLOBAL: '/dev/null' },
      })
    const parent = git('rev-parse', 'HEAD~1')
    const trees = ['HEAD^{tree}', 'HEAD:org', 'HEAD~1^{tree}', 'HEAD~1:org'].map((each) =>
      raw('cat-file', 'tree', git('rev-parse', each)),
    )
    const forged = {
      path: ['org', 'flows.yaml'],
      commit: raw('cat-file', 'commit', id),
      parents: [raw('cat-file', 'commit', parent)],
      trees,
    }
    const file = readFileSync(paths().flows)
    const keys = [{ owner: 'J. Doe', line }]
    const why = (changes: Partial<typeof forged>) => {
      const outcome = verifyGitRecord(file, { ...forged, ...changes }, keys)
      return outcome.kind === 'refused' ? outcome.why : outcome.kind
    }
    expect(why({})).to.equal('the commit does not touch the file')
    expect(why({ parents: [] })).to.equal('the commits before it are not at hand')
    expect(why({ trees: trees.slice(0, 2) })).to.equal('the commits before it are not at hand')
    expect(why({ path: ['org', 'other.yaml'] })).to.equal('the file is not as the commit left it')
    expect(why({ commit: Buffer.from('nonsense') })).to.equal(
      'the file is not as the commit left it',
    )
  })

  it('is not known in a checkout that lacks the commits before', () => {
    write('flows.yaml', FLOWS)
    commit('doe')
    git('clone', '-q', '--depth', '1', `file://${at('repo')}`, at('shallow'))
    const shallow = (name: string) => at('shallow', 'org', name)
    const { files } = loadOrganisation({
      flows: shallow('flows.yaml'),
      approvers: shallow('approvers.yaml'),
    })
    expect(files?.map((each) => each.said)).to.deep.equal(['asserted in file only'])
  })

  it('is pinned in a run with the objects that show it, and read from there without git', () => {
    write('flows.yaml', FLOWS)
    commit('doe')
    const live = loadOrganisation(paths())
    const estate = { members: [], retired: [], file: 'estate.yaml' } as unknown as Parameters<
      typeof pinInputs
    >[1]
    const none = { scope: undefined, waivers: undefined }
    pinInputs(at('run'), estate, { ...none, ...paths() }, { root: folder, files: [] })
    rmSync(at('repo'), { recursive: true })
    expect(loadPinnedOrganisation(at('run'))).to.deep.equal(live)
    writeFileSync(at('run', 'inputs', 'flows.yaml.git.json'), '{"format":"git-record/v1"}')
    const { files } = loadPinnedOrganisation(at('run'))
    expect(files?.map((each) => each.said)).to.deep.equal(['asserted in file only'])
  })
})
