import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../../src/archive/directory-store.ts'
import { readEntries } from '../../../src/archive/log.ts'
import { parseSums } from '../../../src/archive/sums.ts'
import { canonicalJson } from '../../../src/core/canonical-json.ts'
import { digestOf } from '../../../src/core/digest.ts'
import { isJsonObject, parseJson, type JsonObject } from '../../../src/core/json.ts'
import { parseYaml } from '../../../src/core/yaml.ts'
import type { RunEntry } from '../../../src/model/log-entry.ts'
import { readObjects, readSnapshot } from '../../../src/snapshot/read.ts'
import { collectedYaml, installed } from '../installation.ts'
import { testContext, type TestContext } from '../context.ts'

const ESTATE = `listConfirmed: {by: Platform team, role: Platform owner, at: 2026-11-02, comparedWith: cloud inventory}
clusters:
  - {name: prod, folder: prod}
  - {name: stage, folder: stage}
  - {name: far, folder: nowhere}
`

const STAGE = `apiVersion: v1
kind: Namespace
metadata: {name: kube-system, uid: uid-of-stage}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, uid: uid-of-shop-in-stage}
`

const DENY = 'networking.k8s.io/v1/NetworkPolicy/shop/default-deny'

/** An archive with one run over two clusters, and a third that could not be read. */
async function archived(): Promise<{ readonly context: TestContext; readonly run: RunEntry }> {
  const context = installed(testContext(), { estate: ESTATE })
  context.write('stage/objects.yaml', STAGE)
  context.write('stage/collected.yaml', collectedYaml())
  expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
  const [logged] = await readEntries(directoryStore(join(context.folder, 'archive')))
  if (logged === undefined) throw new Error('nothing was committed')
  return { context, run: logged.entry }
}

function jsonOf(text: string): JsonObject {
  const value = parseJson(text, 'stdout')
  if (!isJsonObject(value)) throw new Error('no object')
  return value
}

