import { entryPath } from '../../../src/archive/layout.ts'
import { verifyArchive } from '../../../src/archive/verify/verify-archive.ts'
import { verifyRun } from '../../../src/archive/verify/verify-run.ts'
import { contentOf, slotAt, trust } from '../evidence.ts'
import { archiveOf, copyOf, expectInvalid, type MadeArchive } from './archive-of.ts'

/** Files up to this size are flipped at every byte, larger ones at every 251st. */
const SMALL = 32_768

/** Verifies the run that a file is in; the whole archive for files beside runs. */
function check({ store, ids }: MadeArchive, path: string) {
  const id = ids.find((each) => path.includes(each))
  const at = slotAt(3)
  return id === undefined ? verifyArchive(store, trust, at) : verifyRun(store, id, trust, at)
}

async function flipEach(made: MadeArchive, path: string): Promise<void> {
  const store = copyOf(made.store)
  const bytes = made.store.objects.get(path)!
  const step = bytes.length > SMALL ? 251 : 1
  for (let index = 0; index < bytes.length; index += step) {
    const altered = Buffer.from(bytes)
    altered[index]! ^= 1 << (index % 8)
    store.objects.set(path, altered)
    expectInvalid(await check({ ...made, store }, path), path)
  }
}

describe('a flipped byte', function () {
  this.timeout(180_000)
  let bare: MadeArchive
  let page: MadeArchive
  let full: MadeArchive
  before(async () => {
    bare = await archiveOf(2, { content: { 'report.json': '{}' } })
    page = await archiveOf(1, { content: { 'report.html': '<p>' } })
    full = await archiveOf(1)
  })

  for (const name of ['manifest.json', 'SHA256SUMS', 'SHA256SUMS.p7s', 'report.json']) {
    it(`anywhere in the newest ${name} is found, and the file named`, () =>
      flipEach(bare, `runs/${bare.ids[1] ?? ''}/${name}`))
  }

  for (const number of [0, 1]) {
    it(`anywhere in log entry ${number} of 2 is found, and the entry named`, () =>
      flipEach(bare, entryPath(number)))
  }

  it('anywhere in report.html.p7s is found, and the file named', () =>
    flipEach(page, `runs/${page.ids[0] ?? ''}/report.html.p7s`))

  it('anywhere in archive.json is found, and the file named', () => flipEach(bare, 'archive.json'))

  for (const name of Object.keys(contentOf())) {
    it(`in ${name} is found, and the file named`, () =>
      flipEach(full, `runs/${full.ids[0] ?? ''}/${name}`))
  }
})
