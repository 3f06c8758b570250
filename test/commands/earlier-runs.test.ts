import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readEntries } from '../../src/archive/log.ts'
import type { Store } from '../../src/archive/store.ts'
import { earlierFile, writeEarlierRuns } from '../../src/commands/stages/earlier-runs.ts'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { digestOf } from '../../src/core/digest.ts'
import { messageOf } from '../../src/core/fault.ts'
import type { ClusterMemory, Earlier, PolicyChange } from '../../src/model/history.ts'
import { commitRun, contentOf, slotAt } from '../archive/evidence.ts'
import { memoryStore } from '../archive/memory-store.ts'
import { temporaryFolder } from '../archive/temporary-folder.ts'

const HISTORY = 'clusters/prod/history.json'

/** What a run on some day remembers: a digest of that name, and policies seen by it. */
function memoryOf(run: string): ClusterMemory {
  const at = { run, asOf: '2026-11-01T02:00:00Z' }
  return {
    format: 'history/v1',
    cluster: 'prod',
    first: at,
    at,
    digests: { scope: { newest: { ...at, digest: digestOf(run) }, since: at, knownFrom: at } },
    observed: { kubernetes: { at, values: [['Kubernetes', '1.35']] } },
    policies: { at, kinds: [], policies: [] },
    changes: [],
  }
}

const content = (run: string) => ({ ...contentOf(run), [HISTORY]: canonicalJson(memoryOf(run)) })

async function earlierIn(store: Store, slot?: string): Promise<Earlier> {
  const state = await temporaryFolder()
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  await writeEarlierRuns(store, entries, { clusters: ['prod'], slot }, state)
  return JSON.parse(readFileSync(earlierFile(state, 'prod'), 'utf8')) as Earlier
}

async function archived(
  ...runs: readonly Parameters<typeof commitRun>[1][]
): Promise<ReturnType<typeof memoryStore>> {
  const store = memoryStore()
  for (const [week, run] of runs.entries())
    await commitRun(store, { startedAt: slotAt(week), slot: slotAt(week), ...run })
  return store
}

describe('what `open` finds of earlier runs', () => {
  it('is nothing where none speaks of the cluster, or where an older version made the newest', async () => {
    const other = {
      clusters: [{ name: 'x', status: 'complete', asOf: slotAt(0), reasons: [] } as const],
    }
    const none = await earlierIn(await archived(other))
    expect(none).to.deep.equal({ kind: 'none', why: 'no earlier run speaks of this cluster' })
    const old = await earlierIn(await archived({ content: content('a') }, {}))
    expect(old.kind === 'unknown' && old.why).to.match(/^run 2026\S+ remembers nothing of it: /)
  })

  it('is the memory of the newest run that speaks of it', async () => {
    const found = await earlierIn(
      await archived({ content: content('a') }, { content: content('b') }),
    )
    expect(found.kind === 'known' && found.memory).to.deep.equal(memoryOf('b'))
  })

  it('for a slot compares with the newest run of another slot, and knows the digests of the newest of all', async () => {
    const store = memoryStore()
    await commitRun(store, { startedAt: slotAt(0), slot: slotAt(0), content: content('a') })
    await commitRun(store, { startedAt: slotAt(1), trigger: 'ad-hoc', content: content('b') })
    const found = await earlierIn(store, slotAt(2))
    if (found.kind !== 'known') throw new Error(found.why)
    expect(found.memory.observed).to.deep.equal(memoryOf('a').observed)
    expect(found.memory.digests).to.deep.equal(memoryOf('b').digests)
    const adHoc = await earlierIn(store)
    expect(adHoc.kind === 'known' && adHoc.memory).to.deep.equal(memoryOf('b'))
  })

  it('joins what both know of unlisted changes: an ad-hoc run takes none away', async () => {
    const store = memoryStore()
    const at = memoryOf('a').at
    const change = (name: string) => ({
      ...{ from: at, to: at, change: 'added' as const, digest: digestOf(name) },
      key: `networking.k8s.io/v1/NetworkPolicy/pay/${name}`,
    })
    const remembering = (run: string, ...changes: readonly PolicyChange[]) => ({
      ...contentOf(run),
      [HISTORY]: canonicalJson({ ...memoryOf(run), unlisted: { since: at, changes } }),
    })
    const slot = slotAt(0)
    await commitRun(store, { startedAt: slot, slot, content: remembering('a', change('one')) })
    const adHoc = { trigger: 'ad-hoc', content: remembering('b', change('two')) } as const
    await commitRun(store, { startedAt: slotAt(1), ...adHoc })
    const found = await earlierIn(store, slotAt(2))
    if (found.kind !== 'known') throw new Error(found.why)
    expect(found.memory.unlisted?.changes.map(({ key }) => key)).to.deep.equal(
      ['one', 'two'].map((name) => change(name).key),
    )
  })

  it('is refused where it was altered, or is none', async () => {
    const store = await archived({ content: content('a') })
    const path = [...store.objects.keys()].find((each) => each.endsWith(HISTORY)) ?? ''
    store.objects.set(path, Buffer.from(canonicalJson(memoryOf('lies'))))
    expect(await earlierIn(store).catch(messageOf)).to.match(
      /history.json is not what was archived$/,
    )
    const wrong = await archived({
      content: { ...contentOf(), [HISTORY]: '{"format":"history/v2"}' },
    })
    expect(await earlierIn(wrong).catch(messageOf)).to.include('history.json: ')
  })
})
