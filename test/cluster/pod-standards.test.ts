import { expect } from 'chai'
import fc from 'fast-check'
import { readPodShape } from '../../src/analyse/facts/pod-shape.ts'
import { wholeOf } from '../../src/analyse/objects/fields.ts'
import { enforcedBy } from '../../src/analyse/queries/enforced-standard.ts'
import { controlsOf, violationsOf } from '../../src/analyse/queries/pod-standards.ts'
import { parseJson } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Labels } from '../../src/model/object.ts'
import { describeReal } from '../peer/part.ts'
import { findAssets } from './assets.ts'
import { namespace } from './objects.ts'
import { VARIANTS, variedContainer, variedPod } from './pod-variants.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'

const SERVER = 35
const VERSIONS = [0, 7, 8, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35]
const LABEL = 'pod-security.kubernetes.io/enforce'

/** What the server calls a violated control in its answer. */
const REASONS: Readonly<Record<string, string>> = {
  appArmorProfile: 'forbidden AppArmor profile',
  capabilities_baseline: 'non-default capabilities',
  hostNamespaces: 'host namespaces',
  hostPathVolumes: 'hostPath volumes',
  hostPorts: 'hostPort',
  hostProbesAndHostLifecycle: 'probe or lifecycle host',
  privileged: 'privileged',
  procMount: 'procMount',
  procMount_restricted: 'procMount',
  seLinuxOptions: 'seLinuxOptions',
  seccompProfile_baseline: 'seccompProfile',
  seccompProfile_restricted: 'seccompProfile',
  sysctls: 'forbidden sysctls',
  windowsHostProcess: 'hostProcess',
  allowPrivilegeEscalation: 'allowPrivilegeEscalation != false',
  capabilities_restricted: 'unrestricted capabilities',
  restrictedVolumes: 'restricted volume types',
  runAsNonRoot: 'runAsNonRoot != true',
  runAsUser: 'runAsUser=0',
}

type Place = { readonly name: string; readonly labels: Labels }

const PLACES: readonly Place[] = ['baseline', 'restricted'].flatMap((level) => [
  { name: level, labels: { [LABEL]: level } },
  ...VERSIONS.map((minor) => ({
    name: `${level}-${minor}`,
    labels: { [LABEL]: level, [`${LABEL}-version`]: `v1.${minor}` },
  })),
])

const OTHER: readonly Place[] = [
  { name: 'unlabelled', labels: {} },
  { name: 'privileged', labels: { [LABEL]: 'privileged' } },
  { name: 'warned', labels: { 'pod-security.kubernetes.io/warn': 'restricted' } },
  { name: 'audited', labels: { 'pod-security.kubernetes.io/audit': 'restricted' } },
  { name: 'newer', labels: { [LABEL]: 'restricted', [`${LABEL}-version`]: 'v1.99' } },
]

type Said = { readonly refused: readonly string[] } | 'invalid'

/** The reasons of an answer; `invalid` where the pod is none that Kubernetes takes at all. */
function saidBy({ status, text }: { readonly status: number; readonly text: string }): Said {
  if (status === 422) return 'invalid'
  if (status < 300) return { refused: [] }
  const { message } = parseJson(text, 'answer') as { readonly message: string }
  const [, list] = /violates PodSecurity "[^"]*": (.*)$/.exec(message) ?? []
  if (status !== 403 || list === undefined) throw new Error(`${status} ${text.slice(0, 500)}`)
  const known = new Set(Object.values(REASONS))
  return {
    refused: [...known].filter((reason) => new RegExp(`(?:^|, )${reason}s? \\(`).test(list)).sort(),
  }
}

function ours(pod: JsonObject, { labels }: Place): readonly string[] {
  const enforced = enforcedBy(labels, SERVER)
  if (enforced.kind !== 'level') return []
  const found = violationsOf(readPodShape(wholeOf(pod)), enforced.level, enforced.minor)
  return [...new Set(found.map(({ control }) => REASONS[control] ?? control))].sort()
}

