/** A process that seals and commits one run, and may be told to kill itself: node committer.ts ARCHIVE KEYS SLOT PUTS; ARCHIVE is a folder, or S3 settings as JSON. */
import { commit } from '../../src/archive/commit.ts'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { s3Store } from '../../src/archive/s3-store.ts'
import type { S3Settings } from '../../src/archive/s3/settings.ts'
import type { Store } from '../../src/archive/store.ts'
import { loadFileSigner } from '../../src/sign/file-signer.ts'
import { localKeyFiles } from '../../src/sign/local-keys.ts'
import { sealedFor } from './evidence.ts'

const [archive = '', keys = '', slot = '', puts = ''] = process.argv.slice(2)

/** Kills this process after a number of puts, without a chance to tidy up. */
function mortal(inner: Store, lives: number): Store {
  let left = lives
  return {
    ...inner,
    putIfAbsent: async (path, body, mediaType) => {
      const outcome = await inner.putIfAbsent(path, body, mediaType)
      left -= 1
      if (left === 0) process.kill(process.pid, 'SIGKILL')
      return outcome
    },
  }
}

const signer = await loadFileSigner(localKeyFiles(keys), slot)
const store = archive.startsWith('{')
  ? await s3Store(JSON.parse(archive) as S3Settings)
  : directoryStore(archive)
const sealed = await sealedFor(store, { slot, startedAt: slot }, signer)
const outcome = await commit(mortal(store, Number(puts)), sealed)
process.stdout.write(outcome.kind)
