import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { isFault } from '../../core/fault.ts'
import { parseJson } from '../../core/json.ts'
import { readTextFile } from '../../core/text-file.ts'
import { entryOf, parentsOf, treeOf, type GitRecord } from '../../sign/git-commit.ts'

/** So long git may take for one answer, in milliseconds, and so large it may be. */
const BOUNDS = { timeout: 10_000, maxBuffer: 16 * 1024 * 1024 }

/** Git reads objects and nothing else: no settings of users, no replaced objects, nothing fetched, nothing asked. */
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  PATH: '/usr/local/bin:/usr/bin:/bin',
}

/**
 * The objects of git that show which commit last touched a file, as HEAD has it; undefined where there is no git, the file is in no repository of our own user, or in no
 * commit. What they show is for others to judge.
 */
export function gitRecordOf(path: string): GitRecord | undefined {
  if (!existsSync(path)) return undefined
  const real = realpathSync(path)
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-c', 'protocol.allow=never', '--literal-pathspecs', ...args], {
      ...BOUNDS,
      cwd: dirname(real),
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  try {
    return recordFrom(git, basename(real))
  } catch {
    // no git, no repository, a repository of somebody else: the file speaks for itself, which is told
    return undefined
  }
}

function recordFrom(
  git: (...args: readonly string[]) => Buffer,
  name: string,
): GitRecord | undefined {
  const said = (...args: readonly string[]) =>
    git(...args)
      .toString()
      .replace(/\n$/, '')
  const id = said('rev-list', '-1', 'HEAD', '--', name)
  if (!/^[0-9a-f]{40,64}$/.test(id)) return undefined
  const prefix = said('rev-parse', '--show-prefix')
  const path = [...prefix.split('/').filter((part) => part !== ''), name]
  const commit = git('cat-file', 'commit', id)
  const parents = parentsOf(commit.toString('latin1')).map((one) => git('cat-file', 'commit', one))
  const trees = [commit, ...parents].flatMap((each) => {
    const found: Buffer[] = []
    let tree: string | undefined = treeOf(each.toString('latin1'))
    for (const part of path) {
      if (tree === undefined) break
      const bytes = git('cat-file', 'tree', tree)
      found.push(bytes)
      tree =
        part === name && found.length === path.length
          ? undefined
          : entryOf(bytes, part, tree.length / 2)
    }
    return found
  })
  return { path, commit, parents, trees }
}

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'))
const schema = z.strictObject({
  format: z.literal('git-record/v1'),
  path: z.array(z.string()).min(1).max(100),
  commit: base64,
  parents: z.array(base64).max(100),
  trees: z.array(base64).max(10_000),
})

/** The text of a record, as it is pinned beside its file. */
export function gitRecordText({ path, commit, parents, trees }: GitRecord): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const value = {
    format: 'git-record/v1',
    path,
    commit: text(commit),
    parents: parents.map(text),
    trees: trees.map(text),
  }
  return `${JSON.stringify(value)}\n`
}

/** A record that is pinned; undefined where the file holds none: then nothing is shown. */
export function pinnedGitRecord(path: string): GitRecord | undefined {
  try {
    return schema.safeParse(parseJson(readTextFile(path, 'git record'), path)).data
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}
