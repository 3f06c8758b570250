import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Evaluation } from '../../src/model/evaluation.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/json.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { stringifyYaml } from '../../src/core/yaml-text.ts'
import { CILIUM, ESTATE } from '../commands/compare/objects.ts'
import { testContext } from '../commands/context.ts'
import { collectedYaml, installed } from '../commands/installation.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

const DEPLOY = join(import.meta.dirname, '..', '..', 'deploy')
const CLUSTER_WIDE = ['Namespace', 'ClusterRole', 'ClusterRoleBinding']
const GIVEN = ['kube-system', 'kube-public', 'kube-node-lease', 'default']

/** The objects of a folder, in the namespace that its kustomization names. */
function objectsOf(folder: string): readonly JsonObject[] {
  const path = join(DEPLOY, folder)
  const files = readdirSync(path).filter((name) => /^(?!kustomization).*\.yaml$/.test(name))
  return files.flatMap((name) =>
    parseYaml(withTag(readFileSync(join(path, name), 'utf8')), name)
      .map(({ value }) => value)
      .filter((value): value is JsonObject => isJsonObject(value))
      .map(inNamespace),
  )
}

/** The image with a version, as the kustomization gives it one. */
function withTag(text: string): string {
  return text.replaceAll(/image: exhibit$/gm, 'image: exhibit:0.1.0')
}

/** What answers names in a new cluster. */
const DNS = `${stringifyYaml({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  spec: { nodeName: 'node-1', containers: [{ name: 'coredns', image: 'coredns:1.12.0' }] },
  status: { phase: 'Running' },
})}---\n`

function inNamespace(object: JsonObject): JsonObject {
  if (
    (typeof object.kind === 'string' && CLUSTER_WIDE.includes(object.kind)) ||
    !isJsonObject(object.metadata)
  )
    return object
  return { ...object, metadata: { ...object.metadata, namespace: 'exhibit' } }
}

/** What exhibit says of a cluster that holds what a new one holds, and these objects. */
async function evaluationOf(objects: readonly JsonObject[]): Promise<Evaluation> {
  const collected = `${collectedYaml()}version: v1.35.0\n`
  const context = installed(testContext(), { collected, estate: ESTATE })
  context.write('prod/platform.yaml', DNS + CILIUM)
  const given = GIVEN.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, uid: `uid-of-${name}` },
  }))
  const documents: readonly JsonValue[] = [...given, ...objects]
  context.write('prod/objects.yaml', documents.map((one) => `---\n${stringifyYaml(one)}`).join(''))
  context.write('scope.yaml', readFileSync(join(DEPLOY, 'hub', 'config', 'scope.yaml'), 'utf8'))
  const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
  const { folder } = JSON.parse(out) as { folder: string }
  return readEvaluation(join(context.folder, 'archive', folder, 'clusters', 'prod'))!
}

const ofOurs = (subject: string) => /\/exhibit\/|\/Namespace\/exhibit$/.test(subject)

/** Each control's results for what deploy/ makes, `1.3.2 fail: ...`. */
function verdicts({ controls }: Evaluation): readonly string[] {
  return controls.flatMap(({ control, results }) =>
    results
      .filter(({ subject }) => ofOurs(subject))
      .map(({ subject, verdict, reason }) => `${control} ${verdict} ${subject}: ${reason}`),
  )
}

describe('our own checks over deploy/', function () {
  this.timeout(60_000)

  it('pass', async () => {
    const said = verdicts(await evaluationOf([...objectsOf('hub'), ...objectsOf('reader')]))
    for (const control of ['5.3.2', '5.6.1', 'SEG-1', 'SEG-2'])
      expect(
        said.filter((line) => line.startsWith(`${control} pass`)),
        control,
      ).to.have.length(1)
    expect(said.filter((line) => !/^\S+ (pass|not-applicable) /.test(line))).to.deep.equal([])
  })

  it('fail without its NetworkPolicy', async () => {
    const open = objectsOf('hub').filter(({ kind }) => kind !== 'NetworkPolicy')
    const said = verdicts(await evaluationOf(open))
    for (const control of ['5.3.2', 'SEG-1', 'SEG-2'])
      expect(
        said.filter((line) => line.startsWith(`${control} fail`)),
        control,
      ).to.have.length(1)
  })
})