describe('exhibit archive get --object', function () {
  this.timeout(120_000)
  let context: TestContext
  let run: RunEntry
  const get = (...words: readonly string[]) =>
    context.exhibit('archive', 'get', run.runId, ...words)
  const refused = (...words: readonly string[]) =>
    context.faultOf('archive', 'get', run.runId, ...words)

  before(async () => {
    ;({ context, run } = await archived())
  })

  it('prints the line that was archived, so that sha256sum gives the digest', async () => {
    const { out } = await get('--object', DENY, '-o', 'line')
    const folder = join(context.folder, 'archive/runs', run.runId, 'clusters/prod')
    const lines = []
    for await (const object of readObjects(join(folder, 'objects.ndjson.gz')))
      if (object.kind === 'NetworkPolicy') lines.push(canonicalJson(object))
    expect([out]).to.deep.equal(lines)
    const json = jsonOf((await get('--object', DENY, '-o', 'json')).out)
    expect(json.digest).to.equal(digestOf(out))
    expect(canonicalJson(json.object ?? null)).to.equal(out)
  })

  it('prints canonical JSON with the run, the cluster and the roots that it belongs to', async () => {
    const { out } = await get('--object', DENY, '-o', 'json')
    const json = jsonOf(out)
    expect(`${canonicalJson(json)}\n`).to.equal(out)
    const path = `runs/${run.runId}/clusters/prod/`
    const snapshot = readSnapshot(join(context.folder, 'archive', path))
    const resource = snapshot.resources.find((each) =>
      each.resource.startsWith('networkpolicies.n'),
    )
    const bytes = readFileSync(join(context.folder, 'archive', path, 'objects.ndjson.gz'))
    expect(json).to.deep.equal({
      format: 'archived-object/v1',
      object: json.object,
      digest: digestOf(canonicalJson(json.object ?? null)),
      file: { path: `${path}objects.ndjson.gz`, digest: digestOf(bytes) },
      run: run.runId,
      cluster: 'prod',
      key: DENY,
      resource: { resource: resource?.resource, root: resource?.root, count: 1 },
      snapshotRoot: snapshot.root,
      sumsDigest: run.sumsDigest,
      entry: 0,
    })
  })

  it('prints YAML by default, its digests as comments', async () => {
    const { out } = await get('--object', DENY)
    const { object = null, snapshotRoot } = jsonOf((await get('--object', DENY, '-o', 'json')).out)
    expect(parseYaml(out, 'stdout').map(({ value }) => value)).to.deep.equal([object])
    expect(out).to.include(
      `# run ${run.runId}, cluster prod\n# key ${DENY}\n# digest ${digestOf(canonicalJson(object))} `,
    )
    expect(out).to.include(`# snapshot ${JSON.stringify(snapshotRoot).slice(1, -1)}\n`)
    expect(out).to.include(`log entry 0\n`)
  })

  it('finds an object whatever the version in its key', async () => {
    const { out } = await get('--object', DENY.replace('/v1/', '/v1beta1/'))
    expect(out).to.include(`# key ${DENY}\n`)
  })

  it('asks for the cluster where several have it, and says which', async () => {
    const several = await refused('--object', '/v1/Namespace//shop')
    expect([several.code, several.message]).to.deep.equal([
      'USAGE',
      '/v1/Namespace//shop is in 2 clusters: prod, stage',
    ])
    expect(several.hint).to.include('--cluster NAME')
    const { out } = await get('--object', '/v1/Namespace//shop', '--cluster', 'stage')
    expect(out).to.include('uid: uid-of-shop-in-stage')
    const unknown = await refused('--object', DENY, '--cluster', 'stag')
    expect([unknown.code, unknown.message]).to.deep.equal([
      'MISSING',
      `run ${run.runId} has no cluster "stag", did you mean "stage"?`,
    ])
  })

  it('names the nearest keys of one that is not there, and what was not read', async () => {
    const fault = await refused('--object', DENY.replace('default', 'defualt'))
    expect([fault.code, fault.exitCode]).to.deep.equal(['MISSING', 3])
    expect(fault.message).to.equal(
      `${DENY.replace('default', 'defualt')} is not among the archived objects of prod, stage`,
    )
    expect(fault.hint).to.equal(
      `the nearest: ${DENY} (prod); nothing follows for what was not read: cluster far: unreachable`,
    )
    const far = await refused('--object', 'example.com/v1/Widget/a/b', '--cluster', 'stage')
    expect(far.hint).to.include('no key comes near')
    const unread = await refused('--object', DENY, '--cluster', 'far')
    expect(unread.code).to.equal('MISSING')
    expect(unread.hint).to.include('cluster far: unreachable')
  })

  it('says what a key looks like, and which flags do not go together', async () => {
    for (const key of ['shop', 'v1/Namespace//shop', '', '/v1/Namespace//']) {
      const fault = await refused('--object', key)
      expect([fault.code, fault.message], key).to.deep.equal([
        'USAGE',
        `${JSON.stringify(key)} is not the key of an object`,
      ])
      expect(fault.hint).to.include('/v1/Namespace//shop')
    }
    for (const words of [
      ['--object', DENY, '--out', 'x'],
      ['--object', DENY, '--file', 'x'],
      ['--object', DENY, '-o', 'table'],
      ['--cluster', 'prod'],
      ['-o', 'line'],
      ['--out', '-'],
      ['--out', '-', '--file', 'run.json', '-o', 'json'],
    ])
      expect((await refused(...words)).code, words.join(' ')).to.equal('USAGE')
  })

  it('knows only what is committed', async () => {
    const near = run.runId.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    const fault = await context.faultOf('archive', 'get', near, '--object', DENY)
    expect(fault.code).to.equal('MISSING')
    expect(fault.hint).to.include(`did you mean ${run.runId}?`)
  })

  it('prints nothing of a run that was altered', async () => {
    const own = await archived()
    const file = join(own.context.folder, 'archive/runs', own.run.runId, 'run.json')
    chmodSync(file, 0o600)
    writeFileSync(file, readFileSync(file, 'utf8').replace('Example', 'Another'))
    const before = own.context.out()
    for (const words of [['--object', DENY], ['--file', 'report.json', '--out', '-'], []]) {
      const fault = await own.context.faultOf('archive', 'get', own.run.runId, ...words)
      expect([fault.code, fault.exitCode]).to.deep.equal(['VERIFICATION_FAILED', 4])
    }
    expect(own.context.out()).to.equal(before)
    expect(existsSync(join(own.context.folder, own.run.runId))).to.equal(false)
  })
})

