import fc from 'fast-check'
import '../seed.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { isJsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { randomRights } from '../analyse/estates-rights.ts'
import type { RightsEstate } from '../analyse/estates-rights.ts'
import { settled } from '../analyse/naive-rights.ts'
import type { Asked } from '../analyse/naive-rights.ts'
import { bound, clusterRole, role, rule } from '../analyse/rights-objects.ts'
import { member, text } from './answer.ts'
import type { Manifest } from './manifest.ts'
import { namespace } from './objects.ts'
import type { RealServer } from './real-server.ts'

const ESTATES = 25
const QUESTIONS = 100
const GROUP = 'rbac.authorization.k8s.io'
const LISTS = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']

/** Roles and bindings in one server, and questions about them. */
export type RightsScene = {
  /** as they were written, no controller having filled in what roles are made of */
  readonly written: readonly KubeObject[]
  /** as the server gives them */
  readonly stored: readonly KubeObject[]
  readonly questions: readonly Asked[]
}

/** Every role and binding of a server. */
export async function rightsOf({ admin }: RealServer): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(
    LISTS.map(async (plural) => {
      const { items, kind } = await admin.ask({ path: `/apis/${GROUP}/v1/${plural}` })
      const of = text(kind).replace(/List$/, '')
      return (items as readonly JsonObject[]).map((item) => ({
        ...item,
        ...{ apiVersion: `${GROUP}/v1`, kind: of },
      }))
    }),
  )
  return lists.flat() as unknown as readonly KubeObject[]
}

/**
 * Puts random roles and bindings into a server, each estate under names of its own. No controller runs beside the server: what aggregated roles take
 * over is filled in as the controller would, in the roles of Kubernetes itself too.
 */
export async function seedRights(server: RealServer): Promise<RightsScene> {
  const { seed } = fc.readConfigureGlobal()
  const estates = fc
    .sample(randomRights(QUESTIONS), { numRuns: ESTATES, ...(seed === undefined ? {} : { seed }) })
    .map(ownNames)
  const own = await rightsOf(server)
  const random = estates.flatMap(({ objects }) => objects)
  const filled = settled([...own, ...random])
  const places = ESTATES_NAMES.flatMap((each) => ['shop', 'bank'].map((name) => `${each}-${name}`))
  await server.apply(places.map((name) => namespace(name)))
  await server.apply(filled.slice(own.length))
  for (const each of filled.slice(0, own.length)) await fillIn(server, each)
  await untilSeen(server)
  return {
    written: [...own, ...random],
    stored: await rightsOf(server),
    questions: estates.flatMap(({ questions }) => questions),
  }
}

const ESTATES_NAMES = Array.from({ length: ESTATES }, (_, index) => `e${index}`)

/** The estate with names that no other has: of roles, bindings, labels, namespaces, users and groups. */
function ownNames(estate: RightsEstate, index: number): RightsEstate {
  const written = JSON.stringify(estate)
    .replaceAll(/"(r[123]|gone|[cb][12]|shop|bank|ann|bob|devs|to-one|to-two)"/g, `"e${index}-$1"`)
    .replaceAll('"system:authenticated"', `"e${index}-everyone"`)
    .replaceAll(/"(system:serviceaccounts?):(shop|bank)/g, `"$1:e${index}-$2`)
  return JSON.parse(written) as RightsEstate
}

async function fillIn({ admin }: RealServer, object: KubeObject): Promise<void> {
  if (object.aggregationRule === undefined) return
  await admin.ask({
    method: 'PUT',
    path: `/apis/${GROUP}/v1/clusterroles/${object.metadata.name}`,
    body: object,
  })
}

/** The authorizer sees objects of each kind in the order in which they were made: what it grants last of each shows that it has seen all. */
async function untilSeen(server: RealServer): Promise<void> {
  const rules = [rule('get', '', 'canaries')]
  await server.apply([
    clusterRole('canary', rules),
    role('e0-shop/canary', rules),
    bound('canary', 'ClusterRole/canary', ['User canary-everywhere']),
    bound('e0-shop/canary', 'Role/canary', ['User canary-inside']),
  ] as readonly Manifest[])
  const asked = { groups: [], verb: 'get', group: '', resource: 'canaries', namespace: 'e0-shop' }
  for (const user of ['canary-everywhere', 'canary-inside'])
    for (let tries = 0; !(await reviewed(server, { ...asked, user })); tries++) {
      if (tries > 200) throw new Error('the authorizer does not see what was made')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
}

/** What the server's own authorizer answers (authorization.k8s.io/v1 SubjectAccessReview). */
export async function reviewed({ admin }: RealServer, asked: Asked): Promise<boolean> {
  const { user, groups, ...attributes } = asked
  const answer = await admin.ask({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, resourceAttributes: attributes },
    },
  })
  const allowed: JsonValue | undefined = isJsonObject(answer.status)
    ? member(answer, 'status').allowed
    : undefined
  if (typeof allowed !== 'boolean') throw new Error('a review without an answer')
  return allowed
}