describeReal('the Pod Security Standards on a real API server', findAssets(), (assets) => {
  let server: RealServer

  before(async function () {
    this.timeout(180_000)
    server = await startRealServer({ name: 'standards', assets })
    await server.apply([...PLACES, ...OTHER].map(({ name, labels }) => namespace(name, labels)))
  })

  after(async function () {
    this.timeout(30_000)
    await server.stop()
  })

  async function asked(place: Place, pod: JsonObject): Promise<Said> {
    const path = `/api/v1/namespaces/${place.name}/pods?dryRun=All`
    return saidBy(await server.admin.call({ method: 'POST', path, body: pod }))
  }

  /** What the server says otherwise, and how many pods it took or refused. */
  async function compared(place: Place, pods: readonly JsonObject[]) {
    const answers = await Promise.all(pods.map((pod) => asked(place, pod)))
    const valid = pods.flatMap((pod, at) => {
      const said = answers[at]
      return said === undefined || said === 'invalid' ? [] : [{ pod, refused: said.refused }]
    })
    const differing = valid
      .map(({ pod, refused }) => ({ place: place.name, pod, refused, ours: ours(pod, place) }))
      .filter((each) => each.refused.join() !== each.ours.join())
    return { differing, valid }
  }

  for (const place of [...PLACES, ...OTHER]) {
    it(`are decided alike in a namespace ${place.name}`, async function () {
      this.timeout(60_000)
      const pods = VARIANTS.flatMap((variant) => [
        variedPod('p', 'containers', [variant]),
        variedPod('p', 'initContainers', [variant]),
      ])
      const { differing, valid } = await compared(place, pods)
      expect(differing).to.deep.equal([])
      expect(valid.length).to.be.greaterThan(VARIANTS.length)
      if (!PLACES.includes(place)) return
      const enforced = enforcedBy(place.labels, SERVER)
      if (enforced.kind !== 'level') throw new Error('no level')
      for (const control of controlsOf(enforced.level, enforced.minor)) {
        // such a pod is none that the server takes without a user namespace of its own, which is what the control asks for
        if (control === 'procMount' && enforced.minor >= 35) continue
        const reason = REASONS[control] ?? control
        const refusing = valid.filter(({ refused }) => refused.includes(reason)).length
        expect(refusing, control).to.be.greaterThan(0)
        expect(refusing, control).to.be.lessThan(valid.length)
      }
    })
  }

  it('are decided alike for pods that differ in several ways', async function () {
    this.timeout(120_000)
    const place = fc.constantFrom(...PLACES)
    const pod = fc
      .tuple(
        fc.constantFrom('containers' as const, 'initContainers' as const),
        fc.subarray([...VARIANTS], { minLength: 1, maxLength: 4 }),
      )
      .map(([where, variants]) => variedPod('p', where, variants))
    const cases = fc.sample(fc.tuple(place, pod), 2_000)
    const grouped = Map.groupBy(cases, ([where]) => where)
    let count = 0
    for (const [where, own] of grouped) {
      const { differing, valid } = await compared(
        where,
        own.map(([, each]) => each),
      )
      expect(differing.slice(0, 1)).to.deep.equal([])
      count += valid.length
    }
    expect(count).to.be.greaterThan(500)
  })

  it('are decided alike for ephemeral containers', async function () {
    this.timeout(60_000)
    const [place] = PLACES.filter(({ name }) => name === 'restricted')
    if (place === undefined) throw new Error('no place')
    const path = `/api/v1/namespaces/${place.name}/pods`
    const made = await server.admin.ask({
      method: 'POST',
      path,
      body: variedPod('debugged', 'containers', []),
    })
    const spec = made.spec as JsonObject
    let count = 0
    for (const variant of VARIANTS.filter((each) => each.container !== undefined)) {
      const ephemeralContainers = [variedContainer('e', [variant])]
      const pod = { ...made, spec: { ...spec, ephemeralContainers } }
      const said = saidBy(
        await server.admin.call({
          method: 'PUT',
          path: `${path}/debugged/ephemeralcontainers?dryRun=All`,
          body: pod,
        }),
      )
      if (said === 'invalid') continue
      expect({ variant, refused: said.refused }).to.deep.equal({
        variant,
        refused: ours(pod, place),
      })
      count += 1
    }
    expect(count).to.be.greaterThan(10)
  })
})
