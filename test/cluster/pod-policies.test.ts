import { expect } from 'chai'
import { refusedByCel } from '../../src/analyse/facts/admission/cel-forms.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { PodPlace, PodWay } from '../../src/model/pod-admission.ts'
import { podsGoing } from '../analyse/facts/going-pods.ts'
import { PUBLISHED } from '../analyse/facts/published-forms.ts'
import type { PublishedForm } from '../analyse/facts/published-forms.ts'
import { describeReal } from '../peer/part.ts'
import { findAssets } from './assets.ts'
import { manifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { namespace } from './objects.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'

/** A form with the namespace that its policy is bound to. */
type Place = PublishedForm & { readonly home: string; readonly resources: readonly string[] }

const BOTH = ['pods', 'pods/ephemeralcontainers']

const PLACES: readonly Place[] = PUBLISHED.map((form, at) => ({
  ...form,
  home: `form-${at}`,
  resources: BOTH,
}))

/** Lets containers pass that do not set the field, which means true. */
const LAX: Place = {
  name: 'privilege escalation, where it is set',
  source: '',
  validations: [
    'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.allowPrivilegeEscalation) || !c.securityContext.allowPrivilegeEscalation)',
  ],
  ways: ['allowPrivilegeEscalation'],
  places: ['containers'],
  home: 'lax',
  resources: BOTH,
}

/** Asked of every kind of container, and not asked when ephemeral ones are added. */
const NARROW: readonly Place[] = PLACES.slice(0, 1).map((place) => ({
  ...place,
  home: 'narrow',
  resources: ['pods'],
}))

const ALL_PLACES = [...PLACES, LAX, ...NARROW]

function policies({ home, validations, variables, resources }: Place): readonly Manifest[] {
  const named = `bound-${home}`
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources }
  const spec = {
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules: [rule] },
    variables: variables ?? [],
    validations: validations.map((expression) => ({ expression })),
  }
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': home } }
  const bound = {
    policyName: named,
    validationActions: ['Deny'],
    matchResources: { namespaceSelector },
  }
  const api = 'admissionregistration.k8s.io/v1'
  return [
    manifest(api, 'ValidatingAdmissionPolicy', { name: named }, { spec }),
    manifest(api, 'ValidatingAdmissionPolicyBinding', { name: named }, { spec: bound }),
  ]
}

/** A pod that every form lets pass. */
const FINE: JsonObject = {
  spec: {
    securityContext: { runAsNonRoot: true },
    containers: [
      {
        name: 'fine',
        image: 'i',
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          runAsNonRoot: true,
        },
      },
    ],
  },
}

/** Which pod a way is tried on: all containers of a pod are processes of the host or none is, and such a pod is on its network. */
function baseFor(way: PodWay, place: PodPlace): JsonObject {
  if (way !== 'hostProcess' || place !== 'containers') return FINE
  return { spec: { ...(FINE.spec as JsonObject), containers: [], hostNetwork: true } }
}

function podNamed(name: string, { spec }: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }
}

type Said = 'taken' | 'refused' | 'invalid'

const SEEDS = [...Array(12).keys()]

describeReal('policies in CEL on a real API server', findAssets(), (assets) => {
  let server: RealServer

  before(async function () {
    this.timeout(180_000)
    server = await startRealServer({ name: 'policies', assets })
    await server.apply(ALL_PLACES.map(({ home }) => namespace(home)))
    await server.apply(ALL_PLACES.flatMap(policies))
    for (const place of ALL_PLACES) await untilAtWork(place)
  })

  after(async function () {
    this.timeout(30_000)
    await server.stop()
  })

  /** Policies are at work some moments after they are made. */
  async function untilAtWork(place: Place): Promise<void> {
    const [way = 'hostPID'] = place.ways
    const [where = 'pod'] = place.places
    const pod = podNamed('p', podsGoing(baseFor(way, where), way, where, 0))
    for (let tries = 0; (await sent(place.home, pod)) !== 'refused'; tries += 1) {
      if (tries > 200) throw new Error(`${place.name} is not at work`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  async function sent(home: string, body: JsonObject, to?: string): Promise<Said> {
    const path = `/api/v1/namespaces/${home}/pods`
    const { status, text } = await server.admin.call(
      to === undefined
        ? { method: 'POST', path: `${path}?dryRun=All`, body }
        : { method: 'PUT', path: `${path}/${to}/ephemeralcontainers?dryRun=All`, body },
    )
    if (status < 300) return 'taken'
    if (text.includes(`ValidatingAdmissionPolicy 'bound-${home}'`)) return 'refused'
    if (status === 422) return 'invalid'
    throw new Error(`${status} ${text.slice(0, 500)}`)
  }

  /** What the server says of a pod that goes a way; ephemeral containers are added to one that runs, in a namespace without policies. */
  async function asked(place: Place, way: PodWay, where: PodPlace, seed: number): Promise<Said> {
    const pod = podsGoing(baseFor(way, where), way, where, seed)
    if (where !== 'ephemeralContainers') return sent(place.home, podNamed('p', pod))
    const { ephemeralContainers = [], ...spec } = pod.spec as JsonObject
    const name = `${way.toLowerCase().replaceAll(/[^a-z]/g, '-')}-${seed}`
    const path = `/api/v1/namespaces/${place.home}/pods`
    const made = await server.admin.call({ method: 'POST', path, body: podNamed(name, { spec }) })
    if (made.status >= 300) throw new Error(`${name} ${made.status} ${made.text.slice(0, 500)}`)
    const known = await server.admin.ask({ path: `${path}/${name}` })
    const body = { ...known, spec: { ...(known.spec as JsonObject), ephemeralContainers } }
    return sent(place.home, body, name)
  }

  for (const place of PLACES) {
    it(`refuse what is read of ${place.name}`, async function () {
      this.timeout(60_000)
      expect(await sent(place.home, podNamed('fine', FINE))).to.equal('taken')
      for (const { way, places } of refusedByCel(place.validations, place.variables ?? []))
        for (const where of places) {
          const said = []
          for (const seed of SEEDS) said.push(await asked(place, way, where, seed))
          expect(said, `${way} in ${where}`).not.to.include('taken')
          if (!isNeverValid(way, where)) expect(said, `${way} in ${where}`).to.include('refused')
        }
    })
  }

  it('let pass what a lax one leaves open', async () => {
    const said = (way: PodWay, where: PodPlace) => asked(LAX, way, where, 0)
    expect(await said('allowPrivilegeEscalation', 'containers')).to.equal('refused')
    expect(await said('allowPrivilegeEscalation', 'initContainers')).to.equal('taken')
    expect(await said('allowPrivilegeEscalation unset', 'containers')).to.equal('taken')
  })

  it('let ephemeral containers pass where they are asked of pods alone', async () => {
    for (const place of NARROW) {
      expect(await asked(place, 'privileged', 'initContainers', 0)).to.equal('refused')
      expect(await asked(place, 'privileged', 'ephemeralContainers', 0)).to.equal('taken')
    }
    expect(NARROW.length).to.equal(1)
  })
})

/** Ephemeral containers have no ports, and a pod of which one container alone is a process of the host is none. */
function isNeverValid(way: PodWay, where: PodPlace): boolean {
  if (way === 'hostPort') return where === 'ephemeralContainers'
  return way === 'hostProcess' && where !== 'containers'
}