describe('exhibit archive get', function () {
  this.timeout(120_000)
  let context: TestContext
  let run: RunEntry
  const get = (...words: readonly string[]) =>
    context.exhibit('archive', 'get', run.runId, ...words)
  const archivedFile = (name: string) =>
    readFileSync(join(context.folder, 'archive/runs', run.runId, name))

  before(async () => {
    ;({ context, run } = await archived())
  })

  it('copies a run whole, byte for byte, so that its own SHA256SUMS and signature verify it', async () => {
    const { out } = await get('-o', 'json')
    const folder = join(context.folder, run.runId)
    const sums = parseSums(readFileSync(join(folder, 'SHA256SUMS'), 'utf8'), 'SHA256SUMS')
    for (const [name, digest] of sums)
      expect(digestOf(readFileSync(join(folder, name))), name).to.equal(digest)
    const { files, sumsDigest } = jsonOf(out) as unknown as {
      files: readonly { path: string; digest: string }[]
      sumsDigest: string
    }
    expect(files).to.have.length(sums.size + 2)
    expect(sumsDigest).to.equal(run.sumsDigest)
    const entry = join(context.folder, 'archive/log/entries/00000000.json')
    const chain = join(context.folder, 'keys/root.pem')
    const verified = await context.exhibit('verify', folder, '--entry', entry, '--trust', chain)
    expect(verified.code).to.equal(0)
    expect(readdirSync(context.folder).filter((name) => name.includes('.part'))).to.deep.equal([])
  })

  it('mixes nothing with what lies in a folder', async () => {
    context.write('taken/notes.txt', 'mine')
    const call = ['archive', 'get', run.runId, '--out', 'taken'] as const
    expect((await context.faultOf(...call)).message).to.include('taken is not empty')
    expect(readdirSync(join(context.folder, 'taken'))).to.deep.equal(['notes.txt'])
    mkdirSync(join(context.folder, 'empty'))
    await get('--out', 'empty')
    expect(existsSync(join(context.folder, 'empty/manifest.json'))).to.equal(true)
  })

  it('copies or prints one file, and shows no binary one on a terminal', async () => {
    await get('--file', 'clusters/prod/objects.ndjson.gz', '--out', 'one')
    const copied = readFileSync(join(context.folder, 'one/clusters/prod/objects.ndjson.gz'))
    expect(copied.equals(archivedFile('clusters/prod/objects.ndjson.gz'))).to.equal(true)
    const { out } = await get('--file', 'SHA256SUMS', '--out', '-')
    expect(out).to.equal(archivedFile('SHA256SUMS').toString())
    const terminal = testContext({ cwd: context.folder, env: context.env, terminal: true })
    const shown = ['archive', 'get', run.runId, '--out', '-', '--file'] as const
    expect((await terminal.exhibit(...shown, 'manifest.json')).code).to.equal(0)
    const fault = await terminal.faultOf(...shown, 'SHA256SUMS.p7s')
    expect([fault.code, fault.message]).to.deep.equal([
      'USAGE',
      'SHA256SUMS.p7s is not text, and standard output is a terminal',
    ])
  })

  it('says which file it does not know, and takes no path out of the folder', async () => {
    const fault = await context.faultOf('archive', 'get', run.runId, '--file', 'report.jsn')
    expect([fault.code, fault.message]).to.deep.equal([
      'MISSING',
      `${run.runId} has no file "report.jsn", did you mean "report.json"?`,
    ])
    for (const name of ['../../archive.json', '/etc/hosts', 'clusters/../run.json'])
      expect(
        (await context.faultOf('archive', 'get', run.runId, '--file', name, '--out', '-')).code,
      ).to.equal('MISSING')
  })
})
